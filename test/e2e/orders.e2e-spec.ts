import { generateKeyPairSync } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { Tidemark, type Json } from './tidemark.js';
import { TwoRequests, type Expected, type Scene, type SetScene } from './two-requests.js';

type Ask = readonly [request: string, body?: unknown];
type Case = readonly [name: string, scene: SetScene, expected: Expected];

const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const KEYS = [newKey(), newKey()] as const;

const called = async (tidemark: Tidemark, kind: string, run: string): Promise<readonly Json[]> =>
  (await tidemark.items(`/v1/${kind}`)).filter(({ name }) => String(name).includes(run));

const scene =
  (
    before: readonly Ask[],
    { A, B }: Readonly<{ A: Ask; B: Ask }>,
    seen: readonly string[],
  ): SetScene =>
  async (tidemark, run) => {
    const ids: Record<string, string> = {};
    const filled = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value).replaceAll('~', run).replaceAll(/\{(\d)\}/g, (_, n: string) => ids[n] ?? '')) as Value;
    for (const [index, ask] of before.entries()) {
      const [request, body] = filled(ask);
      const { status, body: answer } = await tidemark.send(request, body);
      if (status >= 300) throw new Error(`${request}: ${status} ${JSON.stringify(answer)}`);
      ids[index] = String(answer['result'].id);
    }
    const state = async () =>
      Promise.all(
        filled(seen).map(async (path) =>
          path.includes('/') ? (await tidemark.send(`GET ${path}`)).body : called(tidemark, path, run),
        ),
      );
    return { ...filled({ A, B }), state } as Scene;
  };

const group = ['POST /v1/groups', { name: 'g~', owner: 'node-a' }] as const;
const resource = ['POST /v1/resources', { name: 'r~', type: 'Generic Service', group: 'g~' }] as const;
const owed = { maxSwitches: 4 };

const set = (text: string) => ({ changes: [{ op: 'set', key: 'SOFTWARE\\K~', name: 'v', value: { type: 'REG_SZ', text } }] });
const things = ['groups', 'resources'];

const c = (name: string, before: readonly Ask[], A: Ask, B: Ask, seen: readonly string[], expected: Expected): Case =>
  [name, scene(before, { A, B }, seen), expected];


const del = { group: ['DELETE /v1/groups/g~'], resource: ['DELETE /v1/resources/r~'] } as const;
const node = ['POST /v1/nodes', { name: 'n~' }] as const;

