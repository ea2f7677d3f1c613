import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { NO_STREAM } from '#event-store';
import { eventFor } from '#testing/event-store';

import { messages, take } from './messages.js';
import { KEY, Tidemark, type Json } from './tidemark.js';

const REG = { 'content-type': 'text/x-ms-regedit' };

/** The new name of a group. */
const nameIn = ({ data }: Readonly<{ data: Json }>): unknown => (data['data'] as Json)['name'];

const HOUR_MS = 3_600_000;

describe('the filters of events', () => {
  let tidemark: Tidemark;
  let all: readonly Json[];
  let checkpoint: string;
  const made: Record<string, string> = {};

  /** The events of a stream that ends. */
  const followed = async (
    query: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<readonly Json[]> => {
    const search = String(new URLSearchParams(query));
    const answer = await fetch(`${tidemark.url}/v1/events/stream?${search}`, { headers });
    expect([search, answer.status]).toEqual([search, 200]);
    return (await take(messages(answer), Infinity)).map(({ data }) => data);
  };

  const listed = async (query: Readonly<Record<string, string>>): Promise<readonly Json[]> => {
    const search = String(new URLSearchParams({ limit: '1000', ...query }));
    const answer = await fetch(`${tidemark.url}/v1/events?${search}`);
    return ((await answer.json()) as Json)['items'] as Json[];
  };

  const change = async (name: string, ...changes: readonly Json[]): Promise<void> => {
    const { body } = await tidemark.send('PATCH /v1/nodes/node-a/registry', { changes });
    made[name] = String(body['position']);
  };

  /** Records an event that changes nothing at an instant. */
  const late = async (recordedAt: Date): Promise<void> => {
    const { engine } = tidemark;
    const event = { ...eventFor('late', { changes: [] }), type: 'RegistryChanged', recordedAt };
    const { position } = await engine.store.append(
      engine.stream('node', 'late'),
      [event],
      NO_STREAM,
    );
    await engine.fold.reached(position);
  };

  const set = (key: string): Json => ({
    ...{ op: 'set', key, name: 'n' },
    value: { type: 'REG_DWORD', number: Object.keys(made).length },
  });

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await tidemark.role('Web', 'Site');
    await tidemark.edit('node-a', 'first');
    const { body } = await tidemark.send('POST /v1/resources/Server/checkpoints', { key: KEY });
    checkpoint = String((body['result'] as Json)['id']);
    await tidemark.send('POST /v1/resources/Server/online');
    await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' });
    await tidemark.settled();
    await change('services', set('SYSTEM\\CurrentControlSet\\Services\\App'));
    await change('wow', set('SOFTWARE\\Wow6432Node\\Vendor\\App'));
    await change('native', set('SOFTWARE\\Vendor\\App'));
    await change('other', set('SOFTWARE\\Vendored'));
    await change('deletion', { op: 'delete-key', key: 'SOFTWARE\\Vendor' });
    await change('again', set('SOFTWARE\\Vendor'), { op: 'delete-key', key: 'SOFTWARE\\Vendored' });
    const lines = Array.from({ length: 20_000 }, (_, at) => `"v${at}"="${'x'.repeat(60)}"`);
    const heads = ['SOFTWARE\\Long', 'SOFTWARE\\Vendor\\Sub'].map(
      (key) => `[HKEY_LOCAL_MACHINE\\${key}]`,
    );
    const file = [
      'Windows Registry Editor Version 5.00',
      '',
      heads[0],
      ...lines,
      heads[1],
      '"n"="1"',
    ];
    await tidemark.send('PATCH /v1/nodes/node-a/registry', file.join('\r\n'), REG);
    all = await tidemark.items('/v1/events?limit=1000');
  });

  afterAll(() => tidemark.stop());

  test('select the same on the stream as in the list', async () => {
    const head = String(all.at(-1)?.['position']);
    const middle = all[Math.floor(all.length / 2)] ?? {};
    const filters: readonly Readonly<Record<string, string>>[] = [
      {},
      { stream: String(middle['stream']) },
      { type: 'RegistryChanged' },
      { node: 'node-b' },
      { group: 'SQL' },
      { resource: 'Server' },
      { checkpoint },
      { key: KEY },
      { key: 'SOFTWARE\\Vendor\\App', view: '32-bit' },
      { actor: 'anonymous' },
      { operation: String(all.at(-1)?.['operation']) },
      { rule: 'R3' },
      { node: 'node-a', type: 'RegistryChanged', key: 'SOFTWARE' },
    ];
    for (const filter of filters) {
      const wanted = await listed(filter);
      expect([filter, wanted.length > 0]).toEqual([filter, true]);
      expect([filter, await followed({ ...filter, from: '0', to: head })]).toEqual([
        filter,
        wanted,
      ]);
      const part = { ...filter, from: String(middle['position']), to: head };
      expect([part, await followed(part)]).toEqual([part, await listed(part)]);
      const times = {
        ...filter,
        from: String(all[0]?.['recordedAt']),
        to: String(middle['recordedAt']),
      };
      expect([times, await followed(times)]).toEqual([times, await listed(times)]);
    }
  });

  test('a key finds what was done to it, through every name that it has', async () => {
    const edits = (found: readonly Json[]): readonly string[] =>
      Object.entries(made).flatMap(([name, position]) =>
        found.some((event) => event['position'] === position) ? [name] : [],
      );
    const cases: readonly (readonly [Readonly<Record<string, string>>, readonly string[]])[] = [
      [{ key: 'SYSTEM\\CurrentControlSet\\Services' }, ['services']],
      [{ key: 'system\\controlset001\\services\\app' }, ['services']],
      [{ key: 'SOFTWARE\\Vendor\\App', view: '32-bit' }, ['wow']],
      [{ key: 'SOFTWARE\\Wow6432Node\\Vendor\\App' }, ['wow']],
      [{ key: 'SOFTWARE\\Wow6432Node\\Vendor\\App', view: '32-bit' }, ['wow']],
      [{ key: 'SOFTWARE\\Vendor\\App' }, ['native', 'deletion']],
      [{ key: 'SOFTWARE\\Vendor' }, ['native', 'deletion', 'again']],
      [{ key: 'SOFTWARE\\Vendored\\Deep\\Down' }, ['again']],
    ];
    const to = String(all.at(-1)?.['position']);
    for (const [query, wanted] of cases) {
      expect([query, edits(await listed(query))]).toEqual([query, wanted]);
      expect([query, edits(await followed({ ...query, from: '0', to }))]).toEqual([query, wanted]);
    }
    const types = async (key: string): Promise<readonly string[]> =>
      (await listed({ key, from: made['again'] ?? '' })).map(({ type }) => String(type));
    const long = await types('SOFTWARE\\Long');
    expect(long.length).toBeGreaterThan(2);
    expect([...new Set(long)]).toEqual(['RegistryChangesStaged', 'RegistryChanged']);
    expect(await types('SOFTWARE\\Vendor\\Sub')).toEqual([
      'RegistryChangesStaged',
      'RegistryChanged',
    ]);
  });

  test('Last-Event-ID wins over `from`, and `to` ends the stream', async () => {
    const at = (index: number): string => String(all[index]?.['position']);
    const [headers, to] = [{ 'last-event-id': at(2) }, at(5)];
    for (const from of [at(0), at(4)])
      expect(await followed({ from, to }, headers)).toEqual(all.slice(3, 6));
    expect(await followed({ to }, { 'last-event-id': to })).toEqual([]);
    expect(await followed({ to })).toEqual([]);
    expect(await followed({ from: '0', to: at(0) })).toEqual(all.slice(0, 1));
  });

  test('a stream with filters goes on with new events, from and up to places yet to come', async () => {
    const [{ position, recordedAt } = {}] = all.slice(-1);
    const head = BigInt(String(position));
    const newest = Date.parse(String(recordedAt));
    const soon = new Date(newest + HOUR_MS).toISOString();
    // Positions of EventStoreDB have gaps.
    const ends = tidemark.isShared ? [soon] : [String(head + 4n), soon];
    const answers = await Promise.all(
      ends.map((to) => fetch(`${tidemark.url}/v1/events/stream?type=GroupRenamed&to=${to}`)),
    );
    const later = await fetch(`${tidemark.url}/v1/events/stream?from=${soon}`);
    await tidemark.send('PATCH /v1/groups/Web', { name: 'One' });
    await tidemark.edit('node-a', 'between');
    await tidemark.send('PATCH /v1/groups/One', { name: 'Two' });
    await tidemark.edit('node-a', 'last');
    await late(new Date(newest + 2 * HOUR_MS));
    await tidemark.send('PATCH /v1/groups/Two', { name: 'Three' });
    const [begun] = await take(messages(later), 1);
    expect(begun?.data['recordedAt']).toBe(new Date(newest + 2 * HOUR_MS).toISOString());
    for (const answer of answers) {
      const found = await take(messages(answer), Infinity);
      expect(found.map(nameIn)).toEqual(['One', 'Two']);
    }
  });

  test('a stream refuses unknown things and places', async () => {
    for (const [query, status] of [
      ['node=none', 404],
      ['resource=none', 404],
      ['limit=5', 400],
      ['at=1', 400],
      ['key=HKLM\\A', 422],
    ] as const)
      expect([query, (await fetch(`${tidemark.url}/v1/events/stream?${query}`)).status]).toEqual([
        query,
        status,
      ]);
  });
});
