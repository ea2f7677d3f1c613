import { type CheckpointId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type ResourceEvent } from '../events.js';
import { failuresAfter } from '../failures.js';
import { capturesToPin } from '../pinned-captures.js';
import { type OnlineInterval, type Transition, type OpenResource } from '../state.js';

/** An operator who brings a resource online resets its failures. An automatic online keeps them. */
export const resourceOnlinePending = (
  state: OpenResource,
  data: DataOf<ResourceEvent, 'ResourceOnlinePending'>,
): OpenResource => ({
  ...state,
  state: 'OnlinePending',
  persistentState: data.persist ? 'Online' : state.persistentState,
  epoch: data.epoch,
  stays: false,
  failures: data.persist || data.afresh === true ? [] : state.failures,
  stateSequence: state.stateSequence + 1,
  transition: { ...transitionOf(data), pinnedCaptures: data.pins, wasOnline: false, stopped: true },
});

export const resourceOfflinePending = (
  state: OpenResource,
  data: DataOf<ResourceEvent, 'ResourceOfflinePending'>,
): OpenResource => {
  const wasOnline = state.state === 'Online' || state.transition?.wasOnline === true;
  return {
    ...state,
    state: 'OfflinePending',
    persistentState: data.persist ? 'Offline' : state.persistentState,
    epoch: data.epoch,
    stays: data.stay === true,
    stateSequence: state.stateSequence + 1,
    transition: {
      ...transitionOf(data),
      pinnedCaptures: [],
      wasOnline,
      stopped: !isRunning(state),
    },
  };
};

const transitionOf = ({
  operation,
  epoch,
  node,
  at = 0,
}: DataOf<ResourceEvent, 'ResourceOnlinePending' | 'ResourceOfflinePending'>): Omit<
  Transition,
  'pinnedCaptures' | 'wasOnline' | 'stopped'
> => ({
  operation,
  epoch,
  node,
  since: at,
  done: new Set(),
  unrestored: new Map(),
});

/** True if a supervisor may have an application running. */
const isRunning = ({ properties, state, transition }: OpenResource): boolean =>
  properties.handler === 'external' &&
  (state === 'Online' ||
    state === 'OnlinePending' ||
    (state === 'OfflinePending' && transition?.stopped === false));

export const resourceStopped = (state: OpenResource): OpenResource =>
  state.transition === undefined
    ? state
    : { ...state, transition: { ...state.transition, stopped: true } };

export const resourceOnline = (
  state: OpenResource,
  data: DataOf<ResourceEvent, 'ResourceOnline'>,
): OpenResource => ({
  ...state,
  state: 'Online',
  stateSequence: state.stateSequence + 1,
  transition: undefined,
  onlineInterval: intervalOf(state, data),
});

/** A resource that comes online without an attempt lacks every restore. */
const intervalOf = (
  state: OpenResource,
  { node, operation, nodeRevision }: DataOf<ResourceEvent, 'ResourceOnline'>,
): OnlineInterval => {
  const { transition } = state;
  const pinned = transition?.pinnedCaptures ?? capturesToPin(state);
  const missing = [...(transition?.unrestored ?? [])];
  // Logs before 0.2.0 do not have the time of the restore: edits count from the online on.
  const unrestored = new Map(missing.map(([id, found]) => [id, { nodeRevision, ...found }]));
  const restored = pinned.filter(({ checkpoint }) => !unrestored.has(checkpoint));
  return { node, closedAt: undefined, operation, restored, unrestored };
};

export const resourceOffline = (
  state: OpenResource,
  { nodeRevision }: DataOf<ResourceEvent, 'ResourceOffline'>,
): OpenResource => ({
  ...state,
  state: 'Offline',
  stateSequence: state.stateSequence + 1,
  transition: undefined,
  ...closedInterval(state, nodeRevision),
});

export const resourceFailed = (
  state: OpenResource,
  data: DataOf<ResourceEvent, 'ResourceFailed'>,
): OpenResource => ({
  ...state,
  state: 'Failed',
  stateSequence: state.stateSequence + 1,
  transition: undefined,
  failedIn: data.operation,
  failedEpoch: data.epoch,
  failures: failuresAfter(state, data),
  ...closedInterval(state, data.nodeRevision),
});

/** The end of an online interval. The last capture may be older than it. */
const closedInterval = (
  { onlineInterval, checkpoints, crypto }: OpenResource,
  closedAt: number,
): Pick<OpenResource, 'onlineInterval' | 'checkpoints' | 'crypto'> =>
  onlineInterval === undefined || onlineInterval.closedAt !== undefined
    ? { onlineInterval: onlineInterval, checkpoints, crypto }
    : {
        onlineInterval: { ...onlineInterval, closedAt },
        checkpoints: unsettled(checkpoints),
        crypto: unsettled(crypto),
      };

const unsettled = <Kept extends object>(
  all: ReadonlyMap<CheckpointId, Kept>,
): ReadonlyMap<CheckpointId, Kept> =>
  new Map([...all].map(([id, checkpoint]) => [id, { ...checkpoint, settled: false }]));
