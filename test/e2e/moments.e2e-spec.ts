import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Answer, type Json } from './tidemark.js';

const GET_CHECKPOINTS = 'CLUSCTL_RESOURCE_GET_REGISTRY_CHECKPOINTS';

describe('a log, read at each of its positions', () => {
  let tidemark: Tidemark;
  let events: readonly Json[];
  const things: Record<string, Json> = {};

  const ask = (path: string): Promise<Answer> => tidemark.send(`GET ${path}`);
  const positions = (): readonly string[] => events.map(({ position }) => String(position));

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await tidemark.role('Web', 'Site');
    await tidemark.edit('node-a', 'first');
    await tidemark.addCheckpoint('Server');
    await tidemark.send('POST /v1/resources/Server/online');
    await tidemark.edit('node-a', 'second');
    await tidemark.send('PATCH /v1/groups/Web', { name: 'Renamed' });
    for (const [kind, name] of [
      ['resources', 'Site'],
      ['groups', 'Renamed'],
    ])
      things[kind ?? ''] = await tidemark.get(`/v1/${kind ?? ''}/${name ?? ''}`);
    await tidemark.send('DELETE /v1/resources/Site');
    await tidemark.send('DELETE /v1/groups/Renamed');
    events = await tidemark.items('/v1/events?limit=1000');
  });

  afterAll(() => tidemark.stop());

  const namesOf = (items: readonly Json[]): readonly string[] =>
    items.map(({ name }) => String(name));

  const named = (items: readonly Json[], name: unknown): Json | undefined =>
    items.find((item) => item['name'] === name);

  /** Each thing alone is what the list shows. */
  const compareAlone = async (kind: string, items: readonly Json[], at: string): Promise<void> => {
    for (const item of items) {
      const alone = await ask(`/v1/${kind}/${String(item['id'])}?at=${at}`);
      expect([at, kind, alone.status, alone.body]).toEqual([at, kind, 200, item]);
    }
  };

  const compareCheckpoints = async (resource: Json, at: string): Promise<void> => {
    const id = String(resource['id']);
    const { status, body } = await ask(`/v1/resources/${id}/checkpoints?at=${at}`);
    const count = Number(resource['checkpoints']);
    expect([at, status, (body['items'] as Json[]).length]).toEqual([at, 200, count]);
    const code = await tidemark.control(id, { controlCode: GET_CHECKPOINTS, at });
    expect([at, code.body['status'], code.body['position']]).toEqual([at, 0, at]);
    expect(code.body['output']).toHaveLength(count);
  };

  test('a thing is there in all answers or in none', async () => {
    for (const at of positions()) {
      const [nodes, groups, resources] = [
        await tidemark.items(`/v1/nodes?at=${at}`),
        await tidemark.items(`/v1/groups?at=${at}`),
        await tidemark.items(`/v1/resources?at=${at}`),
      ];
      await compareAlone('nodes', nodes, at);
      await compareAlone('groups', groups, at);
      await compareAlone('resources', resources, at);
      for (const { name, owner, resources: members } of groups) {
        const own = resources.filter((resource) => resource['group'] === name);
        expect([at, members]).toEqual([at, namesOf(own)]);
        expect([at, named(nodes, owner)?.['groups']]).toEqual([at, expect.arrayContaining([name])]);
      }
      for (const resource of resources) {
        const group = named(groups, resource['group']);
        expect([at, resource['owner']]).toEqual([at, group?.['owner']]);
        await compareCheckpoints(resource, at);
      }
    }
  });

  test('a node without a stream has an empty registry, no holds and no key containers', async () => {
    for (const at of positions())
      for (const { id } of await tidemark.items(`/v1/nodes?at=${at}`))
        for (const part of ['registry', 'registry/holds', 'key-containers']) {
          const { status } = await ask(`/v1/nodes/${String(id)}/${part}?at=${at}`);
          expect([at, part, status]).toEqual([at, part, 200]);
        }
  });

  test('a name in a filter finds the thing as soon as the lists have it', async () => {
    for (const at of positions())
      for (const [kind, field] of [
        ['groups', 'group'],
        ['resources', 'resource'],
        ['nodes', 'node'],
      ] as const)
        for (const { name } of await tidemark.items(`/v1/${kind}?at=${at}`)) {
          const found = await ask(`/v1/events?${field}=${String(name)}&at=${at}&limit=1`);
          expect([at, name, found.status]).toEqual([at, name, 200]);
        }
  });

  test('before the first event every list is empty, and a thing has its own status', async () => {
    const first = String(BigInt(positions()[0] ?? '1') - 1n);
    for (const at of [first, '2000-01-01T00:00:00Z']) {
      for (const list of [
        ...['nodes', 'groups', 'resources', 'resource-types', 'checkpoints'],
        ...['events', 'operations', 'lost-writes'],
      ]) {
        const { status, body } = await ask(`/v1/${list}?at=${at}`);
        expect([list, status, body['items'], body['next']]).toEqual([list, 200, [], null]);
      }
      for (const [path, code] of [
        ['cluster', 2],
        ['nodes/node-a', 5042],
        ['groups/SQL', 5013],
        ['resources/Server', 5007],
        ['resources/Server/checkpoints', 5007],
        ['resources/Server/checkpoints/none/captures', 5007],
        ['nodes/node-a/registry', 5042],
        [`nodes/node-a/registry/history?key=${KEY}`, 5042],
        ['nodes/node-a/key-containers', 5042],
        ['events?group=SQL', 5013],
        ['events?resource=Server', 5007],
        ['lost-writes?node=node-a', 5042],
        ['operations/none', 2],
      ] as const) {
        const { status, body } = await ask(`/v1/${path}${path.includes('?') ? '&' : '?'}at=${at}`);
        expect([path, status, body['win32']?.code]).toEqual([path, 404, code]);
      }
      const control = async (path: string): Promise<unknown> =>
        (await tidemark.send(`POST /v1/${path}/control`, { controlCode: GET_CHECKPOINTS, at }))
          .body['win32']?.code as unknown;
      expect(await control('resources/Server')).toBe(5007);
      expect(await control('resource-types/Generic Service')).toBe(5078);
    }
  });

  test('the history of a value does not tell the end of a version that ends later', async () => {
    const path = `/v1/nodes/node-a/registry/history?key=${KEY}&name=Port`;
    const [second, first] = await tidemark.items(path);
    expect(first?.['endedAt']).toEqual(second?.['writtenAt']);
    const end = BigInt(String(second?.['writtenAt'].position));
    const [then] = await tidemark.items(`${path}&at=${String(end - 1n)}`);
    expect(then).toEqual({ ...first, endedAt: null });
  });

  test('no answer at a position has a later position or instant', async () => {
    const paths = [
      ...['events', 'operations', 'lost-writes', 'nodes', 'groups', 'resources'],
      ...['resources/Server/checkpoints', `nodes/node-a/registry/history?key=${KEY}`],
      'nodes/node-a/registry?depth=all',
    ];
    for (const at of positions())
      for (const path of paths) {
        const { body } = await ask(`/v1/${path}${path.includes('?') ? '&' : '?'}at=${at}`);
        const told = [...JSON.stringify(body).matchAll(/"position":"(\d+)"/g)];
        for (const [, position = '0'] of told)
          expect([path, at, BigInt(position) <= BigInt(at)]).toEqual([path, at, true]);
      }
  });

  test.each(['resources', 'groups'])(
    'the problem for one of the %s that is gone names the last position at which it was there',
    async (kind) => {
      const thing = things[kind] ?? {};
      for (const nameOrId of [String(thing['id']), String(thing['name'])]) {
        const gone = await ask(`/v1/${kind}/${nameOrId}`);
        expect(gone.status).toBe(404);
        const last = String(gone.body['lastPosition']);
        expect(gone.body['detail']).toContain(`it was last there at position ${last}`);
        const { status, body } = await ask(`/v1/${kind}/${nameOrId}?at=${last}`);
        expect([status, body['name']]).toEqual([200, thing['name']]);
        const next = positions().find((position) => BigInt(position) > BigInt(last)) ?? '';
        const then = await ask(`/v1/${kind}/${nameOrId}?at=${next}`);
        expect([then.status, then.body['lastPosition']]).toEqual([404, last]);
      }
      const early = await ask(`/v1/${kind}/${String(thing['id'])}?at=${positions()[0] ?? ''}`);
      expect([early.status, early.body['lastPosition']]).toEqual([404, undefined]);
      expect((await ask(`/v1/${kind}/none`)).body['lastPosition']).toBeUndefined();
    },
  );

  test('a command that has nothing to do answers 200 and names no operation', async () => {
    const container = { type: 24, container: 'C' };
    const commands: readonly (readonly [string, Json?])[] = [
      ['PATCH /v1/cluster', { clobberPolicy: 'warn' }],
      ['POST /v1/cluster/state', { state: 'read-write' }],
      ['PATCH /v1/nodes/node-a/registry', { changes: [] }],
      ['DELETE /v1/nodes/node-a/registry/holds?key=SOFTWARE'],
      ['PATCH /v1/groups/SQL', { name: 'SQL' }],
      ['POST /v1/groups/SQL/online', {}],
      ['POST /v1/groups/SQL/move', { to: 'node-a' }],
      ['PATCH /v1/resources/Server', { name: 'Server' }],
      ['POST /v1/resources/Server/online', {}],
      ['DELETE /v1/resources/Server/possible-owners/node-x'],
      ['PUT /v1/nodes/node-a/key-containers', container],
    ];
    let idle = 0;
    for (const [request, body] of commands) {
      const before = tidemark.engine.fold.position;
      const answer = await tidemark.send(request, body);
      if (answer.status >= 300 || tidemark.engine.fold.position !== before) continue;
      idle += 1;
      expect([request, answer.body['operation'], answer.body['events']]).toEqual([
        request,
        null,
        [],
      ]);
    }
    expect(idle).toBeGreaterThan(6);
  });
});
