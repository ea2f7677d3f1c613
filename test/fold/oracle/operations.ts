import { type Recorded } from '#event-store';

import { Things } from './things.js';
import { dataOf, idOf, kindOf, type At } from './whole-log.js';

/** An operation as a plain reading of its events tells it. */
export type PlainOperation = Readonly<{
  id: string;
  kind: string;
  status: 'running' | 'completed' | 'failed';
  events: readonly Recorded[];
  first: Recorded;
  end: Recorded | undefined;
  isEdit: boolean;
  /** True if a later event can make it go on: the node of a crash has no other node for its groups. */
  canGoOn: boolean;
}>;

const START = /^(GroupMoveStarted|GroupOperationStarted|DrainStarted)$/;
const END = /^(Group(Move|Operation)(Completed|Failed|Denied)|NodeStopped|DrainCompleted)$/;
/** The events before the one that decides a command of several appends. */
const BEFORE =
  /^(KeyMaterialSealed|RegistryChangesStaged|GroupMemberRemovalStarted|NodeEvictionStarted)$/;
const isBefore = ({ event: { type }, metadata: { command } }: Recorded): boolean =>
  BEFORE.test(type) || (command.type === 'RestoreCheckpoint' && type.endsWith('Captured'));
/** The operations that have parts only if groups come or go. */
const NODE = /^Node(Started|Crashed|Resumed)$/;
const EDITS = ['ChangeRegistry', 'ImportRegistry', 'StageRegistryChanges'];

/** The operations with an event up to a moment, newest first. */
export const operationsAt = ({ events }: At): readonly PlainOperation[] =>
  [...Map.groupBy(events, ({ metadata }) => metadata.operation).values()]
    .map(operationOf)
    .reverse();

const operationOf = (all: readonly Recorded[]): PlainOperation => {
  const [first] = all as readonly [Recorded];
  const parts = partsOf(all);
  const status = parts.length === 0 ? statusWithout(all) : statusOf(parts);
  const isOver = status !== 'running';
  const ending = all.findLast(({ event }) => END.test(event.type));
  const decision = all.find((one) => !isBefore(one));
  const end = isOver ? (ending ?? decision) : undefined;
  const events = end === undefined ? all : all.filter(({ position }) => position <= end.position);
  return {
    id: first.metadata.operation,
    kind: kindIn(all),
    ...{
      status,
      events,
      first,
      end,
      isEdit: all.every(isOfEdit),
      canGoOn: ending === undefined && NODE.test(first.event.type),
    },
  };
};

/** The last beginning or end of each stream; a drain's own, if there is one. */
const partsOf = (events: readonly Recorded[]): readonly Recorded[] => {
  const parts = new Map<string, Recorded>();
  for (const recorded of events)
    if (START.test(recorded.event.type) || END.test(recorded.event.type))
      parts.set(recorded.stream, recorded);
  const drain = events.find(({ event }) => event.type === 'DrainStarted');
  const own = drain && parts.get(drain.stream);
  return own === undefined ? [...parts.values()] : [own];
};

const statusOf = (parts: readonly Recorded[]): PlainOperation['status'] => {
  if (parts.some(({ event }) => START.test(event.type))) return 'running';
  const hasFailed = parts.some(
    (one) => /Failed|Denied/.test(one.event.type) || dataOf(one)['status'] === 'Failed',
  );
  return hasFailed ? 'failed' : 'completed';
};

/** An operation without parts is over with its first event that is no preparation. */
const statusWithout = (events: readonly Recorded[]): PlainOperation['status'] => {
  const decision = events.find((one) => !isBefore(one));
  if (decision === undefined) return 'running';
  return /(Abandoned|RestoreFailed)$/.test(decision.event.type) ? 'failed' : 'completed';
};

const KINDS: Readonly<Record<string, (recorded: Recorded) => string>> = {
  GroupMoveStarted: (recorded) => {
    const reason = String(dataOf(recorded)['reason']);
    return ['failover', 'failback'].includes(reason) ? reason : 'move';
  },
  GroupOperationStarted: (recorded) => String(dataOf(recorded)['kind']),
  DrainStarted: (recorded) => (dataOf(recorded)['purpose'] === 'stop' ? 'stop' : 'drain'),
  NodeStarted: () => 'start',
  NodeCrashed: () => 'crash',
  NodeResumed: () => 'resume',
};

const kindIn = (events: readonly Recorded[]): string => {
  const start = events.find(({ event }) => event.type in KINDS);
  const kind = start && KINDS[start.event.type]?.(start);
  return kind ?? events[0]?.metadata.command.type ?? '';
};

const isOfEdit = ({ event: { type }, metadata: { command, causation } }: Recorded): boolean => {
  if (type.endsWith('CheckpointCaptured')) return causation !== command.id;
  return /^Registry(Changed|ChangesStaged)$/.test(type) && EDITS.includes(command.type);
};

/** The groups of an operation with the names of its end, and of its beginning for those gone. */
export const groupsOf = ({ events, end, first }: PlainOperation, at: At): readonly object[] => {
  const upTo = (last: Recorded): Things =>
    new Things(at.events.filter(({ position }) => position <= last.position));
  const [then, before] = [upTo(end ?? at.events.at(-1) ?? first), upTo(first)];
  const name = (kind: 'groups' | 'nodes', id: unknown): string | null => {
    if (typeof id !== 'string') return null;
    return (then[kind].get(id) ?? before[kind].get(id))?.name ?? id;
  };
  return [...waysOf(events)].map(([group, { from, to }]) => ({
    ...{ group: name('groups', group), from: name('nodes', from), to: name('nodes', to) },
  }));
};

type Way = { from?: unknown; to?: unknown };

/** The groups of an operation's events, each with its way if it moved. */
const waysOf = (events: readonly Recorded[]): ReadonlyMap<string, Way> => {
  const ways = new Map<string, Way>();
  for (const recorded of events) {
    const data = dataOf(recorded);
    const group = kindOf(recorded) === 'group' ? idOf(recorded) : data['group'];
    if (typeof group !== 'string') continue;
    const way = ways.get(group) ?? {};
    ways.set(group, way);
    if (recorded.event.type !== 'GroupMoveStarted') continue;
    way.from ??= data['from'];
    way.to = data['to'];
  }
  return ways;
};

/** The ids of the events that led to an event, the nearest first. */
export const causesOf = (events: readonly Recorded[], effect: Recorded): readonly string[] => {
  const ids: string[] = [];
  for (let at = effect; at.metadata.causation !== at.metadata.command.id;) {
    const cause = events.find(({ id }) => id === at.metadata.causation);
    if (cause === undefined || cause.position >= at.position)
      throw new Error(`${at.event.type} at ${String(at.position)} has no earlier cause`);
    ids.push(cause.id);
    at = cause;
  }
  return ids;
};
