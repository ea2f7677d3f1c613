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
 * How an append goes wrong: nothing is written and it says so; it hangs, before anything is written
 * and before the answer, while all else goes on; or the power goes, before anything is written, or
 * after it was and before the answer.
 */
export type Fault = 'fails' | 'hangs' | 'cut before' | 'cut after';

/** So many turns of the event loop: all that can be done meanwhile is done. */
const HANGS = 50;

/** A store over another one, of which the nth append goes wrong. */
export class FaultyStore extends StoreBefore {
  private appends = 0;
  private isCut = false;
  private readonly cutting: Promise<void>;
  private cut: () => void = () => undefined;

  constructor(
    store: EventStore,
    private readonly nth: number,
    private readonly fault: Fault,
  ) {
    super(store);
    this.cutting = new Promise((resolve) => {
      this.cut = resolve;
    });
  }

  /** How many appends were asked for. */
  get count(): number {
    return this.appends;
  }

  /** Resolves when the power is gone. */
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
    if (this.appends !== this.nth) return this.store.append(stream, events, expected);
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

/** Nobody is told anything any more. */
const never = (): Promise<never> => new Promise(() => undefined);
