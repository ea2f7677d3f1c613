import { foldName, type RegistryView } from '#registry';

import { type CheckpointId, type GroupId, type NodeId } from '../shared/ids.js';
import {
  type Attempt,
  type CaptureReason,
  type NodeMoment,
  type Pin,
  type ResourceEvent,
} from './events.js';

/** Windows' words for the state of a resource. */
export type ResourceState =
  'Initializing' | 'Online' | 'Offline' | 'Failed' | 'OnlinePending' | 'OfflinePending';

export type RegistryCheckpoint = Readonly<{
  id: CheckpointId;
  /** As typed. */
  key: string;
  view: RegistryView;
  effectiveKey: string;
  /** How many captures there are; the number of the last one. */
  captures: number;
  /** Of the last capture. */
  hash: string;
  source: NodeMoment;
  reason: CaptureReason;
  /** Whether the last capture is of this online window, or later than its end. */
  settled: boolean;
}>;

/** The change of state that is under way. */
export type OpenAttempt = Attempt &
  Readonly<{
    pins: readonly Pin[];
    /** Checkpoints restored in this attempt, or captured on its way offline. */
    done: ReadonlySet<CheckpointId>;
    /** Whether the resource was online when it began to go offline; only then is it captured. */
    wasOnline: boolean;
  }>;

/** The last time the resource was online, and until which revision of that node. */
export type OnlineWindow = Readonly<{ node: NodeId; closedAt: number | undefined }>;

export type OpenResource = Readonly<{
  status: 'open';
  type: string;
  group: GroupId;
  state: ResourceState;
  /** Whether it shall be online, as far as the last command said. */
  persistentState: 'Online' | 'Offline';
  epoch: number;
  /** Grows with every change of state. */
  stateSequence: number;
  attempt: OpenAttempt | undefined;
  window: OnlineWindow | undefined;
  checkpoints: ReadonlyMap<CheckpointId, RegistryCheckpoint>;
  /** Folded key as typed to checkpoint, over both views. */
  keys: ReadonlyMap<string, CheckpointId>;
}>;

export type Resource =
  Readonly<{ status: 'absent' }> | Readonly<{ status: 'closed'; group: GroupId }> | OpenResource;

export const initialResource: Resource = { status: 'absent' };

type LaterEvent = Exclude<ResourceEvent, { type: 'ResourceOpened' }>;
type CheckpointEvent = Extract<LaterEvent, { type: `RegistryCheckpoint${string}` }>;
type StateEvent = Exclude<LaterEvent, CheckpointEvent>;

export const evolveResource = (state: Resource, event: ResourceEvent): Resource => {
  if (event.type === 'ResourceOpened') return opened(event.data);
  if (state.status !== 'open') return state;
  return isCheckpointEvent(event) ? evolveCheckpoints(state, event) : evolveState(state, event);
};

const isCheckpointEvent = (event: LaterEvent): event is CheckpointEvent =>
  event.type.startsWith('RegistryCheckpoint');

const opened = ({ type, group }: { type: string; group: GroupId }): OpenResource => ({
  status: 'open',
  type,
  group,
  state: 'Offline',
  persistentState: 'Offline',
  epoch: 0,
  stateSequence: 0,
  attempt: undefined,
  window: undefined,
  checkpoints: new Map(),
  keys: new Map(),
});

const evolveState = (state: OpenResource, event: StateEvent): Resource => {
  switch (event.type) {
    case 'ResourceFenced':
      return { ...state, epoch: event.data.epoch };
    case 'ResourceOnlinePending':
    case 'ResourceOfflinePending':
      return pending(state, event);
    case 'ResourceOnline':
    case 'ResourceOffline':
    case 'ResourceFailed':
      return settledIn(state, event);
    case 'ResourceClosed':
      return { status: 'closed', group: state.group };
  }
};

