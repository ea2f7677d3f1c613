import { type CheckpointId } from '../shared/ids.js';
import { type ResourceEvent } from './events.js';
import { evolveCheckpoints, type CheckpointEvent } from './evolve-checkpoints.js';
import { evolveCryptoCheckpoints, type CryptoEvent } from './evolve-crypto.js';
import { failuresAfter } from './failures.js';
import { DEFAULT_PROPERTIES } from './properties.js';
import { pinsOf } from './pins.js';
import {
  type OnlineWindow,
  type OpenAttempt,
  type OpenResource,
  type Resource,
  type ResourceState,
} from './state.js';

type DataOf<Type extends LaterEvent['type']> = Extract<LaterEvent, { type: Type }>['data'];

type LaterEvent = Exclude<ResourceEvent, { type: 'ResourceOpened' }>;
type StateEvent = Exclude<LaterEvent, CheckpointEvent | CryptoEvent>;

export const evolveResource = (state: Resource, event: ResourceEvent): Resource => {
  if (event.type === 'ResourceOpened') return opened(event.data);
  if (state.status !== 'open') return state;
  const counted = { ...state, revision: state.revision + 1 };
  if (isCryptoEvent(event)) return evolveCryptoCheckpoints(counted, event);
  return isCheckpointEvent(event) ? evolveCheckpoints(counted, event) : evolveState(counted, event);
};

const isCryptoEvent = (event: LaterEvent): event is CryptoEvent =>
  event.type.startsWith('CryptoCheckpoint');

const isCheckpointEvent = (event: LaterEvent): event is CheckpointEvent =>
  event.type.startsWith('RegistryCheckpoint');

const opened = ({
  type,
  group,
  properties,
}: Extract<ResourceEvent, { type: 'ResourceOpened' }>['data']): OpenResource => ({
  status: 'open',
  type,
  group,
  properties: { ...DEFAULT_PROPERTIES, ...properties },
  revision: 0,
  configuredAt: 0,
  failedIn: undefined,
  failedEpoch: 0,
  failures: [],
  state: 'Offline',
  persistentState: 'Offline',
  stays: false,
  epoch: 0,
  stateSequence: 0,
  attempt: undefined,
  window: undefined,
  checkpoints: new Map(),
  crypto: new Map(),
  keys: new Map(),
});

const evolveState = (state: OpenResource, event: StateEvent): Resource => {
  switch (event.type) {
    case 'ResourceConfigured':
      return configured(state, event.data);
    case 'ResourceFenced':
      return { ...state, epoch: event.data.epoch };
    case 'ResourceStopped':
      return state.attempt === undefined
        ? state
        : { ...state, attempt: { ...state.attempt, stopped: true } };
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

const configured = (
  state: OpenResource,
  { group, persistentState, ...properties }: DataOf<'ResourceConfigured'>,
): OpenResource => ({
  ...state,
  group: group ?? state.group,
  persistentState: persistentState ?? state.persistentState,
  properties: { ...state.properties, ...properties },
  configuredAt: state.revision,
});

/** Whether a supervisor may have an application running. */
const isRunning = ({ properties, state, attempt }: OpenResource): boolean =>
  properties.handler === 'external' &&
  (state === 'Online' ||
    state === 'OnlinePending' ||
    (state === 'OfflinePending' && attempt?.stopped === false));

type PendingEvent = Extract<StateEvent, { type: `${string}Pending` }>;

const pending = (state: OpenResource, event: PendingEvent): OpenResource => {
  const { epoch, persist } = event.data;
  const shall = event.type === 'ResourceOnlinePending' ? 'Online' : 'Offline';
  return {
    ...state,
    state: `${shall}Pending`,
    persistentState: persist ? shall : state.persistentState,
    epoch,
    stays: event.type === 'ResourceOfflinePending' && event.data.stay === true,
    failures: failuresAfter(state, event),
    stateSequence: state.stateSequence + 1,
    attempt: attemptOf(state, event),
  };
};

const attemptOf = (state: OpenResource, event: PendingEvent): OpenAttempt => {
  const { operation, epoch, node, at = 0 } = event.data;
  const common = {
    operation,
    epoch,
    node,
    since: at,
    done: new Set<never>(),
    unrestored: new Map<never, never>(),
  };
  if (event.type === 'ResourceOnlinePending')
    return { ...common, pins: event.data.pins, wasOnline: false, stopped: true };
  const wasOnline = state.state === 'Online' || state.attempt?.wasOnline === true;
  return { ...common, pins: [], wasOnline, stopped: !isRunning(state) };
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

const settledIn = (state: OpenResource, event: SettledEvent): OpenResource => {
  const { type, data } = event;
  const reached: OpenResource = {
    ...state,
    state: REACHED[type],
    stateSequence: state.stateSequence + 1,
    attempt: undefined,
    failedIn: event.type === 'ResourceFailed' ? data.operation : state.failedIn,
    failedEpoch: event.type === 'ResourceFailed' ? data.epoch : state.failedEpoch,
    failures: failuresAfter(state, event),
  };
  return type === 'ResourceOnline'
    ? { ...reached, window: opening(state, data) }
    : closed(reached, data.nodeRevision);
};

/** Who comes online without an attempt has everything to be restored before. */
const opening = (
  { attempt, ...state }: OpenResource,
  { node, operation, nodeRevision }: DataOf<'ResourceOnline'>,
): OnlineWindow => {
  const pins = attempt?.pins ?? pinsOf(state);
  const missing = [...(attempt?.unrestored ?? [])];
  // Logs before 0.2.0 do not say when a restore was tried: the edits count from the online on.
  const unrestored = new Map(missing.map(([id, found]) => [id, { nodeRevision, ...found }]));
  const restored = pins.filter(({ checkpoint }) => !unrestored.has(checkpoint));
  return { node, closedAt: undefined, operation, restored, unrestored };
};

/** The end of an online window; what was captured until then may be older than it. */
const closed = (state: OpenResource, closedAt: number): OpenResource => {
  const { window, checkpoints, crypto } = state;
  if (window === undefined || window.closedAt !== undefined) return state;
  return {
    ...state,
    window: { ...window, closedAt },
    checkpoints: unsettled(checkpoints),
    crypto: unsettled(crypto),
  };
};

const unsettled = <Kept extends object>(
  all: ReadonlyMap<CheckpointId, Kept>,
): ReadonlyMap<CheckpointId, Kept> =>
  new Map([...all].map(([id, checkpoint]) => [id, { ...checkpoint, settled: false }]));
