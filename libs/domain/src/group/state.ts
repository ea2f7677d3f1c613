import { type NodeId, type OperationId, type ResourceId } from '../shared/ids.js';
import { withoutProvider, withProvider, type Dependency } from './dependency.js';
import { type BringingKind, type GroupEvent, type MoveReason } from './events.js';
import { DEFAULT_POLICY, type GroupPolicy } from './policy.js';

/** What is under way in a group; at most one at a time. */
export type GroupOperation = Readonly<
  | {
      kind: 'move';
      id: OperationId;
      epoch: number;
      from: NodeId;
      to: NodeId;
      reason: MoveReason;
      returnOnError: boolean;
    }
  | {
      kind: BringingKind;
      id: OperationId;
      epoch: number;
      resources: readonly ResourceId[];
      persist: boolean;
      force?: boolean;
      stay?: boolean;
      afresh?: boolean;
    }
>;

/** Why a group is not where it was, until an operator or a failback moves it. */
export type Away = Readonly<{
  reason: 'failover' | 'drain';
  from: NodeId;
  /** The nodes that it has left because a resource failed there, each with its revision then. */
  failedOn: ReadonlyMap<NodeId, number>;
}>;

export type OpenGroup = Readonly<{
  status: 'open';
  owner: NodeId;
  policy: GroupPolicy;
  members: ReadonlySet<ResourceId>;
  /** What each member needs; none for those that need nothing. */
  dependencies: ReadonlyMap<ResourceId, Dependency>;
  /** Revision of this stream's last event, and of its last configuration event. */
  revision: number;
  configuredAt: number;
  /** Grows whenever an operation starts; whoever acts for an older one is refused. */
  epoch: number;
  operation: GroupOperation | undefined;
  /** The operation that was over last. */
  ended: OperationId | undefined;
  away: Away | undefined;
  /** The epoch in which it arrived at its owner. */
  arrivedIn: number;
  /** When a resource failed for whose sake it was failed over: the last times, oldest first. */
  failovers: readonly number[];
}>;

export type Group = Readonly<{ status: 'absent' }> | Readonly<{ status: 'closed' }> | OpenGroup;

export const initialGroup: Group = { status: 'absent' };

/** At most so many failovers are remembered: a higher threshold is never exceeded. */
const MAX_FAILOVERS = 10_000;

type LaterEvent = Exclude<GroupEvent, { type: 'GroupOpened' }>;

export const evolveGroup = (state: Group, event: GroupEvent): Group => {
  if (event.type === 'GroupOpened') return opened(event.data);
  return state.status === 'open'
    ? evolveOpen({ ...state, revision: state.revision + 1 }, event)
    : state;
};

const opened = ({
  owner,
  preferredOwners,
  policy,
}: Extract<GroupEvent, { type: 'GroupOpened' }>['data']): OpenGroup => ({
  status: 'open',
  owner,
  policy: { ...DEFAULT_POLICY, ...policy, preferredOwners },
  members: new Set(),
  dependencies: new Map(),
  revision: 0,
  configuredAt: 0,
  epoch: 0,
  operation: undefined,
  ended: undefined,
  away: undefined,
  arrivedIn: 0,
  failovers: [],
});

type MemberEvent = Extract<
  LaterEvent,
  { type: `GroupMember${string}` | `Dependency${string}` | 'GroupConfigured' }
>;

const isMemberEvent = (event: LaterEvent): event is MemberEvent =>
  event.type.startsWith('GroupMember') ||
  event.type.startsWith('Dependency') ||
  event.type === 'GroupConfigured';

const evolveOpen = (state: OpenGroup, event: LaterEvent): Group =>
  isMemberEvent(event) ? evolveMembers(state, event) : evolveOperation(state, event);

const evolveMembers = (state: OpenGroup, event: MemberEvent): OpenGroup => {
  switch (event.type) {
    case 'GroupConfigured':
      return {
        ...state,
        policy: { ...state.policy, ...event.data },
        configuredAt: state.revision,
      };
    case 'GroupMemberAdded':
      return {
        ...state,
        members: new Set(state.members).add(event.data.resource),
        epoch: Math.max(state.epoch, event.data.epoch ?? 0),
      };
    case 'GroupMemberRemoved':
      return withoutMember(state, event.data.resource);
    case 'DependencyAdded':
    case 'DependencyRemoved':
    case 'DependencyExpressionSet':
      return withDependency(state, event.data.resource, expressionAfter(state, event));
  }
};

