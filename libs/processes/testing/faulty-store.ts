import { setImmediate as turn } from 'node:timers/promises';

import {
  StoreUnavailable,
  type Appended,
  type EventStore,
  type NewEvent,
  type Position,
  type Recorded,
} from '#event-store';

import { StoreBefore } from './store-before.js';

/**
 * The fault of an append. `fails`: it writes nothing and rejects. `hangs`: it pauses before the
 * write and before the answer, while other work goes on. `cut before`, `cut after`: the power fails
 * before the write, or between the write and the answer.
 */
export type Fault = 'fails' | 'hangs' | 'cut before' | 'cut after';

/** The number of turns of the event loop in which all other work completes. */
const HANGS = 50;

/** A store in front of another one. Some of its appends, counted from 1, have a fault. */
export class FaultyStore extends StoreBefore {
  private appends = 0;
  private isCut = false;
  private readonly cutting: Promise<void>;
  private cut: () => void = () => undefined;

  constructor(
    store: EventStore,
    private readonly isFaulty: (nth: number) => boolean,
    private readonly fault: Fault,
  ) {
    super(store);
    this.cutting = new Promise((resolve) => {
      this.cut = resolve;
    });
  }

  /** The number of appends so far. */
  get count(): number {
    return this.appends;
  }

  /** Resolves when the power fails. */
  get dead(): Promise<void> {
    return this.cutting;
  }

  override async append(
    stream: string,
    events: readonly NewEvent[],
    expected: bigint,
  ): Promise<Appended> {
    if (this.isCut) return never();
    this.appends += 1;
    if (!this.isFaulty(this.appends)) return this.store.append(stream, events, expected);
    if (this.fault === 'fails') throw new StoreUnavailable('out of order');
    if (this.fault === 'hangs') return this.hang(() => this.store.append(stream, events, expected));
    this.isCut = true;
    if (this.fault === 'cut after') await this.store.append(stream, events, expected);
    this.cut();
    return never();
  }

  private async hang<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    for (let turns = 0; turns < HANGS; turns += 1) await turn();
    const answer = await call();
    for (let turns = 0; turns < HANGS; turns += 1) await turn();
    return answer;
  }

  override async *subscribe(
    after: Position | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly Recorded[]> {
    for await (const batch of this.store.subscribe(after, signal)) {
      if (this.isCut) await never();
      yield batch;
    }
  }
}

/** A promise that never settles: after a power failure no caller gets an answer. */
const never = (): Promise<never> => new Promise(() => undefined);
