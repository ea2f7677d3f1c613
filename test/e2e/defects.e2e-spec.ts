import { Writable } from 'node:stream';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';

import { KEY, Tidemark, type Json } from './tidemark.js';

const LOST = new TypeError('not foreseen');
const fail = (): never => {
  throw LOST;
};

describe('a defect is logged, wherever it is', () => {
  let tidemark: Tidemark;
  let logged: Json[];

  beforeEach(async () => {
    logged = [];
    const lines = new Writable({
      write: (line: Buffer, _, done) => {
        logged.push(JSON.parse(String(line)) as Json);
        done();
      },
    });
    tidemark = await Tidemark.start(undefined, { log: pino({ level: 'error' }, lines) });
    await tidemark.form();
    const changes = Array.from({ length: 2000 }, (_, at) => ({
      op: 'set',
      key: KEY,
      name: `n${at}`,
      value: { type: 'REG_SZ', text: 'x'.repeat(100) },
    }));
    await tidemark.send('PATCH /v1/nodes/node-a/registry', { changes });
  });

  afterEach(() => tidemark.stop());

  /** Replaces a part of the application with a broken one: no request can cause a defect. */
  const spoil = <Part extends object>(part: Part, name: keyof Part, get: () => unknown): void => {
    Object.defineProperty(part, name, { configurable: true, get });
  };

  /** Gives a role a field that it can never have. */
  const spoilGroup = (more: object): void => {
    const { clusterState } = tidemark.engine;
    const group = clusterState.group.bind(clusterState);
    spoil(clusterState, 'group', () => (id: never) => ({ ...group(id), ...more }));
  };

  const failAt = (count: number): (() => undefined) => {
    let left = count;
    return () => {
      left -= 1;
      return left < 0 ? fail() : undefined;
    };
  };

  const CASES: readonly (readonly [string, string, () => void])[] = [
    [
      'a question',
      'GET /v1/nodes',
      () => {
        spoil(tidemark.engine.log, 'folded', () => async () => fail());
      },
    ],
    [
      'a guard',
      'POST /v1/nodes',
      () => {
        spoil(tidemark.engine.fold, 'requireFollowing', () => fail);
      },
    ],
    [
      'a hook before',
      'GET /v1/nodes',
      () => {
        spoil(tidemark.engine, 'isReady', fail);
      },
    ],
    [
      'a hook after',
      'GET /v1/groups/SQL',
      () => {
        spoilGroup({ configuredAt: Symbol('no') });
      },
    ],
    [
      'a command',
      'POST /v1/nodes',
      () => {
        spoil(tidemark.engine.executor, 'execute', () => fail);
      },
    ],
    [
      'an answer that is no JSON',
      'GET /v1/groups/SQL',
      () => {
        spoilGroup({ policy: { preferredOwners: [], failoverThreshold: 1n } });
      },
    ],
    [
      'a header',
      'GET /v1/groups/SQL',
      () => {
        spoilGroup({ configuredAt: 'a\nb' });
      },
    ],
    [
      'a stream before it begins',
      'GET /v1/nodes/node-a/registry?depth=all&key=',
      () => {
        spoil(tidemark.engine.reads.registry, 'writers', () => () => fail);
      },
    ],
    [
      'a stream that has begun',
      'GET /v1/nodes/node-a/registry?depth=all&key=',
      () => {
        spoil(tidemark.engine.reads.registry, 'writers', () => () => failAt(1500));
      },
    ],
  ];

  test.each(CASES)('%s: %s', async (_, request, spoilt) => {
    spoilt();
    const [method = '', path = ''] = request.split(' ');
    const answer = await fetch(`${tidemark.url}${path}`, {
      method,
      ...(method === 'POST' && {
        body: '{"name":"n"}',
        headers: { 'content-type': 'application/json' },
      }),
    })
      .then(
        async (found) =>
          [found.status, found.headers.get('content-type'), await found.text()] as const,
      )
      .catch((error: unknown) => [0, String(error), ''] as const);
    expect([0, 500]).toContain(answer[0]);
    if (answer[0] === 500) expect(answer[1]).toBe('application/problem+json; charset=utf-8');
    expect(answer[2]).not.toContain('not foreseen');
    expect(logged).toMatchObject([{ msg: 'defect', path: path }]);
  });
});
