import { Injectable } from '@nestjs/common';

import { type EventRef, type Recorded } from '#event-store';

import { type Caller } from '../caller.js';
import { RequestRefusal } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';
import { type Outcome } from './outcome.js';

const MAX_EVENTS = 10_000;
/**
 * The event of a staged list. A list that was staged and never closed has no effect: its request
 * was not executed.
 */
const STAGED_EVENT = 'RegistryChangesStaged';

/** Recognises a request by its Idempotency-Key, as far back as the log goes. */
@Injectable()
export class Idempotency {
  private readonly running = new Set<string>();

  constructor(private readonly cluster: RunningCluster) {}

  /**
   * Returns the outcome of the work, or of its earlier execution.
   *
   * @throws RequestRefusal while the earlier request is running, and if the key belongs to another
   * request
   */
  async once(caller: Caller, work: () => Promise<Outcome>): Promise<Outcome> {
    const { key, commandId } = caller;
    if (key === undefined) return work();
    if (this.running.has(commandId)) throw stillRunning(key);
    this.running.add(commandId);
    try {
      return (await this.earlier(caller)) ?? (await work());
    } finally {
      this.running.delete(commandId);
    }
  }

  /**
   * Refuses to go on if another process has begun a request under the same key.
   *
   * @param refs the events of the operation since the search for earlier ones
   * @param written the ids of the events that this request has written
   * @throws RequestRefusal still-running
   */
  requireAlone(
    { key, commandId }: Caller,
    refs: readonly EventRef[],
    written: ReadonlySet<string>,
  ): void {
    if (key === undefined) return;
    if (refs.some(({ id, command }) => command === commandId && !written.has(id)))
      throw stillRunning(key);
  }

  private async earlier(caller: Caller): Promise<Outcome | undefined> {
    const { commandId, operation, requestHash, key, deadline } = caller;
    await this.cluster.log.projected(operation, deadline);
    const { events } = this.cluster.reads;
    const page = { limit: MAX_EVENTS, order: 'oldest' } as const;
    const found = events.list({ operation }, page);
    const first = found.find(({ metadata }) => metadata.command.id === commandId);
    if (first === undefined) return undefined;
    if (first.metadata.command.request !== requestHash)
      throw new RequestRefusal(
        'idempotency-key-reused',
        `the Idempotency-Key "${key ?? ''}" belongs to another request`,
        [{ pointer: '/headers/idempotency-key', detail: 'belongs to another request' }],
      );
    if (found.every(({ event }) => event.type === STAGED_EVENT)) return undefined;
    const last = found.at(-1) ?? first;
    return {
      events: found.map(toRef),
      isDone: true,
      state: this.cluster.reads.stateAt(last.position),
      now: last.recordedAt.getTime(),
      isRepeat: true,
    };
  }
}

const stillRunning = (key: string): RequestRefusal =>
  new RequestRefusal('still-running', `the request "${key}" is still running`, [
    { pointer: '/headers/idempotency-key', detail: 'its request is still running' },
  ]);

const toRef = ({ id, event, stream, revision, position, metadata }: Recorded): EventRef => ({
  id,
  command: metadata.command.id,
  type: event.type,
  stream,
  revision,
  position,
});
