import { type NewEvent, type Recorded } from '#event-store';
import { operationSteps } from '#read-models';

/** A step of an operation, and the command that comes just before the step. */
export type Before = Readonly<{ operation: string; step: number; command: string }>;

/**
 * Holds a step of an operation back, and everything after it, until another command has acted.
 *
 * ```text
 * (watching) ── the step would be written ──> holding ── the command has acted ──> (released)
 * ```
 */
export class ForkHold {
  private state: 'watching' | 'holding' | 'released' = 'watching';
  private readonly releasing = Promise.withResolvers<undefined>();
  private readonly seen: Recorded[] = [];

  constructor(private readonly before: Before) {}

  /** True once the step is held back. */
  get isReached(): boolean {
    return this.state !== 'watching';
  }

  /** The number of steps so far. */
  get count(): number {
    return operationSteps(this.seen).length;
  }

  /** Notes events that are written. */
  written(records: readonly Recorded[]): void {
    const { operation } = this.before;
    this.seen.push(...records.filter(({ metadata }) => metadata.operation === operation));
  }

  /**
   * True if events have to wait.
   *
   * @param records the events as they would be written
   */
  holds(events: readonly NewEvent[], records: readonly Recorded[]): boolean {
    const { step, command } = this.before;
    if (
      this.state === 'released' ||
      events.every(({ metadata }) => metadata.command.id === command)
    )
      return false;
    if (this.state === 'watching' && this.countWith(records) >= step) this.state = 'holding';
    return this.state === 'holding';
  }

  /** Lets the step be decided again. */
  release(): void {
    this.state = 'released';
    this.releasing.resolve(undefined);
  }

  /** Resolves once nothing is held back. */
  async released(): Promise<void> {
    if (this.state === 'holding') await this.releasing.promise;
  }

  private countWith(records: readonly Recorded[]): number {
    const { operation } = this.before;
    const more = records.filter(({ metadata }) => metadata.operation === operation);
    return more.length === 0 ? 0 : operationSteps([...this.seen, ...more]).length;
  }
}
