import { type Recorded } from '#event-store';

import { dataOf, type Data } from './whole-log.js';

/** A resource, folded in the simplest way. */
export type PlainResource = {
  readonly id: string;
  name: string;
  readonly type: string;
  group: string;
  isClosed: boolean;
  state: string;
  persistentState: string;
  stateSequence: number;
  failedIn: string | null;
  properties: Data;
  readonly checkpoints: Map<string, PlainCheckpoint>;
};

/** A checkpoint of a registry key. */
export type PlainCheckpoint = {
  readonly id: string;
  readonly key: string;
  readonly view: string;
  readonly effectiveKey: string;
  captures: number;
  hash: string | null;
  /** The event of its last capture. */
  captured: Recorded | undefined;
};

const DEFAULTS: Data = {
  handler: 'automatic',
  onRestoreFailure: 'continue',
  possibleOwners: null,
  restartAction: 2,
  restartThreshold: 3,
  restartPeriod: 900_000,
  restartDelay: 500,
  retryPeriodOnFailure: 3_600_000,
  pendingTimeout: 180_000,
};

/** A resource that the directory lists, before its first event. */
export const newResource = (
  id: string,
  { name, type, group, properties }: Data,
): PlainResource => ({
  ...{ id, name: String(name), type: String(type), group: String(group), isClosed: false },
  ...{ state: 'Initializing', persistentState: 'Offline', stateSequence: 0, failedIn: null },
  properties: { ...DEFAULTS, ...(properties as Data | undefined) },
  checkpoints: new Map(),
});

const STATES: Readonly<Record<string, string>> = {
  ResourceOnlinePending: 'OnlinePending',
  ResourceOnline: 'Online',
  ResourceOfflinePending: 'OfflinePending',
  ResourceOffline: 'Offline',
  ResourceFailed: 'Failed',
};

/** Applies an event of the resource's stream. */
export const takeResource = (resource: PlainResource, recorded: Recorded): void => {
  const { type } = recorded.event;
  const data = dataOf(recorded);
  if (type === 'ResourceOpened') resource.state = 'Offline';
  if (type === 'ResourceClosed') resource.isClosed = true;
  if (type === 'ResourceFailed') resource.failedIn = String(data['operation']);
  if (type === 'ResourceConfigured') configure(resource, data);
  takeState(resource, type, data);
  takeCheckpoint(resource, recorded);
};

const takeState = (resource: PlainResource, type: string, { persist }: Data): void => {
  const state = STATES[type];
  if (state === undefined) return;
  resource.state = state;
  resource.stateSequence += 1;
  if (persist === true) resource.persistentState = state.replace('Pending', '');
};

/** The directory says which group a resource has. */
const configure = (resource: PlainResource, data: Data): void => {
  const { persistentState } = data;
  if (typeof persistentState === 'string') resource.persistentState = persistentState;
  const known = Object.entries(data).filter(([name]) => name in DEFAULTS);
  resource.properties = { ...resource.properties, ...Object.fromEntries(known) };
};

const takeCheckpoint = (resource: PlainResource, recorded: Recorded): void => {
  const { type } = recorded.event;
  const { checkpoint, key, view, effectiveKey, number, hash } = dataOf(recorded);
  const id = String(checkpoint);
  if (type === 'RegistryCheckpointAdded')
    resource.checkpoints.set(id, {
      ...{ id, key: String(key), view: String(view), effectiveKey: String(effectiveKey) },
      ...{ captures: 0, hash: null, captured: undefined },
    });
  const known = resource.checkpoints.get(id);
  if (type === 'RegistryCheckpointCaptured' && known !== undefined)
    Object.assign(known, { captures: number, hash, captured: recorded });
  if (type === 'RegistryCheckpointDeleted') resource.checkpoints.delete(id);
};