const ADDING: readonly Case[] = [
  c('nodes', [], node, ['POST /v1/nodes', { name: 'N~' }], ['nodes'], { AB: [201, 409], BA: [409, 201], ...owed }),
  c('groups', [], group, ['POST /v1/groups', { name: 'G~', owner: 'node-a' }], things, { AB: [201, 409], BA: [409, 201], ...owed }),
  c('add and delete group', [group], group, del.group, things, { AB: [409, 200], BA: [201, 200], ...owed }),
  c('delete group twice', [group], del.group, del.group, things, { AB: [200, 404], BA: [404, 200], ...owed }),
  c('resources', [group], resource, resource, things, { AB: [201, 409], BA: [409, 201], ...owed }),
  c('add and delete resource', [group, resource], resource, del.resource, things, { AB: [409, 200], BA: [201, 200], ...owed }),
  c('delete resource twice', [group, resource], del.resource, del.resource, things, { AB: [200, 404], BA: [404, 200], ...owed }),
  c('add resource, delete group', [group], resource, del.group, things, { AB: [201, 409], BA: [404, 200], ...owed }),
  c('delete resource, delete group', [group, resource], del.resource, del.group, things, { AB: [200, 200], BA: [200, 409], ...owed }),
  c('regroup, delete group', [group, resource, ['POST /v1/groups', { name: 'h~', owner: 'node-a' }]], ['PATCH /v1/resources/r~', { group: 'h~' }], ['DELETE /v1/groups/h~'], things, { AB: [200, 409], BA: [404, 200], ...owed }),
  c('regroup, delete', [group, resource, ['POST /v1/groups', { name: 'h~', owner: 'node-a' }]], ['PATCH /v1/resources/r~', { group: 'h~' }], del.resource, things, { AB: [200, 200], BA: [404, 200], ...owed }),
  c('regroup twice', [group, resource, ['POST /v1/groups', { name: 'h~', owner: 'node-a' }], ['POST /v1/groups', { name: 'i~', owner: 'node-a' }]], ['PATCH /v1/resources/r~', { group: 'h~' }], ['PATCH /v1/resources/r~', { group: 'i~' }], things, { AB: [200, 200], BA: [200, 200], ...owed }),
  ...((rename) => [
    c('rename+configure, delete', [group], rename, ['DELETE /v1/groups/{0}'], things, { AB: [200, 200], BA: [404, 200], ...owed }),
    c('rename+configure, rename', [group], rename, ['PATCH /v1/groups/{0}', { name: 'i~' }], things, { AB: [200, 200], BA: [200, 200], ...owed }),
    c('rename+configure, other', [group], rename, ['PATCH /v1/groups/{0}', { name: 'i~', failoverThreshold: 8 }], things, { AB: [200, 200], BA: [200, 200], ...owed }),
    c('rename+configure, take', [group], rename, ['POST /v1/groups', { name: 'h~', owner: 'node-a' }], things, { AB: [200, 409], BA: [409, 201], ...owed }),
  ])(['PATCH /v1/groups/{0}', { name: 'h~', failoverThreshold: 7 }] as const),
];

const EVICTING: readonly Case[] = (() => {
  const evict = ['DELETE /v1/nodes/{0}'] as const;
  const down = [node, ['POST /v1/nodes/n~/stop']] as const;
  const gone = { AB: [200, 404], BA: [200, 200] } as const;
  const one = (name: string, B: Ask, statuses: Expected): Case =>
    c(`evict, ${name}`, down, evict, B, ['nodes', ...things], { ...owed, ...statuses });
  return [
    one('start', ['POST /v1/nodes/{0}/start'], { AB: [200, 404], BA: [409, 200] }),
    one('evict', evict, { AB: [200, 404], BA: [404, 200] }),
    one('edit', ['PATCH /v1/nodes/n~/registry', set('B')], gone),
    one('import', ['PATCH /v1/nodes/n~/registry', set('B')], gone),
    one('store a key', ['PUT /v1/nodes/n~/key-containers', { type: 24, container: 'C', pem: KEYS[0] }], gone),
    one('hold', ['PUT /v1/nodes/n~/registry/holds?key=SOFTWARE', { holder: 'me' }], gone),
    one('add of its name', node, { AB: [200, 201], BA: [200, 409] }),
    one('add group on it', ['POST /v1/groups', { name: 'g~', owner: 'n~' }], { AB: [200, 404], BA: [200, 201], meanwhile: { A: 5009 } }),
    one('move to it', ['POST /v1/groups/SQL/move', { to: 'n~' }], { AB: [200, 404], BA: [200, 409] }),
    c('evict, stop', [node], evict, ['POST /v1/nodes/n~/stop'], ['nodes'], { ...owed, AB: [409, 200], BA: [200, 200] }),
  ];
})();

