import { describe, expect, test } from '@jest/globals';

import { NO_STREAM } from '#event-store';
import { eventFor, keyStreamFor, streamFor, streamsFor } from '#testing/event-store';

import { insist, onStandIn } from '../../testing/on-stand-in.js';

const on = onStandIn();
const a = streamFor('a');

describe('the head', () => {
  test('is read once for all callers of the same turn', async () => {
    const store = on.open();
    const { position } = await store.append(a, [eventFor('a')], NO_STREAM);
    const before = on.standIn.faults.count('read');
    const heads = await Promise.all(Array.from({ length: 64 }, () => store.head()));
    expect(new Set(heads)).toEqual(new Set([position]));
    expect(on.standIn.faults.count('read') - before).toBe(2);
  });

  test('is read once more for all later callers, and is no older than their call', async () => {
    const store = on.open();
    await store.append(a, [eventFor('a')], NO_STREAM);
    const met = on.standIn.faults.next('read', 'stall-after');
    const before = on.standIn.faults.count('read');
    const first = store.head();
    await met;
    const { position } = await on.open().append(a, [eventFor('b')], 0n);
    const late = Array.from({ length: 64 }, () => store.head());
    on.standIn.faults.release();
    await first;
    expect(new Set(await Promise.all(late))).toEqual(new Set([position]));
    expect(on.standIn.faults.count('read') - before).toBe(4);
  });

  test('is found again and again, both while only others write and when this log grows', async () => {
    const [store, other] = [on.open(), on.open({ streams: streamsFor('other') })];
    let { revision, position } = await store.append(a, [eventFor('a')], NO_STREAM);
    for (let round = 0; round < 12; round += 1) {
      await other.append('other.node-1', [eventFor(`other ${round}`)], BigInt(round - 1));
      expect(await store.head()).toBe(position);
      if (round % 5 !== 4) continue;
      ({ revision, position } = await on.open().append(a, [eventFor(`${round}`)], revision));
      expect(await store.head()).toBe(position);
    }
  });

  test('is the event that is left when the last events are erased, also by another process', async () => {
    const store = on.open();
    const { position } = await store.append(a, [eventFor('a')], NO_STREAM);
    const key = keyStreamFor('k');
    const secret = await store.append(key, [eventFor('k'), eventFor('l')], NO_STREAM);
    for (let time = 0; time < 4; time += 1) expect(await store.head()).toBe(secret.position);
    await on.open().erase(key);
    for (let time = 0; time < 4; time += 1) expect(await store.head()).toBe(position);
  });

  test('of an empty log is undefined until the first event', async () => {
    const store = on.open();
    for (let time = 0; time < 4; time += 1) expect(await store.head()).toBeUndefined();
    const { position } = await on.open().append(a, [eventFor('a')], NO_STREAM);
    expect(await store.head()).toBe(position);
  });

  test('is found after the server was away', async () => {
    const store = on.open({ readPatienceMs: 40 });
    await on.standIn.crash();
    await expect(store.head()).rejects.toThrow(/EventStoreDB does not answer/);
    await on.standIn.restart();
    const { position } = await on.open().append(a, [eventFor('a')], NO_STREAM);
    expect(await insist(() => store.head())).toBe(position);
  });
});
