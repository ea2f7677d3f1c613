import { ClusterError } from '#clusapi';

import { type Decider } from '../shared/message.js';
import { type ResourceCommand, type ResourceCommandData as Data } from './commands.js';
import { capture, recapture, revertCopy } from './decide-captures.js';
import {
  addCheckpoint,
  deleteCheckpoint,
  recordDeliberateRestore,
  recordDeliberateRestoreFailure,
  recordCryptoRestore,
  recordRegistryRestore,
  recordRestoreFailure,
} from './decide-checkpoints.js';
import {
  addPossibleOwner,
  configure,
  regroup,
  removePossibleOwner,
  requireDown,
  setPersistentState,
} from './decide-configuration.js';
import {
  addCrypto,
  captureCrypto,
  deleteCrypto,
  deletionOf,
  replaceCryptoCopy,
} from './decide-crypto.js';
import { failOnline, failResource, lose, report, stopWaiting } from './decide-failure.js';
import {
  beginOffline,
  beginOnline,
  completeOffline,
  completeOnline,
  fence,
} from './decide-state.js';
import { type ResourceEvent } from './events.js';
import { evolveResource } from './evolve.js';
import { initialResource, type OpenResource, type Resource } from './state.js';

type OpenCommand = Exclude<ResourceCommand, { type: 'OpenResource' }>;

type Decisions = {
  [Type in OpenCommand['type']]: (
    data: Data<Type>,
    resource: OpenResource,
  ) => readonly ResourceEvent[];
};

/** Rule 4: a deleted resource takes its checkpoints with it, in the same append. */
const close = (_: Data<'CloseResource'>, state: OpenResource): readonly ResourceEvent[] => {
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

/** Each command's decision. */
const DECISIONS: Decisions = {
  ConfigureResource: configure,
  AddPossibleOwner: addPossibleOwner,
  RemovePossibleOwner: removePossibleOwner,
  RegroupResource: regroup,
  SetPersistentState: setPersistentState,
  FenceResource: fence,
  BeginOnline: beginOnline,
  CompleteOnline: completeOnline,
  FailOnline: failOnline,
  BeginOffline: beginOffline,
  StopWaiting: stopWaiting,
  CompleteOffline: completeOffline,
  LoseResource: lose,
  FailResource: failResource,
  ReportResource: report,
  CloseResource: close,
  AddRegistryCheckpoint: addCheckpoint,
  DeleteRegistryCheckpoint: deleteCheckpoint,
  CaptureRegistry: capture,
  RecaptureRegistry: recapture,
  RevertRegistryCopy: revertCopy,
  RecordRegistryRestore: recordRegistryRestore,
  AddCryptoCheckpoint: addCrypto,
  DeleteCryptoCheckpoint: deleteCrypto,
  CaptureCrypto: captureCrypto,
  RecaptureCrypto: replaceCryptoCopy('recaptured'),
  RevertCryptoCopy: replaceCryptoCopy('reverted'),
  RecordCryptoRestore: recordCryptoRestore,
  RecordRestoreFailure: recordRestoreFailure,
  RecordDeliberateRestore: recordDeliberateRestore,
  RecordDeliberateRestoreFailure: recordDeliberateRestoreFailure,
};

const decideOpen = <Type extends OpenCommand['type']>(
  type: Type,
  data: Data<Type>,
  state: OpenResource,
): readonly ResourceEvent[] => DECISIONS[type](data, state);

const decideResource = (command: ResourceCommand, state: Resource): readonly ResourceEvent[] => {
  if (command.type === 'OpenResource')
    return state.status === 'absent' ? [{ type: 'ResourceOpened', data: command.data }] : [];
  if (command.type === 'CloseResource' && state.status === 'closed') return [];
  return decideOpen(command.type, command.data, requireOpen(state));
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