const expressionAfter = (
  { dependencies }: OpenGroup,
  event: Extract<MemberEvent, { type: `Dependency${string}` }>,
): Dependency | undefined => {
  if (event.type === 'DependencyExpressionSet') return event.data.expression ?? undefined;
  const { resource, provider } = event.data;
  const known = dependencies.get(resource);
  return event.type === 'DependencyAdded'
    ? withProvider(known, provider)
    : withoutProvider(known, provider);
};

const withDependency = (
  state: OpenGroup,
  resource: ResourceId,
  dependency: Dependency | undefined,
): OpenGroup => {
  const dependencies = new Map(state.dependencies);
  if (dependency === undefined) dependencies.delete(resource);
  else dependencies.set(resource, dependency);
  return { ...state, dependencies };
};

const withoutMember = (state: OpenGroup, resource: ResourceId): OpenGroup => {
  const members = new Set([...state.members].filter((member) => member !== resource));
  const dependencies = [...state.dependencies].flatMap(([dependent, known]) => {
    const left = withoutProvider(known, resource);
    return dependent === resource || left === undefined ? [] : [[dependent, left] as const];
  });
  return { ...state, members, dependencies: new Map(dependencies) };
};

const evolveOperation = (state: OpenGroup, event: Exclude<LaterEvent, MemberEvent>): Group => {
  switch (event.type) {
    case 'GroupOwnerChanged':
      return { ...state, owner: event.data.to, arrivedIn: event.data.epoch };
    case 'GroupMoveStarted':
      return moving(state, event.data);
    case 'GroupOperationStarted':
      return { ...state, epoch: event.data.epoch, operation: bringing(event.data) };
    case 'GroupFailoverCounted':
      return failedOver(state, event.data);
    case 'GroupMoveCompleted':
    case 'GroupMoveFailed':
    case 'GroupOperationCompleted':
    case 'GroupOperationFailed':
      return { ...state, operation: undefined, ended: event.data.operation };
    case 'GroupClosed':
      return { status: 'closed' };
  }
};

const bringing = ({
  operation: id,
  ...rest
}: Extract<GroupEvent, { type: 'GroupOperationStarted' }>['data']): GroupOperation => ({
  id,
  ...rest,
});

const failedOver = (
  state: OpenGroup,
  { at, nodeRevision }: Extract<GroupEvent, { type: 'GroupFailoverCounted' }>['data'],
): OpenGroup => ({
  ...state,
  failovers: [...state.failovers, at].slice(-MAX_FAILOVERS),
  away:
    state.away === undefined || nodeRevision === undefined
      ? state.away
      : {
          ...state.away,
          failedOn: new Map(state.away.failedOn).set(state.away.from, nodeRevision),
        },
});

const NOWHERE: ReadonlyMap<NodeId, number> = new Map();

/** Away for one failover after the other, it has failed on each of the nodes in between. */
const awayAfter = (
  { away }: OpenGroup,
  { reason, from }: Extract<GroupEvent, { type: 'GroupMoveStarted' }>['data'],
): Away | undefined => {
  if (reason === 'drain') return { reason, from, failedOn: NOWHERE };
  return reason === 'failover' ? { reason, from, failedOn: away?.failedOn ?? NOWHERE } : undefined;
};

/** A redirected move keeps why it was begun. */
const moving = (
  state: OpenGroup,
  data: Extract<GroupEvent, { type: 'GroupMoveStarted' }>['data'],
): OpenGroup => {
  const { operation: id, epoch, from, to, reason = 'operator', returnOnError = false } = data;
  const isRedirected = state.operation?.id === id;
  return {
    ...state,
    epoch,
    operation: { kind: 'move', id, epoch, from, to, reason, returnOnError },
    away: isRedirected ? state.away : awayAfter(state, data),
  };
};
