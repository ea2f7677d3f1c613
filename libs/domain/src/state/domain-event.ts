import { type BackupEvent } from '../backup/events.js';
import { type ClusterEvent } from '../cluster/events.js';
import { type GroupEvent } from '../group/events.js';
import { type NodeEvent } from '../node/events.js';
import { type ResourceEvent } from '../resource/events.js';

/** An event's place in the log, its operation, and the time of its recording. */
export type Occurrence = Readonly<{
  eventId: string;
  /** Position in the log, in decimal digits. */
  position: string;
  /** The operation that the event belongs to. */
  operation: string;
  /** Milliseconds since 1970. */
  recordedAt: number;
}>;

/** An event of one aggregate, with its revision in that aggregate's stream. */
export type DomainEvent = Readonly<
  { id: string; revision: number; occurrence: Occurrence } & (
    | { kind: 'cluster'; event: ClusterEvent }
    | { kind: 'node'; event: NodeEvent }
    | { kind: 'group'; event: GroupEvent }
    | { kind: 'resource'; event: ResourceEvent }
    | { kind: 'backup'; event: BackupEvent }
  )
>;

export type AggregateKind = DomainEvent['kind'];
