import { expect, test } from '@jest/globals';

import { InMemoryEventStore, NO_STREAM } from '#event-store';
import { collect, eventsFor, NOW } from '#testing/event-store';

import { listed } from './listed.js';

const SHOWN = ['cluster', 'node', 'group', 'resource'] as const;
const KEPT_BACK = ['key', 'lease', 'other'] as const;

/** Two events in a stream of each kind. */
const log = async (cluster: string): Promise<InMemoryEventStore> => {
  const store = new InMemoryEventStore(() => NOW);
  for (const id of ['1', '2'])
    for (const kind of [...SHOWN, ...KEPT_BACK]) {
      const stream = `${cluster}.${kind}-${id}`;
      await store.append(stream, eventsFor(stream, 1), NO_STREAM);
    }
  return store;
};

const shown = async (store: InMemoryEventStore, size: number): Promise<readonly string[][]> => {
  const all = await collect(store.readLog());
  const batches = async function* (): AsyncGenerator<typeof all> {
    for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
  };
  const found: string[][] = [];
  for await (const batch of listed('test', batches()))
    found.push(batch.map(({ stream }) => stream));
  return found;
};

const WANTED = ['1', '2'].flatMap((id) => SHOWN.map((kind) => `test.${kind}-${id}`));

test.each([1, 2, 3, 100])(
  'events of keys and leases are left out, in batches of %i',
  async (size) => {
    const batches = await shown(await log('test'), size);
    expect(batches.flat()).toEqual(WANTED);
    expect(batches.filter((batch) => batch.length === 0)).toEqual([]);
  },
);

test('events of another cluster are left out', async () => {
  expect(await shown(await log('other'), 5)).toEqual([]);
  expect(await shown(await log('test2'), 5)).toEqual([]);
});
