import { parseStream } from '#domain';
import { type Position, type Recorded } from '#event-store';

import { type CauseLink } from './cause-chains.js';
import {
  isFailure,
  isOfPart,
  isPartEnd,
  isPreparation,
  isRefusal,
  isRestoreFailure,
  kindBegunBy,
  statusAfter,
} from './parts.js';
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
  /** The actor of the first event. */
  actor: string;
  /** The node that it begins on: the one that crashed, stops, is drained, starts or is resumed. */
  node: string | undefined;
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

type Data = Readonly<Record<string, unknown>>;

/** The summary of an operation, from its events. */
export const summaryOf = (
  id: string,
  first: Recorded,
  all: readonly Recorded[],
): Omit<Operation, 'cause'> => {
  const start = all.find(({ event }) => kindBegunBy(event) !== undefined);
  const end = endOf(all, start);
  const events = upTo(all, end.end);
  return {
    id,
    kind: kindOf(first, start),
    ...end,
    actor: first.metadata.actor,
    node: nodeOf(start ?? first),
    degraded: end.status === 'completed' && events.some(({ event }) => isRestoreFailure(event)),
    groups: groupsIn(events),
    startedAt: first.recordedAt,
    first: first.position,
    failure: end.status === 'failed' ? failureOf(events) : undefined,
    reason: first.metadata.reason,
    steps: steps(events),
  };
};

const nodeOf = ({ stream }: Recorded): string | undefined => {
  const parsed = parseStream(stream);
  return parsed?.kind === 'node' ? parsed.id : undefined;
};

/** The events up to the end: a capture of the same operation may follow it. */
export const upTo = (
  events: readonly Recorded[],
  end: Position | undefined,
): readonly Recorded[] =>
  end === undefined ? events : events.filter(({ position }) => position <= end);

const kindOf = (first: Recorded, start: Recorded | undefined): string =>
  (start && kindBegunBy(start.event)) ?? first.metadata.command.type;

type End = Pick<Operation, 'status' | 'endedAt' | 'end'>;

const RUNNING: End = { status: 'running', endedAt: undefined, end: undefined };

/** The end of an operation: that of its drain, else that of all its groups, else its decision. */
const endOf = (events: readonly Recorded[], start: Recorded | undefined): End => {
  const parts = partsOf(events, start);
  if (parts.length === 0) return decisionOf(events);
  const statuses = new Set(parts.map(({ event }) => statusAfter(event)));
  if (statuses.has('running')) return RUNNING;
  const last = events.findLast(({ event }) => isPartEnd(event));
  const status = statuses.has('failed') ? 'failed' : 'completed';
  return { status, endedAt: last?.recordedAt, end: last?.position };
};

/**
 * The end of an operation without parts: the event that decides it. What follows from that event, as
 * the captures of an edit do, may come at any later time and does not belong to the operation.
 */
const decisionOf = (events: readonly Recorded[]): End => {
  const decision = events.find((recorded) => !isPreparation(recorded));
  if (decision === undefined) return RUNNING;
  const { event, recordedAt, position } = decision;
  const status = isRefusal(event) ? 'failed' : 'completed';
  return { status, endedAt: recordedAt, end: position };
};

/**
 * The last event of each part of an operation, one for each stream; for a drain, its own events.
 */
const partsOf = (events: readonly Recorded[], start: Recorded | undefined): readonly Recorded[] => {
  const parts = new Map(
    events.filter(({ event }) => isOfPart(event)).map((recorded) => [recorded.stream, recorded]),
  );
  const own = start?.event.type === 'DrainStarted' ? parts.get(start.stream) : undefined;
  return own === undefined ? [...parts.values()] : [own];
};

const failureOf = (events: readonly Recorded[]): string | undefined => {
  const failed = events.findLast(({ event }) => isFailure(event)) ?? events.at(-1);
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
