import { nameOf, type Named } from '#application';
import { parseStream } from '#domain';
import { type Recorded } from '#event-store';
import { type ReadModels, type ValueWriting } from '#read-models';

import { type Origin, type Writing } from './value-schemas.js';

/** The number of events that are kept; an answer names one event many times. */
const MAX_MEMO = 10_000;

/** The actors and times of writes, with the names of the nodes at a moment. */
export class Writers {
  private readonly events = new Map<number, Recorded | undefined>();

  constructor(
    private readonly reads: ReadModels,
    private readonly names: Named,
  ) {}

  /** The write of an event; null without a position. */
  at(position: number | undefined): Writing | null {
    const recorded = this.eventAt(position);
    return recorded === undefined ? null : writingOf(recorded);
  }

  /** The edit or import that first wrote a value; null without a position. */
  originAt(position: number | undefined): Origin | null {
    const recorded = this.eventAt(position);
    if (recorded === undefined) return null;
    const { id, metadata } = recorded;
    return {
      event: id,
      ...writingOf(recorded),
      node: this.nodeOf(recorded),
      operation: metadata.operation,
      command: metadata.command.type,
    };
  }

  /** The write of a value, and its origin if a restore wrote it. */
  of(writing: ValueWriting | undefined): Readonly<{
    writtenAt: Writing | null;
    origin: Origin | null;
  }> {
    return { writtenAt: this.at(writing?.position), origin: this.originAt(writing?.origin) };
  }

  /** The event at a position. */
  eventAt(position: number | undefined): Recorded | undefined {
    if (position === undefined) return undefined;
    const known = this.events.get(position);
    if (known !== undefined) return known;
    const recorded = this.reads.events.at(position);
    if (this.events.size >= MAX_MEMO) this.events.clear();
    this.events.set(position, recorded);
    return recorded;
  }

  /** The node of an event; null for an event of a stored copy. */
  private nodeOf({ stream }: Recorded): string | null {
    const parsed = parseStream(stream);
    if (parsed?.kind !== 'node') return null;
    return nameOf(this.names, 'nodes', parsed.id) ?? parsed.id;
  }
}

/** The write of an event. */
export const writingOf = ({ position, recordedAt, metadata }: Recorded): Writing => ({
  position: String(position),
  recordedAt: recordedAt.toISOString(),
  actor: metadata.actor,
  reason: metadata.reason ?? null,
});
