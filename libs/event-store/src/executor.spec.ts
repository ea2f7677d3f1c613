import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { counter, counters, LimitReached, type Add } from '../testing/counter.js';
import { collect, eventFor, metadataFor, NOW, streamFor } from '../testing/index.js';
import { NO_STREAM, StoreUnavailable, type Appended } from './event-store.js';
import { Executor, type Execution, type Receipt } from './executor.js';
import { Fold, FoldStopped } from './fold/fold.js';
import { InMemoryEventStore } from './in-memory-event-store.js';
import { type NewEvent, type Position, type Recorded } from './recorded.js';

const A = streamFor('a');

/** A store that counts appends, can fail them, and can hold its subscribers back. */
class FlakyStore extends InMemoryEventStore {
  appends = 0;
  /** The numbers of the appends that fail, counted from 1. */
  readonly failing = new Set<number>();

  private held: Promise<void> = Promise.resolve();

  /** Holds subscribers back until the returned function is called. */
  hold(): () => void {
    let letGo: () => void = () => undefined;
    this.held = new Promise((resolve) => {
      letGo = resolve;
    });
    return letGo;
  }

  override async *subscribe(
    after: Position | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly Recorded[]> {
    for await (const batch of super.subscribe(after, signal)) {
      await this.held;
      yield batch;
    }
  }

  override async append(
    stream: string,
    events: readonly NewEvent[],
    expected: bigint,
  ): Promise<Appended> {
    this.appends += 1;
    if (this.failing.has(this.appends)) throw new StoreUnavailable('no disk');
    return super.append(stream, events, expected);
  }
}

describe('the executor', () => {
  let store: FlakyStore;
  let fold: Fold;
  let executor: Executor;
  let pauses: number[];
  let commands = 0;

  beforeEach(async () => {
    store = new FlakyStore(() => NOW);
    fold = new Fold(store, counters());
    pauses = [];
    executor = new Executor({
      store,
      fold,
      pause: async (ms) => pauses.push(ms),
      random: () => 0,
    });
    await fold.start();
  });

  afterEach(() => fold.stop());

  const add = (
    by: number,
    more: Partial<Execution<{ total: number }, Add, never>> & { limit?: number } = {},
  ): Promise<Receipt> => {
    commands += 1;
    const { limit, ...rest } = more;
    return executor.execute({
      stream: A,
      decider: counter,
      command: { type: 'Add', data: { by, ...(limit !== undefined && { limit }) } },
      metadata: metadataFor(`command ${commands}`),
      ...rest,
    } as Execution<{ total: number }, Add, never>);
  };

  const totals = async (): Promise<readonly number[]> =>
    (await collect(store.readStream(A))).map(
      ({ event }) => (event.data as { total: number }).total,
    );

  test('appends the decided events, and resolves once they are folded', async () => {
    const { events, revision } = await add(3);
    expect(revision).toBe(0n);
    expect(events).toEqual([
      expect.objectContaining({ type: 'Added', stream: A, revision: 0n, position: 1n }),
    ]);
    expect(fold.target.state(A)).toEqual({ total: 3 });
    const [recorded] = await collect(store.readStream(A));
    expect(recorded?.id).toBe(events[0]?.id);
  });

  test('writes nothing if the command decides nothing', async () => {
    await add(3);
    expect(await add(0)).toEqual({ events: [], revision: 0n });
    expect(store.appends).toBe(1);
  });

  test('decides 64 concurrent commands one on the other, without a conflict', async () => {
    const receipts = await Promise.all(Array.from({ length: 64 }, () => add(1)));
    expect(await totals()).toEqual(Array.from({ length: 64 }, (_, index) => index + 1));
    expect(receipts.map(({ revision }) => revision)).toEqual(
      Array.from({ length: 64 }, (_, index) => BigInt(index)),
    );
    expect([store.appends, pauses]).toEqual([64, []]);
  });

  test('refuses on a state that includes events which are still being written', async () => {
    const [first, second] = await Promise.allSettled([add(3), add(3, { limit: 5 })]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ reason: new LimitReached('3 + 3 is over 5') });
  });

  test('resolves a refusal only after the events that led to it are folded', async () => {
    const letGo = store.hold();
    const seen: unknown[] = [];
    const added = add(3);
    const refused = add(3, { limit: 5 }).catch(() => seen.push(fold.target.state(A)));
    await new Promise(setImmediate);
    expect(seen).toEqual([]);
    letGo();
    await Promise.all([added, refused]);
    expect(seen).toEqual([{ total: 3 }]);
  });

  test('decides again if an append fails that a decision relied on', async () => {
    store.failing.add(1);
    const outcomes = await Promise.allSettled([add(3), add(4, { limit: 5 }), add(1), add(0)]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(outcomes[0]).toMatchObject({ reason: new StoreUnavailable('no disk') });
    expect((await totals()).at(-1)).toBe(5);
  });

  test('folds the event of another process, and decides the command again', async () => {
    await add(1);
    const foreign = eventFor('foreign', { by: 10, total: 11 });
    const racing = Promise.all([store.append(A, [{ ...foreign, type: 'Added' }], 0n), add(2)]);
    await racing;
    expect(await totals()).toEqual([1, 11, 13]);
    expect(pauses).toEqual([10]);
  });

  test('gives a guard the state of the decision; the guard refuses by throwing', async () => {
    const seen: number[] = [];
    const guard = ({ total }: { total: number }): void => {
      seen.push(total);
      if (total > 1) throw new Error('moved');
    };
    const outcomes = await Promise.allSettled([
      add(1, { guard }),
      add(1, { guard }),
      add(1, { guard }),
    ]);
    expect(seen).toEqual([0, 1, 2]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(await totals()).toEqual([1, 2]);
  });

  test('ends with its signal instead of deciding again', async () => {
    await add(1);
    await store.append(A, [{ ...eventFor('foreign', { by: 1, total: 2 }), type: 'Added' }], 0n);
    const late = add(1, { signal: AbortSignal.abort(new Error('too late')) });
    await expect(late).rejects.toThrow('too late');
    expect(await totals()).toEqual([1, 2]);
  });

  test('fails at once if its event will not be folded, and then decides nothing more', async () => {
    await add(1);
    const broken = { ...eventFor('broken', { by: 1, total: 2 }), type: 'Broken' };
    const letGo = store.hold();
    await store.append(streamFor('b'), [broken], NO_STREAM);
    const late = add(1);
    letGo();
    await expect(late).rejects.toThrow(FoldStopped);
    expect(await totals()).toEqual([1, 2]);
    await expect(add(5, { limit: 2 })).rejects.toThrow(FoldStopped);
  });

  test('writes the command, and the rule, with its events', async () => {
    const metadata = metadataFor('mine');
    await add(1, { metadata, more: () => ({ rule: 'R4' }) });
    await add(1, { metadata, more: () => ({}) });
    const recorded = await collect(store.readStream(A));
    expect(recorded.map((one) => one.metadata)).toEqual([{ ...metadata, rule: 'R4' }, metadata]);
  });

  test('never lets one stream wait for another', async () => {
    store.failing.add(1);
    const outcomes = await Promise.allSettled([add(1), add(1, { stream: streamFor('b') })]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(fold.target.revision(A)).toBe(NO_STREAM);
  });
});
