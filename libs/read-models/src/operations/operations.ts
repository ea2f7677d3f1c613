import { parseStream } from '#domain';
import { toPosition, type Position, type Recorded } from '#event-store';

import { type Events } from '../events/events.js';
import { steps, type OperationStep, type StepStatus } from './timeline.js';

/** All that one request set in motion; ids, not names. */
export type Operation = Readonly<{
  id: string;
  kind: string;
  status: StepStatus;
  group: string | undefined;
  /** Every group that it has done something to. */
  groups: readonly string[];
  from: string | undefined;
  to: string | undefined;
  startedAt: Date;
  endedAt: Date | undefined;
  /** Why it failed. */
  reason: string | undefined;
  /** It is completed, and a checkpoint could not be restored on the way. */
  degraded: boolean;
  steps: readonly OperationStep[];
}>;

/** Longer operations are told up to here. */
const PAGE = { limit: 100_000, order: 'oldest' } as const;

/** What an operation is, by the event that starts it. */
const STARTS: Readonly<Record<string, (data: Data) => string>> = {
  GroupMoveStarted: ({ reason }) =>
    reason === 'failover' || reason === 'failback' ? reason : 'move',
  GroupOperationStarted: ({ kind }) => String(kind),
  DrainStarted: ({ purpose }) => (purpose === 'stop' ? 'stop' : 'drain'),
  NodeStarted: () => 'start',
  NodeCrashed: () => 'crash',
  NodeResumed: () => 'resume',
};

/** What is over as soon as it is begun. */
const MOMENTS: ReadonlySet<string> = new Set(['NodeStarted', 'NodeCrashed', 'NodeResumed']);

/** What goes on after them, until one of ENDS in the same stream. */
const BEGINS: ReadonlySet<string> = new Set([
  'GroupMoveStarted',
  'GroupOperationStarted',
  'DrainStarted',
]);

const ENDS: Readonly<Record<string, StepStatus>> = {
  GroupMoveCompleted: 'completed',
  GroupMoveFailed: 'failed',
  GroupMoveDenied: 'failed',
  GroupOperationCompleted: 'completed',
  GroupOperationFailed: 'failed',
  NodeStopped: 'completed',
  DrainCompleted: 'completed',
};

type Data = Readonly<Record<string, unknown>>;

/** Operations, as their events tell them. */
export class Operations {
  constructor(private readonly history: Events) {}

  /** An operation as it was at a position. */
  get(id: string, at: Position): Operation | undefined {
    return fold(id, this.events(id, at));
  }

  /** What an operation has written up to a position. */
  events(id: string, to: Position): readonly Recorded[] {
    return this.history.list({ operation: id, to }, PAGE);
  }

  /** Newest first. */
  list(
    limit: number,
    { before, at }: Readonly<{ before: Position; at: Position }>,
  ): readonly Readonly<{ first: Position; operation: Operation }>[] {
    const found: { first: Position; operation: Operation }[] = [];
    for (const first of this.history.begun(before)) {
      if (found.length >= limit) break;
      const operation = this.begunAt(first, at);
      if (operation !== undefined) found.push({ first: toPosition(BigInt(first)), operation });
    }
    return found;
  }

  /** The operation whose first event this is. */
  private begunAt(position: number, at: Position): Operation | undefined {
    const id = this.history.at(position)?.metadata.operation;
    if (id === undefined) return undefined;
    const events = this.events(id, at);
    return Number(events[0]?.position) === position ? fold(id, events) : undefined;
  }
}

const fold = (id: string, events: readonly Recorded[]): Operation | undefined => {
  const first = events[0];
  return first && told(id, first, events);
};

const RESTORE_FAILURES: ReadonlySet<string> = new Set([
  'RegistryCheckpointRestoreFailed',
  'CryptoCheckpointRestoreFailed',
]);

const told = (id: string, first: Recorded, events: readonly Recorded[]): Operation => {
  const start = events.find(({ event }) => event.type in STARTS);
  const data = (start?.event.data ?? {}) as Data;
  const end = endOf(events, start);
  return {
    id,
    kind: start === undefined ? first.metadata.command.type : kindOf(start),
    ...end,
    degraded:
      end.status === 'completed' && events.some(({ event }) => RESTORE_FAILURES.has(event.type)),
    group: groupOf(start ?? first),
    groups: [...new Set(events.flatMap((recorded) => groupOf(recorded) ?? []))],
    from: text(data['from']),
    to: text(data['to']),
    startedAt: first.recordedAt,
    reason: reasonOf(events),
    steps: steps(events),
  };
};

const kindOf = ({ event }: Recorded): string =>
  STARTS[event.type]?.(event.data as Data) ?? event.type;

/**
 * What has no end of its own is over with its last event. A drain ends as it says itself; all else
 * ends as its groups do, however many they are.
 */
const endOf = (
  events: readonly Recorded[],
  start: Recorded | undefined,
): Pick<Operation, 'status' | 'endedAt'> => {
  const statuses = new Set(partsOf(events, start).map(({ event }) => statusOf(event)));
  if (statuses.has('running')) return { status: 'running', endedAt: undefined };
  const isPart = start !== undefined && !MOMENTS.has(start.event.type);
  const last = isPart ? events.findLast(({ event }) => event.type in ENDS) : events.at(-1);
  return { status: statuses.has('failed') ? 'failed' : 'completed', endedAt: last?.recordedAt };
};

/** Of each stream that something was begun in, what was said of that last; of a drain, its own. */
const partsOf = (events: readonly Recorded[], start: Recorded | undefined): readonly Recorded[] => {
  const parts = new Map(
    events
      .filter(({ event }) => BEGINS.has(event.type) || event.type in ENDS)
      .map((recorded) => [recorded.stream, recorded]),
  );
  const own = start?.event.type === 'DrainStarted' ? parts.get(start.stream) : undefined;
  return own === undefined ? [...parts.values()] : [own];
};

/** A drain says itself whether it could move all groups. */
const statusOf = ({ type, data }: Recorded['event']): StepStatus =>
  (data as Data)['status'] === 'Failed' ? 'failed' : (ENDS[type] ?? 'running');

const reasonOf = (events: readonly Recorded[]): string | undefined => {
  const failed = events.findLast(({ event }) => event.type in ENDS && statusOf(event) === 'failed');
  return text((failed?.event.data as Data | undefined)?.['reason']);
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const groupOf = ({ stream, event }: Recorded): string | undefined => {
  const parsed = parseStream(stream);
  return parsed?.kind === 'group' ? parsed.id : text((event.data as Data)['group']);
};
