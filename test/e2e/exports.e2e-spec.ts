import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { faultOfValue } from '../support/document/document.js';
import { ask } from './asking.js';
import { exportOf, fingerprintOf, partsOf, recordedExports, set, verified } from './exported.js';
import { KEY, Tidemark, type Answer, type Json } from './tidemark.js';

const onEmbedded = process.env['TIDEMARK_TEST_LOG'] === undefined ? test : test.skip;

let tidemark: Tidemark;
let trusted: string;

beforeAll(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
  trusted = await fingerprintOf(tidemark);
});

afterAll(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const faultsOf = async (text: string | Buffer, key = trusted): Promise<readonly string[]> =>
  (await verified(text, key)).faults;

const clusterStream = (): string => tidemark.engine.stream('cluster', tidemark.engine.name);

/** The place of an event in a header. */
const placeOf = (event: Json = {}): Readonly<Record<string, unknown>> => {
  const { id, ...place }: Record<string, unknown> = event;
  return { event: id, position: place['position'], recordedAt: place['recordedAt'] };
};

const change = async (changes: readonly Json[], more: Json = {}): Promise<Answer> => {
  const answer = await tidemark.send('PATCH /v1/nodes/node-a/registry', { changes, ...more });
  expect(answer.status).toBe(200);
  return answer;
};

describe('an export', () => {
  test('has a header, the events as GET /v1/events shows them, and a signed trailer', async () => {
    await change([set('Port', '1433')]);
    const before = await tidemark.items('/v1/events?limit=1000');
    const text = await exportOf(tidemark);
    const [header, events, trailer] = partsOf(text);
    expect(events).toEqual(before);
    expect(header).toMatchObject({
      ...{ type: 'ExportHeader', version: 1, asked: {}, filters: {}, authentication: ['none'] },
      range: { first: placeOf(before[0]), last: placeOf(before.at(-1)) },
      clockWentBack: { events: [], count: 0 },
      key: { algorithm: 'Ed25519', fingerprint: trusted },
    });
    for (const line of [header, trailer])
      expect(faultOfValue(['components', 'schemas', String(line['type'])], line)).toBeUndefined();
    const { length } = before;
    expect(trailer).toMatchObject({ events: length, eventsInRange: length, lines: length + 1 });
    expect(await faultsOf(text)).toEqual([]);
  });

  test('is recorded before its first byte, and is not in its own range', async () => {
    const query = '?node=node-a&reason=audit%202026&from=2';
    const answer = await fetch(`${tidemark.url}/v1/export${query}`, {
      headers: { 'tidemark-actor': 'ann' },
    });
    const [event] = (await recordedExports(tidemark)).slice(-1);
    const [header, events] = partsOf(await answer.text());
    expect(event).toMatchObject({
      id: header['recordedAs'].event as string,
      ...{ actor: 'ann', reason: 'audit 2026' },
      data: {
        first: header['range'].first.event as string,
        last: header['range'].last.event as string,
        filters: header['filters'] as object,
        key: trusted,
      },
    });
    expect(header).toMatchObject({
      ...{ actor: 'ann', reason: 'audit 2026', asked: { node: 'node-a', from: '2' } },
    });
    expect(events.map(({ type }) => String(type))).not.toContain('EventsExported');
    expect(answer.headers.get('tidemark-position')).toBe(header['range'].last.position);
  });

  test('of each filter has the events of the list, and says how many are in the range', async () => {
    const { body } = await change([set('Port', '1555')]);
    const end = String(body['position']);
    for (const filter of [
      ...['node=node-a', 'type=NodeAdded', `operation=${String(body['operation'])}`],
      ...[`key=${KEY}`, 'actor=anonymous', 'group=SQL', 'resource=Server'],
      ...['rule=R1', `stream=${clusterStream()}`, 'actor=nobody', 'from=3'],
    ]) {
      const text = await exportOf(tidemark, `?${filter}&to=${end}`);
      const [header, events, trailer] = partsOf(text);
      expect(events).toEqual(await tidemark.items(`/v1/events?${filter}&to=${end}&limit=1000`));
      const from = filter.startsWith('from=') ? `&${filter}` : '';
      const all = await tidemark.items(`/v1/events?to=${end}${from}&limit=1000`);
      expect([filter, trailer['eventsInRange']]).toEqual([filter, all.length]);
      expect(header['range'].last?.event ?? null).toEqual(all.at(-1)?.['id'] ?? null);
      expect([filter, await faultsOf(text)]).toEqual([filter, []]);
    }
  });

  test.each<[string, number, string]>([
    ['?node=nobody', 404, ''],
    ['?type=Nothing', 400, '/type'],
    ['?from=5&to=4', 400, '/from'],
    ['?from=-5', 400, '/from'],
    ['?key=\\a', 422, '/key'],
    ['?limit=5', 400, '/limit'],
    [`?reason=${'r'.repeat(1001)}`, 400, '/reason'],
  ])('%s is refused and not recorded', async (query, status, pointer) => {
    const before = (await recordedExports(tidemark)).length;
    const { body } = await tidemark.send(`GET /v1/export${query}`);
    expect(body['status']).toBe(status);
    if (pointer !== '') expect(body['errors'][0].pointer).toBe(pointer);
    expect(await recordedExports(tidemark)).toHaveLength(before);
  });

  test('is an export of its own under a known Idempotency-Key', async () => {
    const before = (await recordedExports(tidemark)).length;
    const headers = { 'idempotency-key': 'once' };
    for (let times = 0; times < 2; times += 1)
      await (await fetch(`${tidemark.url}/v1/export`, { headers })).text();
    expect(await recordedExports(tidemark)).toHaveLength(before + 2);
  });

  test('is refused to pages of other origins, however its path is written', async () => {
    const before = (await recordedExports(tidemark)).length;
    const headers = { 'sec-fetch-site': 'cross-site' };
    for (const path of ['/v1/export', '/v1/%65xport', '/v1/EXPORT', '/v1/export?node=node-a'])
      for (const method of ['GET', 'HEAD'])
        expect((await ask(tidemark.url, [method, path], { headers })).status).toBe(403);
    expect(await recordedExports(tidemark)).toHaveLength(before);
    expect((await ask(tidemark.url, ['GET', '/v1/%65xport'])).status).toBe(200);
    expect(await recordedExports(tidemark)).toHaveLength(before + 1);
  });

  test('is not recorded by a HEAD, which is refused like it', async () => {
    const before = (await recordedExports(tidemark)).length;
    expect((await ask(tidemark.url, ['HEAD', '/v1/export'])).status).toBe(200);
    expect((await ask(tidemark.url, ['HEAD', '/v1/export?node=nobody'])).status).toBe(404);
    expect(await recordedExports(tidemark)).toHaveLength(before);
  });

  test('is refused while the cluster is read-only, as every read that is recorded', async () => {
    await tidemark.send('POST /v1/cluster/state', { state: 'read-only' });
    const { body } = await tidemark.send('GET /v1/export');
    expect(body).toMatchObject({ status: 503, win32: { code: 70 } });
    await tidemark.send('POST /v1/cluster/state', { state: 'read-write' });
  });

  test('beyond the end of the log has no event, and says so', async () => {
    const [header, events, trailer] = partsOf(await exportOf(tidemark, '?from=999999999999999'));
    expect([header['range'], events]).toEqual([{ first: null, last: null }, []]);
    expect(trailer).toMatchObject({ events: 0, eventsInRange: 0, lines: 1 });
    expect(await faultsOf(await exportOf(tidemark, '?from=999999999999999'))).toEqual([]);
  });

  // A server of EventStoreDB gives each event its own time.
  onEmbedded('lists where clocks went back', async () => {
    const recordedAt = new Date(0);
    const stream = clusterStream();
    const newest = { direction: 'backwards', limit: 1 } as const;
    const id = tidemark.engine.newId();
    for await (const { metadata, revision } of tidemark.engine.store.readStream(stream, newest)) {
      const event = { id, type: 'ResourceTypeAdded', data: { name: 'Old' }, metadata, recordedAt };
      const { position } = await tidemark.engine.store.append(stream, [event], revision);
      await tidemark.engine.fold.reached(position);
    }
    const text = await exportOf(tidemark);
    const [header, events] = partsOf(text);
    expect(header['clockWentBack']).toMatchObject({ events: [{ event: id }], count: 1 });
    expect(events.filter((event) => event['clockWentBack'] === true)).toMatchObject([{ id }]);
    expect((await verified(text, trusted)).summary).toContain(
      'clocks went back at 1 events of the range',
    );
  });
});

describe('names and words that are no Unicode', () => {
  test('are objects, so that each line is valid Unicode', async () => {
    const reason = 'why \udfff?';
    const { body } = await change([set('\ud800', 'v', `${KEY}\\\udc00`)], { reason });
    const text = await exportOf(tidemark, `?operation=${String(body['operation'])}`);
    expect(text.isWellFormed()).toBe(true);
    const [, [event]] = partsOf(text);
    expect(event?.['reason']).toEqual({ utf16: '0077006800790020dfff003f' });
    const [shown] = event?.['data'].changes as Json[];
    expect(shown?.['name']).toEqual({ utf16: 'd800' });
    expect(
      Buffer.from(shown?.['key'].utf16 as string, 'hex')
        .swap16()
        .toString('utf16le'),
    ).toBe(`${KEY}\\\udc00`);
    expect(await faultsOf(text)).toEqual([]);
  });
});
