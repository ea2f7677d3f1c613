import { type DataOf } from '../vocabulary/message.js';
import { evolveBy, type EvolutionTable } from '../vocabulary/tables.js';
import { type ResourceEvent } from './events.js';
import {
  registryCheckpointAdded,
  registryCheckpointCaptured,
  registryCheckpointDeleted,
} from './evolve/evolve-checkpoints.js';
import {
  cryptoCheckpointAdded,
  cryptoCheckpointCaptured,
  cryptoCheckpointDeleted,
} from './evolve/evolve-crypto.js';
import {
  resourceFailed,
  resourceOffline,
  resourceOfflinePending,
  resourceOnline,
  resourceOnlinePending,
  resourceStopped,
} from './evolve/evolve-state.js';
import { DEFAULT_PROPERTIES } from './properties.js';
import { type OpenResource, type Resource } from './state.js';
import { checkpointRestored, checkpointRestoreFailed } from './unrestored.js';

const resourceOpened = (
  _: Resource,
  { type, group, properties }: DataOf<ResourceEvent, 'ResourceOpened'>,
): OpenResource => ({
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
  transition: undefined,
  onlineInterval: undefined,
  checkpoints: new Map(),
  crypto: new Map(),
  keys: new Map(),
  deleted: new Map(),
});

/** Has no effect on a resource that is not closed. */
const resourceReopened = (
  state: Resource,
  data: DataOf<ResourceEvent, 'ResourceReopened'>,
): Resource => {
  if (state.status !== 'closed') return state;
  const revision = state.revision + 1;
  const { epoch, stateSequence, deleted } = state;
  return {
    ...resourceOpened(state, data),
    ...{ revision, configuredAt: revision, epoch, stateSequence, deleted },
  };
};

const resourceConfigured = (
  state: OpenResource,
  { group, persistentState, ...properties }: DataOf<ResourceEvent, 'ResourceConfigured'>,
): OpenResource => ({
  ...state,
  group: group ?? state.group,
  persistentState: persistentState ?? state.persistentState,
  properties: { ...state.properties, ...properties },
  configuredAt: state.revision,
});

const resourceFenced = (
  state: OpenResource,
  { epoch }: DataOf<ResourceEvent, 'ResourceFenced'>,
): OpenResource => ({ ...state, epoch });

const resourceClosed = (state: OpenResource): Resource => {
  const { group, revision, epoch, stateSequence, deleted } = state;
  return { status: 'closed', group, revision, epoch, stateSequence, deleted };
};

/** Applies an event to an open resource and counts its revision; otherwise changes nothing. */
const counted =
  <Data>(evolve: (state: OpenResource, data: Data) => Resource) =>
  (state: Resource, data: Data): Resource =>
    state.status === 'open' ? evolve({ ...state, revision: state.revision + 1 }, data) : state;

const EVOLUTIONS: EvolutionTable<Resource, ResourceEvent> = {
  ResourceOpened: resourceOpened,
  ResourceReopened: resourceReopened,
  ResourceConfigured: counted(resourceConfigured),
  ResourceFenced: counted(resourceFenced),
  ResourceOnlinePending: counted(resourceOnlinePending),
  ResourceOnline: counted(resourceOnline),
  ResourceOfflinePending: counted(resourceOfflinePending),
  ResourceStopped: counted(resourceStopped),
  ResourceOffline: counted(resourceOffline),
  ResourceFailed: counted(resourceFailed),
  ResourceClosed: counted(resourceClosed),
  RegistryCheckpointAdded: counted(registryCheckpointAdded),
  RegistryCheckpointCaptured: counted(registryCheckpointCaptured),
  RegistryCheckpointRestored: counted(checkpointRestored),
  RegistryCheckpointRestoreFailed: counted(checkpointRestoreFailed),
  RegistryCheckpointDeleted: counted(registryCheckpointDeleted),
  CryptoCheckpointAdded: counted(cryptoCheckpointAdded),
  CryptoCheckpointCaptured: counted(cryptoCheckpointCaptured),
  CryptoCheckpointRestored: counted(checkpointRestored),
  CryptoCheckpointRestoreFailed: counted(checkpointRestoreFailed),
  CryptoCheckpointDeleted: counted(cryptoCheckpointDeleted),
};

export const evolveResource = evolveBy(EVOLUTIONS);

/** The names of the events of a resource. */
export const RESOURCE_EVENT_TYPES: readonly string[] = Object.keys(EVOLUTIONS);
