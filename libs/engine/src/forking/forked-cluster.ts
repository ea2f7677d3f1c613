import { setImmediate as turn } from 'node:timers/promises';

import { type ClusterState } from '#domain';
import { type Position, type Recorded } from '#event-store';
import { type ReadModels } from '#read-models';
import { type Redaction } from '#registry';

import { ForkFull } from './fork-bounds.js';
import { type ForkCommands } from './fork-commands.js';
import { type ForkLog } from './fork-log.js';
import { ForkParts, type ForkOrigin } from './fork-parts.js';

/** The number of rounds of the event loop without work after which a fork has settled. */
const QUIET_ROUNDS = 3;
/** The most alarms that ring while time passes. */
const MAX_ALARMS = 100_000;

/**
 * A cluster that goes on from a moment on its own. The same use cases, deciders and processes run on
 * it; its events are forgotten.
 */
export class ForkedCluster {
  private readonly parts: ForkParts;

  constructor(private readonly origin: ForkOrigin) {
    this.parts = new ForkParts(origin);
  }

  /** Begins to fold the fork's events. */
  start(): Promise<void> {
    return this.parts.start();
  }

  /** Ends all work of the fork. */
  stop(): Promise<void> {
    return this.parts.stop();
  }

  /**
   * Carries out work, and all that it makes due. A wait of the work is given up, by its signal, once
   * nothing is due any more. The first work comes before anything else that is due.
   *
   * @throws ForkFull, and the error of the work or of a process
   */
  async carryOut<Result>(work: (deadline: AbortSignal) => Promise<Result>): Promise<Result> {
    const { parts } = this;
    const waiting = new AbortController();
    let isDone = false;
    const working = work(AbortSignal.any([waiting.signal, parts.ended])).finally(() => {
      isDone = true;
    });
    working.catch(() => undefined);
    const hasActed = (): boolean => isDone || parts.log.isAwaited;
    while (!hasActed() && parts.store.own.length === 0) await turn();
    parts.resume();
    await this.settled(hasActed);
    waiting.abort(new Error('nothing more is due'));
    await working.catch(() => undefined);
    await this.settled(() => true);
    parts.requireWhole();
    return working;
  }

  /**
   * Lets time pass, and carries out what becomes due.
   *
   * @throws ForkFull, and the error of a process
   */
  async pass(milliseconds: number): Promise<void> {
    let alarms = 0;
    await this.parts.clock.pass(milliseconds, async () => {
      alarms += 1;
      if (alarms > MAX_ALARMS) throw new ForkFull(`more than ${MAX_ALARMS} alarms`);
      await this.settled(() => true);
      this.parts.requireWhole();
    });
  }

  /** Gives up all work with a reason. */
  end(reason: Error): void {
    this.parts.end(reason);
  }

  /** The state at the moment of the fork. */
  get before(): ClusterState {
    return this.origin.before;
  }

  /** The fork's own events. */
  get events(): readonly Recorded[] {
    return this.parts.store.own;
  }

  /** The last position before them. */
  get from(): Position {
    return this.origin.position;
  }

  get name(): string {
    return this.origin.name;
  }

  get state(): ClusterState {
    return this.origin.state;
  }

  get log(): ForkLog {
    return this.parts.log;
  }

  get commands(): ForkCommands {
    return this.parts.commands;
  }

  get reads(): ReadModels {
    return this.parts.reads;
  }

  get comparisons(): ForkOrigin['comparisons'] {
    return this.origin.comparisons;
  }

  get redaction(): Redaction {
    return this.origin.redaction;
  }

  get catchUpMs(): number {
    return this.origin.catchUpMs;
  }

  get now(): number {
    return this.parts.clock.now();
  }

  takeTurn(): Promise<void> {
    return this.origin.takeTurn();
  }

  newId(): string {
    return this.origin.newId();
  }

  /** Resolves once nothing is under way, and the work is done or waits for an event. */
  private async settled(isReady: () => boolean): Promise<void> {
    const { runner, store, ended } = this.parts;
    for (let quiet = 0; quiet < QUIET_ROUNDS && !ended.aborted;) {
      const count = store.own.length;
      await runner.idle();
      await turn();
      const isQuiet = !this.parts.isBusy && store.own.length === count && isReady();
      quiet = isQuiet ? quiet + 1 : 0;
    }
  }
}