const pending = (
  state: OpenResource,
  event: Extract<StateEvent, { type: `${string}Pending` }>,
): OpenResource => {
  const { operation, epoch, node, persist } = event.data;
  const online = event.type === 'ResourceOnlinePending';
  return {
    ...state,
    state: online ? 'OnlinePending' : 'OfflinePending',
    persistentState: persist ? (online ? 'Online' : 'Offline') : state.persistentState,
    epoch,
    stateSequence: state.stateSequence + 1,
    attempt: {
      operation,
      epoch,
      node,
      pins: online ? event.data.pins : [],
      done: new Set(),
      wasOnline: !online && (state.state === 'Online' || state.attempt?.wasOnline === true),
    },
  };
};

type SettledEvent = Extract<
  StateEvent,
  { type: 'ResourceOnline' | 'ResourceOffline' | 'ResourceFailed' }
>;

const REACHED: Record<SettledEvent['type'], ResourceState> = {
  ResourceOnline: 'Online',
  ResourceOffline: 'Offline',
  ResourceFailed: 'Failed',
};

const settledIn = (state: OpenResource, { type, data }: SettledEvent): OpenResource => {
  const reached: OpenResource = {
    ...state,
    state: REACHED[type],
    stateSequence: state.stateSequence + 1,
    attempt: undefined,
  };
  return type === 'ResourceOnline'
    ? { ...reached, window: { node: data.node, closedAt: undefined } }
    : closed(reached, data.nodeRevision);
};

/** The end of an online window; what was captured until then may be older than it. */
const closed = (state: OpenResource, closedAt: number): OpenResource => {
  const { window, checkpoints } = state;
  return window === undefined || window.closedAt !== undefined
    ? state
    : { ...state, window: { ...window, closedAt }, checkpoints: unsettled(checkpoints) };
};

const unsettled = (checkpoints: OpenResource['checkpoints']): OpenResource['checkpoints'] =>
  new Map([...checkpoints].map(([id, checkpoint]) => [id, { ...checkpoint, settled: false }]));

const evolveCheckpoints = (state: OpenResource, event: CheckpointEvent): OpenResource => {
  switch (event.type) {
    case 'RegistryCheckpointAdded':
      return added(state, event.data);
    case 'RegistryCheckpointCaptured':
      return captured(state, event.data);
    case 'RegistryCheckpointRestored':
      return withDone(state, event.data.checkpoint);
    case 'RegistryCheckpointDeleted':
      return deleted(state, event.data);
  }
};

type DataOf<Type extends CheckpointEvent['type']> = Extract<
  CheckpointEvent,
  { type: Type }
>['data'];

const added = (
  state: OpenResource,
  { checkpoint: id, key, view, effectiveKey }: DataOf<'RegistryCheckpointAdded'>,
): OpenResource => ({
  ...state,
  checkpoints: new Map(state.checkpoints).set(id, {
    id,
    key,
    view,
    effectiveKey,
    captures: 0,
    hash: '',
    source: { node: '' as NodeId, nodeRevision: -1 },
    reason: 'added',
    settled: true,
  }),
  keys: new Map(state.keys).set(foldName(key), id),
});

const captured = (
  state: OpenResource,
  { checkpoint: id, number, reason, source, hash }: DataOf<'RegistryCheckpointCaptured'>,
): OpenResource => {
  const known = state.checkpoints.get(id);
  if (known === undefined) return state;
  const next = { ...known, captures: number, hash, source, reason, settled: true };
  const checkpoints = new Map(state.checkpoints).set(id, next);
  const leaving = state.state === 'OfflinePending' && reason === 'going-offline';
  return leaving ? withDone({ ...state, checkpoints }, id) : { ...state, checkpoints };
};

const withDone = (state: OpenResource, id: CheckpointId): OpenResource =>
  state.attempt === undefined
    ? state
    : { ...state, attempt: { ...state.attempt, done: new Set(state.attempt.done).add(id) } };

const deleted = (
  state: OpenResource,
  { checkpoint, key }: DataOf<'RegistryCheckpointDeleted'>,
): OpenResource => ({
  ...state,
  checkpoints: new Map([...state.checkpoints].filter(([id]) => id !== checkpoint)),
  keys: new Map([...state.keys].filter(([folded]) => folded !== foldName(key))),
});
