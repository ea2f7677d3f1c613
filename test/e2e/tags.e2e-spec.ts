import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Answer, type Json } from './tidemark.js';

/** The event that a tag names, in a receipt. */
type Moment = Readonly<{ event: string; position: string; recordedAt: string }>;

const eventOf = ({ body }: Answer): string => (body['result'] as Moment).event;

describe('a tag', () => {
  let tidemark: Tidemark;
  let upgrade: Json;
  /** The positions of the first events. */
  let early: readonly string[];

  const ask = (path: string): Promise<Answer> => tidemark.send(`GET ${path}`);
  const put = (tag: string, body: Json = {}, headers = {}): Promise<Answer> =>
    tidemark.send(`PUT /v1/tags/${tag}`, body, headers);
  const positionOf = (answer: Answer): string => String(answer.body['position']);
  const eventAt = async (position: unknown): Promise<Json> =>
    (await tidemark.items(`/v1/events?from=${String(position)}&to=${String(position)}`))[0] ?? {};
  const refusalOf = ({ status, body }: Answer): readonly unknown[] => [
    status,
    ((body['errors'] ?? []) as Json[])[0]?.['pointer'],
    String(body['detail']),
  ];

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await tidemark.edit('node-a', 'first');
    await tidemark.addCheckpoint('Server');
    await tidemark.send('POST /v1/resources/Server/online');
    await tidemark.edit('node-a', 'second');
    // The last event is a capture, which is found by its place alone.
    upgrade = (await put('before-upgrade', { reason: 'change 17' }, { 'tidemark-actor': 'ann' }))
      .body;
    await tidemark.edit('node-a', 'third');
    early = (await tidemark.items('/v1/events?limit=5')).map(({ position }) => String(position));
  });

  afterAll(() => tidemark.stop());

  test('names the last event at its moment, with who set it and why', async () => {
    const { status, events, result } = upgrade;
    expect([status, (events as Json[])[0]?.['type']]).toEqual([0, 'TagSet']);
    const { id, type, recordedAt } = await eventAt(result.position);
    expect([id, type, recordedAt]).toEqual([
      result.event,
      'RegistryCheckpointCaptured',
      result.recordedAt,
    ]);
    const { body } = await ask('/v1/tags/BEFORE-UPGRADE');
    expect({ ...body, moved: false, replaced: null }).toEqual(result);
    expect(body['setAt']).toMatchObject({ actor: 'ann', reason: 'change 17' });
    expect(await tidemark.items('/v1/tags')).toEqual([body]);
  });

  test('is a moment of every question, and of the headers of its answer', async () => {
    const at = 'before-upgrade';
    const { position, recordedAt } = upgrade['result'] as Moment;
    const reads = [
      ...['/v1/cluster', '/v1/nodes', '/v1/groups/SQL', '/v1/resources', '/v1/checkpoints'],
      ...['/v1/resources/Server/checkpoints', `/v1/nodes/node-a/registry?key=${KEY}`, '/v1/events'],
      ...['/v1/operations', '/v1/lost-writes', '/v1/nodes/node-a/registry/holds', '/v1/tags'],
      ...[`/v1/blame?node=node-a&key=${KEY}`, `/v1/places?key=${KEY}&name=Port`],
    ];
    for (const path of reads) {
      const join = path.includes('?') ? '&' : '?';
      const [byTag, byPosition] = [
        await ask(`${path}${join}at=${at}`),
        await ask(`${path}${join}at=${position}`),
      ];
      const { headers } = byTag;
      const said = ['position', 'recorded-at', 'tag'].map((name) =>
        headers.get(`tidemark-${name}`),
      );
      expect([path, byTag.status, ...said]).toEqual([path, 200, position, recordedAt, at]);
      expect(byPosition.headers.get('tidemark-tag')).toBe(at);
      expect({ ...byTag.body, next: null }).toEqual({ ...byPosition.body, next: null });
    }
    expect(await tidemark.value('node-a', at)).toBe('second');
    const code = { controlCode: 'CLUSCTL_RESOURCE_GET_REGISTRY_CHECKPOINTS', at };
    const { body, headers } = await tidemark.control('Server', code);
    expect([body['status'], body['position'], headers.get('tidemark-tag')]).toEqual([
      0,
      position,
      at,
    ]);
  });

  test('is a moment of each side of a diff, and the ends of a range', async () => {
    const { position, recordedAt } = upgrade['result'] as Moment;
    const diff = await tidemark.get('/v1/diff?left=node:node-a@before-upgrade&right=node:node-a');
    expect(diff['left'].moment).toEqual({ position, recordedAt, tag: 'before-upgrade' });
    expect(diff['items']).toMatchObject([
      { name: 'Port', left: { value: { text: 'second' } }, right: { value: { text: 'third' } } },
    ]);
    const clusters = await tidemark.get('/v1/diff?left=cluster@before-upgrade&right=cluster');
    expect(clusters['left'].moment).toMatchObject({ tag: 'before-upgrade' });
    for (const path of [`blame?node=node-a&key=${KEY}`, `places?key=${KEY}&name=Port`])
      expect((await tidemark.get(`/v1/${path}&at=before-upgrade`))['moment']).toEqual(
        diff['left'].moment,
      );
    const found = await tidemark.items('/v1/events?to=before-upgrade&order=newest&limit=1');
    expect(found).toMatchObject([{ position }]);
    const later = await tidemark.items('/v1/events?from=before-upgrade&limit=1000');
    expect(later[0]).toMatchObject({ position });
    for (const path of ['/v1/operations', '/v1/lost-writes'])
      expect((await ask(`${path}?from=before-upgrade`)).status).toBe(200);
    const stream = `${tidemark.url}/v1/events/stream?from=${position}&to=before-upgrade`;
    expect(await (await fetch(stream)).text()).toContain(`id: ${position}`);
  });

  test.each([
    ['/v1/nodes?at=nowhere', '/at'],
    ['/v1/cluster?at=nowhere', '/at'],
    ['/v1/tags?at=nowhere', '/at'],
    ['/v1/events?from=nowhere', '/from'],
    ['/v1/operations?to=nowhere', '/to'],
    ['/v1/lost-writes?to=nowhere', '/to'],
    ['/v1/events/stream?from=nowhere', '/from'],
    ['/v1/diff?left=node:node-a@nowhere&right=node:node-a', '/left'],
    ['/v1/diff?left=cluster&right=cluster@nowhere', '/right'],
  ])('that does not exist is 404, with the field: GET %s', async (path, pointer) => {
    const detail = `${pointer.slice(1)}: no such tag: nowhere`;
    expect(refusalOf(await ask(path))).toEqual([404, pointer, detail]);
  });

  test.each(['/v1/nodes?at=no where', '/v1/nodes?at=', '/v1/nodes?at=2026-02-30T00:00:00Z'])(
    'is a letter and 63 more characters at most: GET %s is 400',
    async (path) => {
      expect(refusalOf(await ask(path)).slice(0, 2)).toEqual([400, '/at']);
    },
  );

  test('that is not there, or can be none, has no answer of its own', async () => {
    expect(refusalOf(await ask('/v1/tags/nowhere'))[0]).toBe(404);
    expect(refusalOf(await tidemark.send('DELETE /v1/tags/nowhere'))[0]).toBe(404);
    expect(refusalOf(await put('1x')).slice(0, 2)).toEqual([422, '/name']);
    expect(refusalOf(await put('x', { at: 'nowhere' })).slice(0, 2)).toEqual([404, '/at']);
    expect(refusalOf(await put('x', { at: '999999999999999' })).slice(0, 2)).toEqual([400, '/at']);
    expect(refusalOf(await put('x', { at: '1990-01-01T00:00:00Z' })).slice(0, 2)).toEqual([
      400,
      '/at',
    ]);
  });

  test('moves, and writes nothing where it is already', async () => {
    const edits = [await tidemark.edit('node-b', '1'), await tidemark.edit('node-b', '2')];
    const [one = '', two = ''] = edits.map(positionOf);
    const first = await put('moving', { at: one });
    const second = await put('MOVING', { at: two });
    const again = await put('moving', { at: two });
    expect(second.body['result']).toMatchObject({
      ...{ name: 'MOVING', position: two, moved: true },
      replaced: eventOf(first),
    });
    expect(again.body).toMatchObject({ events: [], result: { moved: false, replaced: null } });
    expect(await tidemark.value('node-b', 'moving')).toBe('2');
    const events = await tidemark.items('/v1/events?type=TagSet&order=newest&limit=2');
    expect(events[0]?.['data']).toMatchObject({
      replaced: eventOf(first),
      event: eventOf(second),
    });
    expect(JSON.stringify(events[0]?.['data'])).not.toContain('position');
    const past = await ask(`/v1/tags/moving?at=${positionOf(first)}`);
    expect(past.body).toMatchObject({ name: 'moving', position: one });
  });

  test('of another tag is a tag of the same event, and the first of them is in the headers', async () => {
    const { position } = upgrade['result'] as Moment;
    expect((await put('alias', { at: 'before-upgrade' })).body['result']).toMatchObject({
      position,
    });
    expect((await ask('/v1/nodes?at=alias')).headers.get('tidemark-tag')).toBe('alias');
    const plain = await ask(`/v1/nodes?at=${position}`);
    expect(plain.headers.get('tidemark-tag')).toBe('before-upgrade');
    const names = async (): Promise<unknown[]> =>
      (await tidemark.items('/v1/tags')).map(({ name }) => name as unknown);
    expect(await names()).toEqual(['alias', 'before-upgrade', 'MOVING']);
    const first = await ask('/v1/tags?limit=2');
    const deleted = await tidemark.send('DELETE /v1/tags/ALIAS?reason=done');
    expect(deleted.body).toMatchObject({
      result: { name: 'ALIAS' },
      events: [{ type: 'TagDeleted' }],
    });
    const rest = await ask(`/v1/tags?limit=2&cursor=${String(first.body['next'])}`);
    expect(rest.body).toMatchObject({ items: [{ name: 'MOVING' }], next: null });
    expect(await names()).toEqual(['before-upgrade', 'MOVING']);
  });

  test('of a list keeps its position for all pages, also when it moves', async () => {
    const { position } = upgrade['result'] as Moment;
    await put('page', { at: position });
    const wanted = await tidemark.items('/v1/events?to=page&order=newest&limit=3');
    const first = await ask('/v1/events?to=page&order=newest&limit=1');
    const both = await ask('/v1/events?from=page&at=page&limit=1');
    await put('page', { at: early[1] });
    const cursor = String(first.body['next']);
    const second = await ask(`/v1/events?to=page&order=newest&limit=2&cursor=${cursor}`);
    expect([...(first.body['items'] as Json[]), ...(second.body['items'] as Json[])]).toEqual(
      wanted,
    );
    expect(both.body).toMatchObject({ items: [{ position }], next: null });
    await tidemark.send('DELETE /v1/tags/page');
    expect((await ask(`/v1/events?to=page&order=newest&limit=2&cursor=${cursor}`)).body).toEqual(
      second.body,
    );
    expect((await ask('/v1/events?to=page')).status).toBe(404);
  });

  test('has a receipt under its key, which stays the same', async () => {
    const key = { 'idempotency-key': 'tag it' };
    const first = await put('keyed', { at: 'before-upgrade' }, key);
    await put('keyed', { at: early[2] });
    expect((await put('keyed', { at: 'before-upgrade' }, key)).body).toEqual(first.body);
    expect((await put('keyed', { at: early[3] }, key)).status).toBe(422);
    await tidemark.send('DELETE /v1/tags/keyed');
    expect((await put('keyed', { at: 'before-upgrade' }, key)).body).toEqual(first.body);
  });

  test('is set and used in a batch, in order', async () => {
    const commands = [
      { method: 'PUT', path: '/v1/tags/in-batch', body: { at: early[1] } },
      { method: 'PUT', path: '/v1/tags/in-batch', body: { at: early[2] } },
      { method: 'DELETE', path: '/v1/tags/IN-BATCH' },
    ];
    const { body } = await tidemark.send('POST /v1/batch', { commands });
    expect((body['results'] as Json[]).map(({ status }) => status as number)).toEqual([
      200, 200, 200,
    ]);
    expect((await ask('/v1/tags/in-batch')).status).toBe(404);
  });

  test('of a read-only cluster answers, and does not move', async () => {
    await tidemark.send('POST /v1/cluster/state', { state: 'read-only' });
    for (const method of ['PUT', 'DELETE'])
      expect(await tidemark.status(`${method} /v1/tags/before-upgrade`)).toBe(70);
    expect(await tidemark.value('node-a', 'before-upgrade')).toBe('second');
    await tidemark.send('POST /v1/cluster/state', { state: 'read-write' });
  });

  test('is there after a rebuild of the read model', async () => {
    const { reads, fold } = tidemark.engine;
    await reads.rebuild();
    await reads.reached(fold.position ?? reads.position);
    expect(await tidemark.value('node-a', 'before-upgrade')).toBe('second');
  });
});
