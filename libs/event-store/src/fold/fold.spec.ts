import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { counters } from '../../testing/counter.js';
import { eventFor, idFor, metadataFor, NOW, streamFor } from '../../testing/index.js';
import { NO_STREAM, StoreUnavailable } from '../event-store.js';
import { Fold, FoldStopped } from './fold.js';
import { InMemoryEventStore } from '../in-memory-event-store.js';
import { toPosition, type NewEvent, type Position, type Recorded } from '../recorded.js';

const A = streamFor('a');
const B = streamFor('b');

const added = (name: string, total: number): NewEvent => ({
  ...eventFor(name, { by: 1, total }),
  type: 'Added',
});

describe('the fold', () => {
  let store: InMemoryEventStore;
  let target: ReturnType<typeof counters>;
  let fold: Fold;

  beforeEach(() => {
    store = new InMemoryEventStore(() => NOW);
    target = counters();
    fold = new Fold(store, target);
  });

  afterEach(() => fold.stop());

  test('has everything that was there when it started, then follows', async () => {
    for (let total = 0; total < 3000; total += 1)
      await store.append(A, [added(`e${total}`, total)], BigInt(total) - 1n);
    const passed: string[] = [];
    await fold.start(async ({ position }, count) => {
      passed.push(`${count} to ${String(position)}`);
    });
    expect(passed).toEqual(['1024 to 1024', '1024 to 2048', '952 to 3000']);
    expect(target.applied).toHaveLength(3000);
    expect(fold.position).toBe(3000n);
    const { position } = await store.append(A, [added('next', 3000)], 2999n);
    await fold.reached(position);
    expect(target.state(A)).toEqual({ total: 3000 });
  });

  test('has every event of its start, then follows', async () => {
    await fold.start();
    await Promise.all(
      [A, B].map(async (stream) => {
        for (let total = 0; total < 50; total += 1)
          await store.append(stream, [added(`${stream} ${total}`, total)], BigInt(total) - 1n);
      }),
    );
    await fold.reached(toPosition(100n));
    expect(target.applied.map(({ position }) => position)).toEqual(
      Array.from({ length: 100 }, (_, index) => BigInt(index + 1)),
    );
  });

  test('resolves a wait for a position once that position is folded, and not before', async () => {
    await fold.start();
    const reports: string[] = [];
    const waits = (['second', 'first', 'first too'] as const).map(async (name) => {
      await fold.reached(toPosition(name === 'second' ? 2n : 1n));
      reports.push(`${name} at ${String(fold.position)}`);
    });
    await store.append(A, [added('a', 1)], NO_STREAM);
    await Promise.all(waits.slice(1));
    await store.append(A, [added('b', 2)], 0n);
    await Promise.all(waits);
    expect(reports).toEqual(['first at 1', 'first too at 1', 'second at 2']);
  });

  test('tests a condition after events of its streams, until it holds', async () => {
    await fold.start();
    let asked = 0;
    const met = fold.until([A], () => {
      asked += 1;
      return target.revision(A) === 1n;
    });
    await store.append(B, [added('b', 1)], NO_STREAM);
    await store.append(A, [added('a0', 1)], NO_STREAM);
    await store.append(A, [added('a1', 2)], 0n);
    await met;
    expect(asked).toBeGreaterThan(1);
    expect(asked).toBeLessThanOrEqual(3);
    await fold.until([], () => true);
  });

  test('ends a wait with its signal, or with the error of its condition; other waits go on', async () => {
    await fold.start();
    const stopping = new AbortController();
    const aborted = fold.until([A], () => false, stopping.signal);
    const broken = fold.until([A], () => {
      if (target.revision(A) === 0n) throw new Error('never');
      return false;
    });
    const fine = fold.until([A], () => target.revision(A) === 0n);
    stopping.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    const failing = expect(broken).rejects.toThrow('never');
    await store.append(A, [added('a', 1)], NO_STREAM);
    await failing;
    await fine;
    await expect(
      fold.until([A], () => false, AbortSignal.abort(new Error('late'))),
    ).rejects.toThrow('late');
  });

  test('collects the references of an operation, and no others', async () => {
    await fold.start();
    const mine = fold.collect(idFor('operation mine'));
    const event = { ...added('x', 1), metadata: metadataFor('mine') };
    const { id, metadata } = event;
    await store.append(B, [added('other', 1)], NO_STREAM);
    const { position } = await store.append(A, [event], NO_STREAM);
    await fold.reached(position);
    expect(mine.refs()).toEqual([
      { id, type: 'Added', stream: A, revision: 0n, position: 2n, command: metadata.command.id },
    ]);
    mine.dispose();
    await store.append(A, [{ ...added('y', 2), metadata: metadataFor('mine') }], 0n);
    await fold.reached(toPosition(3n));
    expect(mine.refs()).toHaveLength(1);
  });

  test('calls its listeners for every event, right after it was applied', async () => {
    await fold.start();
    const reports: unknown[] = [];
    fold.onDomainEvent(({ stream }) => reports.push(target.state(stream)));
    await store.append(A, [added('a', 1), added('b', 2)], NO_STREAM);
    await fold.reached(toPosition(2n));
    expect(reports).toEqual([{ total: 1 }, { total: 2 }]);
  });

  test('stops at an event that can not be folded: it reports the event, and fails all waits', async () => {
    await fold.start();
    const reports = new Promise<FoldStopped>((resolve) => {
      fold.onStopped(resolve);
    });
    const waits = [
      fold.reached(toPosition(2n)),
      fold.reached(toPosition(2n), new AbortController().signal),
      fold.until([A], () => target.revision(A) === 1n),
    ];
    await store.append(A, [{ ...added('bad', 1), type: 'Broken' }, added('after', 2)], NO_STREAM);
    const ends = await Promise.allSettled([...waits, fold.reached(toPosition(2n))]);
    const stopped = await reports;
    expect(ends).toEqual(ends.map(() => ({ status: 'rejected', reason: stopped })));
    expect(stopped).toMatchObject({
      isPermanent: true,
      message:
        'the fold of the log has stopped: can not be folded; it does not resume without a restart',
    });
    expect(target.applied).toEqual([]);
    expect(() => {
      fold.requireValidState();
    }).toThrow(stopped);
    await expect(fold.until([A], () => true)).rejects.toBe(stopped);
  });

  describe('of a log that refuses to be followed', () => {
    let refuses: boolean;
    let pauses: (() => void)[];

    class RefusingStore extends InMemoryEventStore {
      override async *subscribe(
        after: Position | undefined,
        signal: AbortSignal,
      ): AsyncIterable<readonly Recorded[]> {
        if (refuses) throw new StoreUnavailable('no rights');
        yield* super.subscribe(after, signal);
      }
    }

    const turns = async (): Promise<void> => {
      for (let count = 0; count < 10; count += 1) await turn();
    };

    beforeEach(async () => {
      [refuses, pauses] = [true, []];
      store = new RefusingStore(() => NOW);
      await store.append(A, [added('a', 1)], NO_STREAM);
      const pause = (_: number, signal: AbortSignal): Promise<void> =>
        new Promise((resolve) => {
          pauses.push(resolve);
          signal.addEventListener('abort', () => {
            resolve();
          });
        });
      fold = new Fold(store, target, { pause });
      await fold.start();
      await turns();
    });

    test('reports the reason, answers for folded events, and fails for later ones at once', async () => {
      expect(fold.stopped?.message).toBe(
        'the fold of the log has stopped: no rights; it is retried automatically',
      );
      await store.append(A, [added('b', 2)], 0n);
      await fold.reached(toPosition(1n));
      fold.requireValidState();
      await expect(fold.reached(toPosition(2n))).rejects.toBe(fold.stopped);
      expect(() => {
        fold.requireFollowing();
      }).toThrow(FoldStopped);
    });

    test('resumes after its last event once the log allows it, even without new events', async () => {
      refuses = false;
      pauses[0]?.();
      await turns();
      expect(fold.stopped).toBeUndefined();
      await store.append(A, [added('b', 2)], 0n);
      await fold.reached(toPosition(2n));
      expect(target.applied.map(({ position }) => position)).toEqual([1n, 2n]);
    });

    test('treats a subscription that ends on its own as refused', async () => {
      const ending = new Fold(
        Object.assign(new InMemoryEventStore(() => NOW), {
          subscribe: () => Readable.from([]),
        }),
        counters(),
        { pause: (_, signal) => once(signal, 'abort') },
      );
      await ending.start();
      await turns();
      expect(ending.stopped?.message).toMatch(/the subscription has ended/);
      await ending.stop();
    });

    test('resumes with the events that came in the meantime', async () => {
      await store.append(A, [added('b', 2)], 0n);
      pauses[0]?.();
      await turns();
      expect(fold.stopped).toBeDefined();
      refuses = false;
      pauses[1]?.();
      await turns();
      expect(fold.stopped).toBeUndefined();
      expect(target.applied.map(({ position }) => position)).toEqual([1n, 2n]);
    });
  });
});
