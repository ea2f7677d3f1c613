import { type NodeId, type OperationId, type ResourceId } from '../shared/ids.js';
import { type GroupEvent } from './events.js';

/** What is under way in a group; at most one at a time. */
export type GroupOperation = Readonly<
  | { kind: 'move'; id: OperationId; epoch: number; from: NodeId; to: NodeId }
  | {
      kind: 'online' | 'offline';
      id: OperationId;
      epoch: number;
      resources: readonly ResourceId[];
      persist: boolean;
    }
>;

export type OpenGroup = Readonly<{
  status: 'open';
  owner: NodeId;
  preferredOwners: readonly NodeId[];
  members: ReadonlySet<ResourceId>;
  /** Revision of this stream's last event, and of its last configuration event. */
  revision: number;
  configuredAt: number;
  /** Grows whenever an operation starts; whoever acts for an older one is refused. */
  epoch: number;
  operation: GroupOperation | undefined;
}>;

export type Group = Readonly<{ status: 'absent' }> | Readonly<{ status: 'closed' }> | OpenGroup;

export const initialGroup: Group = { status: 'absent' };

type LaterEvent = Exclude<GroupEvent, { type: 'GroupOpened' }>;

export const evolveGroup = (state: Group, event: GroupEvent): Group => {
  if (event.type === 'GroupOpened')
    return {
      status: 'open',
      ...event.data,
      members: new Set(),
      revision: 0,
      configuredAt: 0,
      epoch: 0,
      operation: undefined,
    };
  return state.status === 'open'
    ? evolveOpen({ ...state, revision: state.revision + 1 }, event)
    : state;
};

const evolveOpen = (state: OpenGroup, event: LaterEvent): Group => {
  switch (event.type) {
    case 'GroupConfigured':
      return {
        ...state,
        preferredOwners: event.data.preferredOwners,
        configuredAt: state.revision,
      };
    case 'GroupMemberAdded':
      return { ...state, members: new Set(state.members).add(event.data.resource) };
    case 'GroupMemberRemoved':
      return {
        ...state,
        members: new Set([...state.members].filter((member) => member !== event.data.resource)),
      };
    case 'GroupOwnerChanged':
      return { ...state, owner: event.data.to };
    case 'GroupMoveStarted':
    case 'GroupOperationStarted':
      return { ...state, epoch: event.data.epoch, operation: started(event) };
    case 'GroupMoveCompleted':
    case 'GroupMoveFailed':
    case 'GroupOperationCompleted':
    case 'GroupOperationFailed':
      return { ...state, operation: undefined };
    case 'GroupClosed':
      return { status: 'closed' };
  }
};

const started = (
  event: Extract<GroupEvent, { type: 'GroupMoveStarted' | 'GroupOperationStarted' }>,
): GroupOperation => {
  const { operation: id, epoch } = event.data;
  if (event.type === 'GroupMoveStarted')
    return { kind: 'move', id, epoch, from: event.data.from, to: event.data.to };
  const { kind, resources, persist } = event.data;
  return { kind, id, epoch, resources, persist };
};
