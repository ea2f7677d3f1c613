import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { Tidemark, type Answer, type Json } from './tidemark.js';

const pointersOf = ({ body }: Answer): readonly string[] =>
  ((body['errors'] ?? []) as Json[]).map(({ pointer }) => String(pointer));

describe('the moments and filters of a question', () => {
  let tidemark: Tidemark;

  const ask = (path: string): Promise<Answer> => tidemark.send(`GET ${path}`);

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await tidemark.edit('node-a', 'first');
    await tidemark.addCheckpoint('Server');
    await tidemark.send('POST /v1/resources/Server/online');
    await tidemark.send('POST /v1/resources/Server/offline');
    await tidemark.edit('node-a', 'lost');
    await tidemark.send('POST /v1/resources/Server/online');
  });

  afterAll(() => tidemark.stop());

  test.each([
    ['type=Nope', '/type', /RegistryChanged/],
    ['rule=R7', '/rule', /R1, R2/],
    ['order=upwards', '/order', /oldest, newest/],
    ['view=16-bit', '/view', /64-bit, 32-bit/],
    ['from=2026-11-31T00:00:00Z', '/from', /neither/],
    ['to=2026-02-29T00:00:00%2B01:00', '/to', /neither/],
    ['at=2026-11-31T00:00:00Z', '/at', /neither/],
    ['at=2026-11-30T24:00:00Z', '/at', /neither/],
    ['at=2026-11-30T12:00:00', '/at', /neither/],
    ['from=9&to=8', '/from', /after/],
    ['from=2026-11-30T12:00:00.000000002Z&to=2026-11-30T12:00:00.000000001Z', '/from', /after/],
    ['from=2026-11-30T12:00:01Z&to=2026-11-30T13:00:00%2B01:00', '/from', /after/],
    ['from=2099-01-01T00:00:00Z&to=1', '/from', /after/],
  ])('the events with %s are refused', async (query, pointer, detail) => {
    const answer = await fetch(`${tidemark.url}/v1/events?${query}`);
    const { errors } = (await answer.json()) as { errors: Json[] };
    expect([answer.status, errors[0]?.['pointer']]).toEqual([400, pointer]);
    expect(errors[0]?.['detail']).toMatch(detail);
    if (query.startsWith('order') || query.startsWith('at')) return;
    expect((await fetch(`${tidemark.url}/v1/events/stream?${query}`)).status).toBe(400);
  });

  test('a range of instants holds the events that were recorded in it', async () => {
    const all = await tidemark.items('/v1/events?limit=1000');
    const times = [...new Set(all.map(({ recordedAt }) => String(recordedAt)))];
    const within = (from: string, to: string): readonly Json[] =>
      all.filter(({ recordedAt }) => String(recordedAt) >= from && String(recordedAt) <= to);
    for (const [from, to] of [
      [times[0], times.at(-1)],
      [times.at(-1), times.at(-1)],
    ] as const)
      expect(
        await tidemark.items(`/v1/events?limit=1000&from=${from ?? ''}&to=${to ?? ''}`),
      ).toEqual(within(from ?? '', to ?? ''));
    const before = new Date(Date.parse(times[0] ?? '') - 1).toISOString();
    expect(await tidemark.items(`/v1/events?to=${before}`)).toEqual([]);
    expect(await tidemark.items(`/v1/lost-writes?from=${times[0] ?? ''}`)).not.toEqual([]);
    expect(await tidemark.items(`/v1/lost-writes?to=${before}`)).toEqual([]);
  });

  test('a future instant is refused like a future position', async () => {
    const position = await ask('/v1/nodes?at=99999999999999999');
    const instant = await ask('/v1/nodes?at=2999-01-01T00:00:00Z');
    for (const answer of [position, instant]) {
      expect([answer.status, pointersOf(answer)]).toEqual([400, ['/at']]);
      expect(answer.body['type']).toBe('urn:tidemark:problem:future-position');
    }
    const told = (answer: Answer): string => String(answer.body['detail']).replace(/^.* is/, 'is');
    expect(told(instant)).toBe(told(position));
    const now = new Date(tidemark.engine.now).toISOString();
    expect((await ask(`/v1/nodes?at=${now}`)).status).toBe(200);
  });

  test('a receipt is found by its key and by its operation, and needs one of them', async () => {
    const key = { 'idempotency-key': 'receipt' };
    const sent = await tidemark.send('PATCH /v1/cluster', { clobberPolicy: 'deny' }, key);
    const operation = String(sent.body['operation']);
    for (const query of ['key=receipt', `operation=${operation}`]) {
      const { body } = await ask(`/v1/receipts?${query}`);
      expect([body['operation'], body['events']]).toEqual([operation, sent.body['events']]);
    }
    expect((await ask('/v1/receipts')).status).toBe(400);
    expect((await ask(`/v1/receipts?key=receipt&operation=${operation}`)).status).toBe(400);
    expect((await ask('/v1/receipts?operation=none')).status).toBe(404);
  });
});