const LIFE: readonly Case[] = (() => {
  const online = ['POST /v1/resources/r~/online'] as const;
  const offline = ['POST /v1/resources/r~/offline'] as const;
  const life = { maxSwitches: 2 };
  const checkpoint = ['POST /v1/resources/r~/checkpoints', { key: 'SOFTWARE\\K~' }] as const;
  const edit = (text: string) => ['PATCH /v1/nodes/node-a/registry', set(text)] as const;
  const seen = [...things, '/v1/resources/r~/checkpoints', '/v1/nodes/node-a/registry?key=SOFTWARE\\K~'];
  const off = [group, resource] as const;
  const on = [...off, online] as const;
  const pending = { meanwhile: { A: 5023, B: 5023 } };
  const both = { AB: [200, 200], BA: [200, 200], ...life } as const;
  const configure = ['PATCH /v1/resources/r~', { restartThreshold: 9 }] as const;
  return [
    c('online twice', off, online, online, seen, { ...both, ...pending }),
    c('offline twice', on, offline, offline, seen, { ...both, ...pending }),
    c('online, offline', off, online, offline, seen, { ...both, ...pending }),
    c('offline, online', on, offline, online, seen, { ...both, ...pending }),
    c('online, delete', off, online, del.resource, things, { AB: [200, 409], BA: [404, 200], ...life }),
    c('offline, delete', on, offline, del.resource, things, { AB: [200, 200], BA: [200, 409], ...life, meanwhile: {B: 5019} }),
    c('online, configure', off, online, configure, seen, both),
    c('offline, configure', on, offline, configure, seen, both),
    c('group online, offline', off, ['POST /v1/groups/g~/online'], ['POST /v1/groups/g~/offline'], seen, both),
    c('group online, resource', off, ['POST /v1/groups/g~/online'], offline, seen, { ...both, ...pending }),
    c('group online, delete group', [group], ['POST /v1/groups/g~/online'], del.group, things, { AB: [200, 200], BA: [404, 200], ...life }),
    c('online, edit', [...off, edit('first'), checkpoint], online, edit('B'), seen, both),
    c('offline, edit', [...off, edit('first'), checkpoint, online], offline, edit('B'), seen, both),
    c('add checkpoint, edit', [...on, edit('first')], checkpoint, edit('B'), seen, { AB: [201, 200], BA: [201, 200], ...life }),
    c('add checkpoint, edit while offline', [...off, edit('first')], checkpoint, edit('B'), seen, { AB: [201, 200], BA: [201, 200], ...life }),
  ];
})();

const CRYPTO: readonly Case[] = (() => {
  const put = (key: string) => ['PUT /v1/nodes/node-a/key-containers', { type: 24, container: 'C~', pem: key }] as const;
  const checkpoint = ['POST /v1/resources/r~/checkpoints', { kind: 'crypto', key: '24\\\\C~' }] as const;
  const seen = [...things, '/v1/resources/r~/checkpoints'];
  const before = [group, resource, put(KEYS[0])] as const;
  return [
    c('add crypto twice', before, checkpoint, checkpoint, seen, { AB: [201, 409], BA: [409, 201], ...owed }),
    c('add crypto, put', before, checkpoint, put(KEYS[1]), seen, { AB: [201, 200], BA: [201, 200], ...owed }),
    c('add crypto, delete key', before, checkpoint, ['DELETE /v1/nodes/node-a/key-containers/{2}'], seen, { AB: [201, 200], BA: [404, 200], ...owed }),
    c('add crypto, delete resource', before, checkpoint, del.resource, things, { AB: [201, 200], BA: [404, 200], ...owed }),
    c('add crypto online, put', [...before, ['POST /v1/resources/r~/online']], checkpoint, put(KEYS[1]), seen, { AB: [201, 200], BA: [201, 200], ...owed, maxSwitches: 3 }),
  ];
})();

describe('two', () => {
  let tidemark: Tidemark;

  beforeEach(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
  });

  afterEach(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  test.each([...ADDING, ...EVICTING, ...LIFE, ...CRYPTO])('%s', async (_, set, expected) => {
    const t = Date.now(); (await import('node:fs')).appendFileSync('/tmp/door/times', `begin ${_}\n`);
    const orders = await new TwoRequests(tidemark, set).expectSerial(expected);
    (await import('node:fs')).appendFileSync('/tmp/door/times', `${_}: ${orders.size} ${Date.now() - t}\n`);
  });
});
