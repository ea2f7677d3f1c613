import { setImmediate as turn } from 'node:timers/promises';

import { type ClusterState } from '#domain';
import { type Position, type Recorded } from '#event-store';
import { type ReadModels } from '#read-models';
import { type Redaction } from '#registry';

import { type TakeScheduled } from '../backups/scheduled-backups.js';
import { ForkFull } from './fork-bounds.js';
import { ForkHold, type Before } from './fork-hold.js';
import { type ForkCommands } from './fork-commands.js';
import { type ForkLog } from './fork-log.js';
import { NO_FILES } from './no-files.js';
import { ForkParts, type ForkOrigin } from './fork-parts.js';

/** Work on a fork. The signal aborts when nothing is due that the work could wait for. */
export type Work<Result> = (deadline: AbortSignal) => Promise<Result>;

type Begun<Result> = {
  isDone: boolean;
  readonly waiting: AbortController;
  readonly working: Promise<Result>;
};

/** An operation has not as many steps. */
export class NoSuchStep extends Error {
  override readonly name = 'NoSuchStep';

  constructor(readonly count: number) {
    super(`the operation has ${count} steps`);
  }
}

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

  /** Set by the application, which knows how to take a backup. */
  set takeScheduled(take: TakeScheduled) {
    this.parts.takeScheduled = take;
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
  async carryOut<Result>(work: Work<Result>): Promise<Result> {
    const [result] = await this.carryOutAll([this.begin(work)]);
    return result as Result;
  }

  /**
   * Carries out work and, just before a step of its operation, other work.
   *
   * @param before the command of the other work
   * @throws NoSuchStep if the operation has no such step
   */
  async carryOutWith<Result>(
    work: Work<Result>,
    before: Before,
    other: Work<Result>,
  ): Promise<readonly Result[]> {
    const { parts } = this;
    const hold = new ForkHold(before);
    parts.store.hold = hold;
    const first = this.begin(work);
    await this.acted(first);
    await this.settled(
      () => first.isDone || parts.log.waits > 0,
      () => hold.isReached,
    );
    if (!hold.isReached) {
      await this.carryOutAll([first]);
      throw new NoSuchStep(hold.count);
    }
    const [count, waits] = [parts.store.own.length, parts.log.waits];
    const second = this.begin(other);
    while (!second.isDone && parts.store.own.length === count && parts.log.waits === waits)
      await turn();
    hold.release();
    parts.ask();
    return this.carryOutAll([first, second]);
  }

  private begin<Result>(work: Work<Result>): Begun<Result> {
    const waiting = new AbortController();
    const begun: Begun<Result> = {
      isDone: false,
      waiting,
      working: work(AbortSignal.any([waiting.signal, this.parts.ended])).finally(() => {
        begun.isDone = true;
      }),
    };
    begun.working.catch(() => undefined);
    return begun;
  }

  /** Resolves once work has written something, waits, or is done; then the processes begin. */
  private async acted(begun: Begun<unknown>): Promise<void> {
    const { parts } = this;
    while (!begun.isDone && parts.log.waits === 0 && parts.store.own.length === 0) await turn();
    parts.resume();
  }

  private async carryOutAll<Result>(all: readonly Begun<Result>[]): Promise<readonly Result[]> {
    const { parts } = this;
    const [first] = all;
    if (first !== undefined) await this.acted(first);
    const open = (): number => all.filter(({ isDone }) => !isDone).length;
    await this.settled(() => parts.log.waits >= open());
    for (const { waiting } of all) waiting.abort(new Error('nothing more is due'));
    await Promise.allSettled(all.map(({ working }) => working));
    await this.settled(() => true);
    parts.store.hold = undefined;
    parts.requireWhole();
    return Promise.all(all.map(({ working }) => working));
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

  /** No file is written and none is read in a fork: backups are refused there. */
  get archives(): typeof NO_FILES {
    return NO_FILES;
  }

  /** A fork has no forks of its own: previews are refused there. */
  tryOut(): Promise<never> {
    return Promise.reject(new Error('a what-if has no what-ifs of its own'));
  }

  newId(): string {
    return this.origin.newId();
  }

  /**
   * Resolves once nothing is under way, and the work is done or waits for an event.
   *
   * @param isOver true if that need not be waited for any more
   */
  private async settled(isReady: () => boolean, isOver = (): boolean => false): Promise<void> {
    const { store, ended } = this.parts;
    for (let quiet = 0; quiet < QUIET_ROUNDS && !ended.aborted && !isOver();) {
      const count = store.own.length;
      await turn();
      const isQuiet = !this.parts.isBusy && store.own.length === count && isReady();
      quiet = isQuiet ? quiet + 1 : 0;
    }
  }
}
