import { describe, expect, test } from '@jest/globals';

import {
  AppendTooLarge,
  NO_STREAM,
  RevisionConflict,
  StoreUnavailable,
  type Appended,
} from '#event-store';
import { collect, eventFor, eventsFor, streamFor } from '#testing/event-store';
import { type Fault } from '#testing/event-store-esdb';

import { insist, onStandIn } from '../../testing/on-stand-in.js';

const on = onStandIn();
const a = streamFor('a');
const FOR_EVER = 600_000;

/**
 * Stalls one append for each fault, one after the other, and resolves when all of them are stalled.
 */
const stalled = (...faults: readonly Fault[]): Promise<unknown> =>
  Promise.all(faults.map((fault) => on.standIn.faults.next('append', fault)));

const idsOf = async (stream: string): Promise<readonly string[]> =>
  (await collect(on.open().readStream(stream))).map(({ id }) => id);

describe('an append', () => {
  test.each<Fault>([
    'cut-before',
    'cut-after',
    'timeout',
    'not-leader',
    'not-ready',
    'unavailable',
  ])('that meets %s is written once, and gets the right answer', async (fault) => {
    const store = on.open();
    void stalled(fault);
    const appended = await store.append(a, eventsFor('a', 2), NO_STREAM);
    const written = await collect(store.readStream(a));
    expect(written.map(({ id }) => id)).toEqual(eventsFor('a', 2).map(({ id }) => id));
    expect(appended).toEqual({ revision: 1n, position: written.at(-1)?.position });
  });

  test.each<Fault>(['stall-before', 'stall-after'])(
    'that meets %s is answered when the server goes on',
    async (fault) => {
      const met = stalled(fault);
      const append = on.open().append(a, [eventFor('a')], NO_STREAM);
      await met;
      on.standIn.faults.release();
      expect(await append).toMatchObject({ revision: 0n });
      expect(await idsOf(a)).toHaveLength(1);
    },
  );

  test.each<Fault>(['stall-before', 'stall-after'])(
    'that meets %s for too long is given up, and can be made again',
    async (fault) => {
      const store = on.open({ appendPatienceMs: 50 });
      const stall = { isMet: false };
      void stalled(fault).then(() => {
        stall.isMet = true;
      });
      const refusal = (): Promise<unknown> =>
        store.append(a, [eventFor('a')], NO_STREAM).catch((error: unknown) => error);
      let last = await refusal();
      // An append that was given up before it was sent is tried again.
      while (!stall.isMet) last = await refusal();
      expect(last).toBeInstanceOf(StoreUnavailable);
      expect(String(last)).toMatch(/no answer to an append within 50 ms/);
      expect(await on.open().append(a, [eventFor('a')], NO_STREAM)).toMatchObject({ revision: 0n });
      expect(await idsOf(a)).toHaveLength(1);
    },
  );

  test('after one that was given up uses another call', async () => {
    const store = on.open({ appendPatienceMs: 300 });
    void stalled('stall-before', 'stall-before');
    const both = ['a', 'b'].map((name) =>
      store.append(streamFor(name), [eventFor(name)], NO_STREAM),
    );
    await Promise.allSettled(both);
    const third = (): Promise<Appended> => store.append(streamFor('c'), [eventFor('c')], NO_STREAM);
    expect(await insist(third)).toMatchObject({ revision: 0n });
  });

  test('that the server could not carry out is tried again alone', async () => {
    const store = on.open();
    const met = stalled('stall-before', 'timeout');
    let isAnswered = false;
    const first = store.append(a, [eventFor('a')], NO_STREAM).then(() => {
      isAnswered = true;
    });
    await store.append(streamFor('b'), [eventFor('b')], NO_STREAM);
    await met;
    expect(isAnswered).toBe(false);
    expect(on.standIn.faults.count('append')).toBe(3);
    on.standIn.faults.release();
    await first;
  });

  test('of many in flight is written once, in its order, when the server crashes', async () => {
    const store = on.open({ appendPatienceMs: FOR_EVER });
    const STREAMS = Array.from({ length: 8 }, (_, at) => `stream ${at}`);
    const faults = STREAMS.flatMap(() =>
      Array.from({ length: 8 }, (_, at): Fault => (at < 4 ? 'stall-after' : 'stall-before')),
    );
    const met = stalled(...faults);
    const appends = STREAMS.flatMap((name) =>
      eventsFor(name, 8).map((event, at) => store.append(streamFor(name), [event], BigInt(at - 1))),
    );
    await met;
    await on.standIn.crash();
    await on.standIn.restart();
    const answers = await Promise.all(appends);
    for (const [at, name] of STREAMS.entries()) {
      const written = await collect(store.readStream(streamFor(name)));
      expect(written.map(({ id }) => id)).toEqual(eventsFor(name, 8).map(({ id }) => id));
      expect(answers.slice(8 * at, 8 * at + 8)).toEqual(
        written.map(({ revision, position }) => ({ revision, position })),
      );
    }
  });

  test('whose answer was lost succeeds, even if another process has written since', async () => {
    const store = on.open();
    const met = stalled('stall-after');
    const append = store.append(a, [eventFor('a')], NO_STREAM);
    await met;
    const other = await on.open().append(a, [eventFor('other')], 0n);
    await on.standIn.restart();
    const { revision, position } = await append;
    expect(revision).toBe(0n);
    expect(position < other.position).toBe(true);
    expect(await idsOf(a)).toEqual([eventFor('a').id, eventFor('other').id]);
  });

  test('that was never written is a conflict if another process wrote instead', async () => {
    const store = on.open();
    const met = stalled('stall-before');
    const append = store.append(a, [eventFor('a')], NO_STREAM);
    const conflict = expect(append).rejects.toThrow(RevisionConflict);
    await met;
    await on.open().append(a, [eventFor('other')], NO_STREAM);
    on.standIn.cutConnections();
    await conflict;
    expect(await idsOf(a)).toEqual([eventFor('other').id]);
  });

  test('to a server that never comes back is given up in time, with the reason', async () => {
    const store = on.open({ appendPatienceMs: 100 });
    await insist(() => store.append(a, [eventFor('a')], NO_STREAM));
    await on.standIn.crash();
    const append = store.append(a, [eventFor('b')], 0n);
    await expect(append).rejects.toThrow(StoreUnavailable);
    await expect(append).rejects.toThrow(/within 100 ms; .*(ECONNREFUSED|dropped|UNAVAILABLE)/);
  });

  test.each<Fault>(['access-denied', 'unauthenticated'])(
    'that the server refuses (%s) is not tried again',
    async (fault) => {
      const store = on.open({ appendPatienceMs: FOR_EVER });
      void stalled(fault);
      const append = store.append(a, [eventFor('a')], NO_STREAM);
      await expect(append).rejects.toThrow(StoreUnavailable);
      await expect(append).rejects.toThrow(/EventStoreDB refuses/);
      expect(on.standIn.faults.count('append')).toBe(1);
      await store.append(a, [eventFor('a')], NO_STREAM);
    },
  );

  test('above the limit of a server with a smaller one is refused with the reason', async () => {
    await on.start({ maxAppendSize: 300 });
    const append = on.open().append(a, [eventFor('big', { text: 'x'.repeat(300) })], NO_STREAM);
    await expect(append).rejects.toThrow(AppendTooLarge);
    await expect(append).rejects.toThrow(/the limit is 300/);
    expect(await idsOf(a)).toEqual([]);
  });
});
