import { ClusterError } from '#clusapi';

import { type Decider } from '../shared/message.js';
import { type ResourceCommand } from './commands.js';
import { addCheckpoint, capture, deleteCheckpoint, recordRestore } from './decide-checkpoints.js';
import {
  addPossibleOwner,
  configure,
  regroup,
  removePossibleOwner,
  requireDown,
  setPersistentState,
} from './decide-configuration.js';
import { decideCrypto, deletionOf, type CryptoCommand } from './decide-crypto.js';
import { failOnline, failResource, lose, report, stopWaiting } from './decide-failure.js';
import { beginOffline, beginOnline, complete, fence } from './decide-state.js';
import { type ResourceEvent } from './events.js';
import { evolveResource } from './evolve.js';
import { initialResource, type OpenResource, type Resource } from './state.js';

const decideResource = (command: ResourceCommand, state: Resource): readonly ResourceEvent[] => {
  if (command.type === 'OpenResource')
    return state.status === 'absent' ? [{ type: 'ResourceOpened', data: command.data }] : [];
  if (command.type === 'CloseResource' && state.status === 'closed') return [];
  return decideOpen(command, requireOpen(state));
};

type OpenCommand = Exclude<ResourceCommand, { type: 'OpenResource' }>;
type ConfigurationCommand = Extract<
  OpenCommand,
  {
    type: 'ConfigureResource' | `${string}PossibleOwner` | 'RegroupResource' | 'SetPersistentState';
  }
>;
type CheckpointCommand = Extract<
  OpenCommand,
  { type: `${string}Regist${string}` | 'RecordRestoreFailure' }
>;
type StateCommand = Exclude<OpenCommand, ConfigurationCommand | CheckpointCommand | CryptoCommand>;

const CONFIGURATION: ReadonlySet<string> = new Set<ConfigurationCommand['type']>([
  'ConfigureResource',
  'AddPossibleOwner',
  'RemovePossibleOwner',
  'RegroupResource',
  'SetPersistentState',
]);

const CRYPTO: ReadonlySet<string> = new Set<CryptoCommand['type']>([
  'AddCryptoCheckpoint',
  'DeleteCryptoCheckpoint',
  'CaptureCrypto',
  'RecordCryptoRestore',
]);

const CHECKPOINTS: ReadonlySet<string> = new Set<CheckpointCommand['type']>([
  'AddRegistryCheckpoint',
  'DeleteRegistryCheckpoint',
  'CaptureRegistry',
  'RecordRegistryRestore',
  'RecordRestoreFailure',
]);

const decideOpen = (command: OpenCommand, state: OpenResource): readonly ResourceEvent[] => {
  if (CONFIGURATION.has(command.type))
    return decideConfiguration(command as ConfigurationCommand, state);
  if (CRYPTO.has(command.type)) return decideCrypto(command as CryptoCommand, state);
  if (CHECKPOINTS.has(command.type)) return decideCheckpoints(command as CheckpointCommand, state);
  return decideState(command as StateCommand, state);
};

const decideConfiguration = (
  command: ConfigurationCommand,
  state: OpenResource,
): readonly ResourceEvent[] => {
  switch (command.type) {
    case 'ConfigureResource':
      return configure(command.data, state);
    case 'AddPossibleOwner':
      return addPossibleOwner(command.data, state);
    case 'RemovePossibleOwner':
      return removePossibleOwner(command.data, state);
    case 'RegroupResource':
      return regroup(command.data, state);
    case 'SetPersistentState':
      return setPersistentState(command.data, state);
  }
};

const decideState = (command: StateCommand, state: OpenResource): readonly ResourceEvent[] => {
  switch (command.type) {
    case 'FenceResource':
      return fence(command.data, state);
    case 'BeginOnline':
      return beginOnline(command.data, state);
    case 'BeginOffline':
      return beginOffline(command.data, state);
    case 'CompleteOnline':
    case 'CompleteOffline':
      return complete(command, state);
    case 'CloseResource':
      return close(state);
    default:
      return decideFailure(command, state);
  }
};

const decideFailure = (
  command: Extract<
    StateCommand,
    { type: 'FailOnline' | 'FailResource' | 'LoseResource' | 'StopWaiting' | 'ReportResource' }
  >,
  state: OpenResource,
): readonly ResourceEvent[] => {
  switch (command.type) {
    case 'FailOnline':
      return failOnline(command.data, state);
    case 'FailResource':
      return failResource(command.data, state);
    case 'LoseResource':
      return lose(command.data, state);
    case 'StopWaiting':
      return stopWaiting(command.data, state);
    case 'ReportResource':
      return report(command.data, state);
  }
};

const decideCheckpoints = (
  command: CheckpointCommand,
  state: OpenResource,
): readonly ResourceEvent[] => {
  switch (command.type) {
    case 'AddRegistryCheckpoint':
      return addCheckpoint(command.data, state);
    case 'DeleteRegistryCheckpoint':
      return deleteCheckpoint(command.data, state);
    case 'CaptureRegistry':
      return capture(command.data, state);
    case 'RecordRegistryRestore':
    case 'RecordRestoreFailure':
      return recordRestore(command, state);
  }
};

/** A thing that is online or not; its checkpoints belong to it. */
export const resource: Decider<Resource, ResourceCommand, ResourceEvent> = {
  initial: initialResource,
  decide: decideResource,
  evolve: evolveResource,
};

const requireOpen = (state: Resource): OpenResource => {
  if (state.status !== 'open')
    throw new ClusterError('ERROR_RESOURCE_NOT_FOUND', 'no such resource');
  return state;
};

/** Rule 4: a deleted resource takes its checkpoints with it, in the same append. */
const close = (state: OpenResource): readonly ResourceEvent[] => {
  requireDown(state);
  return [
    ...[...state.checkpoints.values()].map(({ id, key }): ResourceEvent => ({
      type: 'RegistryCheckpointDeleted',
      data: { checkpoint: id, key },
    })),
    ...[...state.crypto.values()].map(deletionOf),
    { type: 'ResourceClosed', data: {} },
  ];
};
