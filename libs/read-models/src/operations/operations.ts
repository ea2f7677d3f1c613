import { parseStream } from '#domain';
import { toPosition, type Position, type Recorded } from '#event-store';

import { type Events } from '../events/events.js';
import { CauseChains, type CauseLink } from './cause-chains.js';
import { steps, type OperationStep, type StepStatus } from './timeline.js';

/** A group in an operation; `from` and `to` are nodes, if the group moved. */
export type GroupPart = Readonly<{
  group: string;
  from: string | undefined;
  to: string | undefined;
}>;

/** All events that one request led to, summed up. It has ids, not names. */
export type Operation = Readonly<{
  id: string;
  kind: string;
  status: StepStatus;
  /** Every group with an event of the operation, and its way if it moved. */
  groups: readonly GroupPart[];
  startedAt: Date;
  endedAt: Date | undefined;
  /** The positions of its first event, and of the event that ended it. */
  first: Position;
  end: Position | undefined;
  /** Why it failed. */
  failure: string | undefined;
  /** The words of the operator. */
  reason: string | undefined;
  /** The events that led to it, the nearest first, back to the beginning. */
  cause: readonly CauseLink[];
  /** The operation is completed, but a checkpoint could not be restored. */
  degraded: boolean;
  steps: readonly OperationStep[];
}>;

/** The number of events that an answer includes of a longer operation. */
const PAGE = { limit: 100_000, order: 'oldest' } as const;

/** The kind of an operation, by its first event. */
const STARTS: Readonly<Record<string, (data: Data) => string>> = {
  GroupMoveStarted: ({ reason }) =>
    reason === 'failover' || reason === 'failback' ? reason : 'move',
  GroupOperationStarted: ({ kind }) => String(kind),
  DrainStarted: ({ purpose }) => (purpose === 'stop' ? 'stop' : 'drain'),
  NodeStarted: () => 'start',
  NodeCrashed: () => 'crash',
  NodeResumed: () => 'resume',
};

/** The first events of operations that end at once. */
const INSTANT_STARTS: ReadonlySet<string> = new Set(['NodeStarted', 'NodeCrashed', 'NodeResumed']);

/** The events that begin a part of an operation; an event of PART_ENDS in its stream ends it. */
const PART_STARTS: ReadonlySet<string> = new Set([
  'GroupMoveStarted',
  'GroupOperationStarted',
  'DrainStarted',
]);

const PART_ENDS: Readonly<Record<string, StepStatus>> = {
  GroupMoveCompleted: 'completed',
  GroupMoveFailed: 'failed',
  GroupMoveDenied: 'failed',
  GroupOperationCompleted: 'completed',
  GroupOperationFailed: 'failed',
  NodeStopped: 'completed',
  DrainCompleted: 'completed',
};

type Data = Readonly<Record<string, unknown>>;

/** Summaries of operations, from their events. */
export class Operations {
  private readonly causes: CauseChains;

  constructor(private readonly history: Events) {
    this.causes = new CauseChains(history);
  }

  /** An operation at a position. */
  get(id: string, at: Position): Operation | undefined {
    return this.fold(id, this.events(id, at));
  }

  /** The events of an operation up to a position. */
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

  /** The operation whose first event is at this position. */
  private begunAt(position: number, at: Position): Operation | undefined {
    const id = this.history.at(position)?.metadata.operation;
    if (id === undefined) return undefined;
    const events = this.events(id, at);
    return Number(events[0]?.position) === position ? this.fold(id, events) : undefined;
  }

  private fold(id: string, events: readonly Recorded[]): Operation | undefined {
    const first = events[0];
    return first && { ...summaryOf(id, first, events), cause: this.causes.before(first) };
  }
}

const RESTORE_FAILURES: ReadonlySet<string> = new Set([
  'RegistryCheckpointRestoreFailed',
  'CryptoCheckpointRestoreFailed',
]);

const summaryOf = (
  id: string,
  first: Recorded,
  events: readonly Recorded[],
): Omit<Operation, 'cause'> => {
  const start = events.find(({ event }) => event.type in STARTS);
  const end = endOf(events, start);
  return {
    id,
    kind: start === undefined ? first.metadata.command.type : kindOf(start),
    ...end,
    degraded:
      end.status === 'completed' && events.some(({ event }) => RESTORE_FAILURES.has(event.type)),
    groups: groupsIn(events),
    startedAt: first.recordedAt,
    first: first.position,
    failure: failureOf(events),
    reason: first.metadata.reason,
    steps: steps(events),
  };
};

const kindOf = ({ event }: Recorded): string =>
  STARTS[event.type]?.(event.data as Data) ?? event.type;

/** The end of an operation: that of its drain, else that of all its groups, else its last event. */
const endOf = (
  events: readonly Recorded[],
  start: Recorded | undefined,
): Pick<Operation, 'status' | 'endedAt' | 'end'> => {
  const statuses = new Set(partsOf(events, start).map(({ event }) => statusOf(event)));
  if (statuses.has('running')) return { status: 'running', endedAt: undefined, end: undefined };
  const isPart = start !== undefined && !INSTANT_STARTS.has(start.event.type);
  const last = isPart ? events.findLast(({ event }) => event.type in PART_ENDS) : events.at(-1);
  const status = statuses.has('failed') ? 'failed' : 'completed';
  return { status, endedAt: last?.recordedAt, end: last?.position };
};

/**
 * The last event of each part of an operation, one for each stream; for a drain, its own events.
 */
const partsOf = (events: readonly Recorded[], start: Recorded | undefined): readonly Recorded[] => {
  const parts = new Map(
    events
      .filter(({ event }) => PART_STARTS.has(event.type) || event.type in PART_ENDS)
      .map((recorded) => [recorded.stream, recorded]),
  );
  const own = start?.event.type === 'DrainStarted' ? parts.get(start.stream) : undefined;
  return own === undefined ? [...parts.values()] : [own];
};

/** The status of an ended part. A drain's own event says if every group could move. */
const statusOf = ({ type, data }: Recorded['event']): StepStatus =>
  (data as Data)['status'] === 'Failed' ? 'failed' : (PART_ENDS[type] ?? 'running');

const failureOf = (events: readonly Recorded[]): string | undefined => {
  const failed = events.findLast(
    ({ event }) => event.type in PART_ENDS && statusOf(event) === 'failed',
  );
  return text((failed?.event.data as Data | undefined)?.['reason']);
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** The groups in the order of their first events. A move that was redirected ends at its last node. */
const groupsIn = (events: readonly Recorded[]): readonly GroupPart[] => {
  const parts = new Map<string, GroupPart>();
  for (const recorded of events) {
    const group = groupOf(recorded);
    if (group === undefined) continue;
    const known = parts.get(group) ?? { group, from: undefined, to: undefined };
    const { from, to } = recorded.event.data as Data;
    const isMove = recorded.event.type === 'GroupMoveStarted';
    parts.set(
      group,
      isMove ? { group, from: known.from ?? text(from), to: text(to) ?? known.to } : known,
    );
  }
  return [...parts.values()];
};

const groupOf = ({ stream, event }: Recorded): string | undefined => {
  const parsed = parseStream(stream);
  return parsed?.kind === 'group' ? parsed.id : text((event.data as Data)['group']);
};
