import { setImmediate as turn } from 'node:timers/promises';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import {
  InMemoryEventStore,
  NO_STREAM,
  StoreUnavailable,
  toPosition,
  type Position,
  type Recorded,
} from '#event-store';
import { eventsFor, NOW, streamFor } from '#testing/event-store';

import { Follower, type BatchTarget } from './follower.js';

const STREAM = streamFor('a');

/** A log that can be set to refuse subscribers. */
class RefusingStore extends InMemoryEventStore {
  refuses = false;

  override async *subscribe(
    after: Position | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly Recorded[]> {
    if (this.refuses) throw new StoreUnavailable('no rights');
    yield* super.subscribe(after, signal);
  }
}

/** A taker that can be set to fail. */
class FakeTaker implements BatchTarget {
  readonly positions: Position[] = [];
  readonly reports: string[] = [];
  fails = false;
  undone = 0;

  readonly shown = (): Position => this.positions.at(-1) ?? toPosition(0n);
  readonly taken = this.shown;
  readonly show = (): boolean => true;
  readonly take = (batch: readonly Recorded[]): 'go on' => {
    if (this.fails) throw new Error('no disk');
    this.positions.push(...batch.map(({ position }) => position));
    return 'go on';
  };
  readonly undo = (): void => {
    this.undone += 1;
  };
  readonly stopped = (error: unknown): void => {
    this.reports.push(error instanceof Error ? String(error) : 'well');
  };
}

let store: RefusingStore;
let taker: FakeTaker;
let follower: Follower;
let goOn: () => void;

beforeEach(async () => {
  [store, taker] = [new RefusingStore(() => NOW), new FakeTaker()];
  await store.append(STREAM, eventsFor('past', 2), NO_STREAM);
  follower = new Follower(store, taker, {
    pause: (_, signal) =>
      new Promise<void>((resolve) => {
        goOn = resolve;
        signal.addEventListener('abort', goOn);
      }),
  });
});

afterEach(() => follower.stop());

const turns = async (): Promise<void> => {
  for (let count = 0; count < 20; count += 1) await turn();
};

test('a log that refuses subscribers is reported, and followed again from the shown position later', async () => {
  store.refuses = true;
  follower.start();
  await turns();
  goOn();
  await turns();
  expect(taker.reports).toEqual(['StoreUnavailable: no rights']);
  store.refuses = false;
  goOn();
  await turns();
  expect(taker.reports).toEqual(['StoreUnavailable: no rights', 'well']);
  expect(taker.positions).toEqual([1n, 2n]);
});

test('a file that can not be written is reported, and its events are read again', async () => {
  taker.fails = true;
  follower.start();
  await turns();
  expect(taker.reports).toEqual(['Error: no disk']);
  taker.fails = false;
  goOn();
  await turns();
  expect(taker.undone).toBe(1);
  expect(taker.reports).toEqual(['Error: no disk', 'well']);
  expect(taker.positions).toEqual([1n, 2n]);
});

test('it recovers even if no event is left to take, and stops while it waits', async () => {
  follower.start();
  await turns();
  await follower.stop();
  store.refuses = true;
  follower.start();
  await turns();
  expect(taker.reports).toEqual(['StoreUnavailable: no rights']);
  store.refuses = false;
  goOn();
  await turns();
  expect(taker.reports.at(-1)).toBe('well');
  expect(taker.positions).toEqual([1n, 2n]);
});
