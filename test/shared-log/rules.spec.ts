import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { Tidemark, type Answer } from '../e2e/tidemark.js';
import { type Asked } from '../e2e/two-requests.js';
import { openSharedLog, type TestLog } from '../support/test-log.js';

const RACES = 12;

const codeOf = ({ status, body }: Answer): number =>
  status < 300 ? 0 : Number((body['win32'] as { code: number } | undefined)?.code);

/** A rule over two streams, and two processes that get one request each at the same moment. */
describe('of two requests that a rule excludes, two processes never carry out both', () => {
  let log: TestLog;
  let both: readonly [Tidemark, Tidemark];

  beforeAll(async () => {
    log = await openSharedLog();
    const shared = { ...log, remove: async () => undefined };
    both = await Promise.all([Tidemark.start(shared), Tidemark.start(shared)]);
    await both[0].form();
  });

  afterAll(async () => {
    await Promise.all(both.map((one) => one.stop()));
    for (const { defects } of both) expect(defects).toEqual([]);
    await log.remove();
  });

  const prepare = async (...requests: readonly Asked[]): Promise<void> => {
    for (const [request, body] of requests) {
      const { status, body: answer } = await both[0].send(request, body);
      if (status >= 300) throw new Error(`${request}: ${JSON.stringify(answer)}`);
    }
  };

  /** The Win32 codes of both requests; each process gets each of the two requests in turn. */
  const race = async (
    run: number,
    one: Asked,
    other: Asked,
  ): Promise<readonly [number, number]> => {
    const [first, second] = run % 2 === 0 ? both : [both[1], both[0]];
    const answers = await Promise.all([first.send(...one), second.send(...other)]);
    return [codeOf(answers[0]), codeOf(answers[1])];
  };

  const group = (name: string): Asked => ['POST /v1/groups', { name, owner: 'node-a' }];
  const resource = (name: string, of: string): Asked => [
    'POST /v1/resources',
    { name, type: 'Generic Service', group: of },
  ];

  const dependenciesOf = async (name: string): Promise<unknown> =>
    (await both[1].get(`/v1/resources/${name}`))['dependencies'];

  test('a node that is down is evicted, and it is started', async () => {
    for (let run = 0; run < RACES; run += 1) {
      const node = `n${run}`;
      await prepare(['POST /v1/nodes', { name: node }], [`POST /v1/nodes/${node}/stop`]);
      await both[1].get(`/v1/nodes/${node}`);
      const [evicted, started] = await race(
        run,
        [`DELETE /v1/nodes/${node}`],
        [`POST /v1/nodes/${node}/start`],
      );
      expect([
        [0, 5042],
        [5009, 0],
      ]).toContainEqual([evicted, started]);
      const { status, body } = await both[1].send(`GET /v1/nodes/${node}`);
      expect([status, body['state']]).toEqual(evicted === 0 ? [404, undefined] : [200, 'Up']);
    }
  });

  test('a node that is down is evicted, and a group is added on it', async () => {
    for (let run = 0; run < RACES; run += 1) {
      const [node, name] = [`o${run}`, `og${run}`];
      await prepare(['POST /v1/nodes', { name: node }], [`POST /v1/nodes/${node}/stop`]);
      await both[1].get(`/v1/nodes/${node}`);
      const [evicted, added] = await race(
        run,
        [`DELETE /v1/nodes/${node}`],
        ['POST /v1/groups', { name, owner: node }],
      );
      // A group on a node that is down fails over, perhaps before the eviction is decided.
      expect([
        [0, 5042],
        [5009, 0],
        [0, 0],
      ]).toContainEqual([evicted, added]);
      const { status } = await both[1].send(`GET /v1/nodes/${node}`);
      expect(status).toBe(evicted === 0 ? 404 : 200);
      const found = await both[1].send(`GET /v1/groups/${name}`);
      expect(found.status).toBe(added === 0 ? 200 : 404);
      if (evicted === 0 && added === 0) expect(found.body['owner']).not.toBe(node);
    }
  });

  test('a resource is deleted, and another one is to depend on it', async () => {
    for (let run = 0; run < RACES; run += 1) {
      const [g, r, s] = [`g${run}`, `r${run}`, `s${run}`];
      await prepare(group(g), resource(r, g), resource(s, g));
      const [deleted, depends] = await race(
        run,
        [`DELETE /v1/resources/${r}`],
        [`PUT /v1/resources/${s}/dependencies/${r}`],
      );
      if (deleted === 0) expect([5007, 87]).toContain(depends);
      else expect([deleted, depends]).toEqual([5001, 0]);
      expect(await dependenciesOf(s)).toEqual(deleted === 0 ? [] : [r]);
      const { status } = await both[1].send(`GET /v1/resources/${r}`);
      expect(status).toBe(deleted === 0 ? 404 : 200);
    }
  });

  test('two resources get a checkpoint on one key, which the policy denies', async () => {
    const path = 'SOFTWARE\\Shared';
    await prepare(group('one'), group('other'), resource('v', 'one'), resource('w', 'other'), [
      'PATCH /v1/cluster',
      { clobberPolicy: 'deny' },
    ]);
    for (let run = 0; run < RACES; run += 1) {
      const key = `${path}\\${run}`;
      const value = { type: 'REG_SZ', text: 'x' };
      const changes = [{ op: 'set', key, name: 'x', value }];
      await prepare(['PATCH /v1/nodes/node-a/registry', { changes }]);
      const codes = await race(
        run,
        ['POST /v1/resources/v/checkpoints', { kind: 'registry', key }],
        ['POST /v1/resources/w/checkpoints', { kind: 'registry', key }],
      );
      expect([
        [0, 5023],
        [5023, 0],
      ]).toContainEqual(codes);
      const counts = ['v', 'w'].map(async (name) => {
        const items = await both[1].items(`/v1/resources/${name}/checkpoints`);
        return items.filter((checkpoint) => checkpoint['key'] === key).length;
      });
      expect(await Promise.all(counts)).toEqual(codes.map((code) => (code === 0 ? 1 : 0)));
    }
  });

  test('two groups are moved to one node, which the policy denies', async () => {
    const policy = (clobberPolicy: 'warn' | 'deny'): Asked => [
      'PATCH /v1/cluster',
      { clobberPolicy },
    ];
    const checkpoint = (of: string, key: string): Asked => [
      `POST /v1/resources/${of}/checkpoints`,
      { kind: 'registry', key },
    ];
    for (let run = 0; run < RACES; run += 1) {
      const [g, h, r, s] = [`mg${run}`, `mh${run}`, `mr${run}`, `ms${run}`];
      const key = `SOFTWARE\\Moved\\${run}`;
      const value = { type: 'REG_SZ', text: 'x' };
      const changes = [{ op: 'set', key: `${key}\\Below`, name: 'x', value }];
      await prepare(['PATCH /v1/nodes/node-a/registry', { changes }]);
      await prepare(group(g), group(h), resource(r, g), resource(s, h), policy('warn'));
      await prepare(checkpoint(r, key), checkpoint(s, `${key}\\Below`), policy('deny'));
      await prepare([`POST /v1/groups/${g}/online`], [`POST /v1/groups/${h}/online`]);
      await both[1].get(`/v1/groups/${h}`);
      const codes = await race(
        run,
        [`POST /v1/groups/${g}/move`, { to: 'node-b' }],
        [`POST /v1/groups/${h}/move`, { to: 'node-b' }],
      );
      expect([
        [0, 5023],
        [5023, 0],
      ]).toContainEqual(codes);
      for (const [at, name] of [g, h].entries()) {
        const { owner, operation, state } = await both[1].get(`/v1/groups/${name}`);
        expect([owner, operation, state]).toEqual([
          codes[at] === 0 ? 'node-b' : 'node-a',
          null,
          'Online',
        ]);
      }
    }
  });

  test('a cluster becomes read-only, and each process refuses writes once it has the event', async () => {
    await prepare(group('frozen'));
    const configure = (failoverThreshold: number): Asked => [
      'PATCH /v1/groups/frozen',
      { failoverThreshold },
    ];
    for (let run = 1; run <= RACES; run += 1) {
      await prepare(['POST /v1/cluster/state', { state: 'read-write' }]);
      await both[1].get('/v1/cluster');
      const [frozen, configured] = await race(
        run,
        ['POST /v1/cluster/state', { state: 'read-only' }],
        configure(run),
      );
      expect(frozen).toBe(0);
      expect([0, 70]).toContain(configured);
      for (const one of both) {
        await one.get('/v1/cluster');
        expect(codeOf(await one.send(...configure(run + 100)))).toBe(70);
      }
    }
    await prepare(['POST /v1/cluster/state', { state: 'read-write' }]);
    await both[1].get('/v1/cluster');
  });

  test('a resource goes to another group, and another one is to depend on it', async () => {
    await prepare(group('elsewhere'));
    for (let run = 0; run < RACES; run += 1) {
      const [g, r, s] = [`h${run}`, `t${run}`, `u${run}`];
      await prepare(group(g), resource(r, g), resource(s, g));
      const [regrouped, depends] = await race(
        run,
        [`PATCH /v1/resources/${r}`, { group: 'elsewhere' }],
        [`PATCH /v1/resources/${s}`, { dependencyExpression: `[${r}]` }],
      );
      expect([
        [0, 87],
        [5001, 0],
      ]).toContainEqual([regrouped, depends]);
      expect(await dependenciesOf(s)).toEqual(regrouped === 0 ? [] : [r]);
      const { group: at } = await both[1].get(`/v1/resources/${r}`);
      expect(at).toBe(regrouped === 0 ? 'elsewhere' : g);
    }
  });
});
