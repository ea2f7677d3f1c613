import { type Decider } from '../vocabulary/message.js';
import { decideBy, type DecisionTable } from '../vocabulary/tables.js';
import { type ResourceCommand } from './commands.js';
import {
  captureRegistry,
  recaptureRegistry,
  revertRegistryCopy,
} from './decide/decide-captures.js';
import { captureCure, changeRegistryCopy } from './decide/decide-cures.js';
import {
  addRegistryCheckpoint,
  deleteRegistryCheckpoint,
  recordCryptoRestore,
  recordDeliberateRestore,
  recordDeliberateRestoreFailure,
  recordRegistryRestore,
  recordRestoreFailure,
  returnRegistryCheckpoint,
  withdrawRegistryCheckpoint,
} from './decide/decide-checkpoints.js';
import {
  addPossibleOwner,
  changeResourceGroup,
  closeResource,
  configureResource,
  openResource,
  removePossibleOwner,
  reopenResource,
  setPersistentState,
} from './decide/decide-configuration.js';
import {
  addCryptoCheckpoint,
  captureCrypto,
  deleteCryptoCheckpoint,
  recaptureCrypto,
  revertCryptoCopy,
} from './decide/decide-crypto.js';
import {
  failOnline,
  failResource,
  markResourceLost,
  reportResource,
  stopWaiting,
} from './decide/decide-failure.js';
import {
  beginOffline,
  beginOnline,
  completeOffline,
  completeOnline,
  fenceResource,
} from './decide/decide-state.js';
import { type ResourceEvent } from './events.js';
import { evolveResource } from './evolve.js';
import { open } from './decide/guard.js';
import { initialResource, type Resource } from './state.js';

const DECISIONS: DecisionTable<Resource, ResourceCommand, ResourceEvent> = {
  OpenResource: openResource,
  ReopenResource: reopenResource,
  ConfigureResource: open(configureResource),
  AddPossibleOwner: open(addPossibleOwner),
  RemovePossibleOwner: open(removePossibleOwner),
  ChangeResourceGroup: open(changeResourceGroup),
  SetPersistentState: open(setPersistentState),
  FenceResource: open(fenceResource),
  BeginOnline: open(beginOnline),
  CompleteOnline: open(completeOnline),
  FailOnline: open(failOnline),
  BeginOffline: open(beginOffline),
  StopWaiting: open(stopWaiting),
  CompleteOffline: open(completeOffline),
  MarkResourceLost: open(markResourceLost),
  FailResource: open(failResource),
  ReportResource: open(reportResource),
  AddRegistryCheckpoint: open(addRegistryCheckpoint),
  ReturnRegistryCheckpoint: open(returnRegistryCheckpoint),
  DeleteRegistryCheckpoint: open(deleteRegistryCheckpoint),
  WithdrawRegistryCheckpoint: open(withdrawRegistryCheckpoint),
  CaptureRegistry: open(captureRegistry),
  RecaptureRegistry: open(recaptureRegistry),
  RevertRegistryCopy: open(revertRegistryCopy),
  ChangeRegistryCopy: open(changeRegistryCopy),
  CaptureCure: open(captureCure),
  RecordRegistryRestore: open(recordRegistryRestore),
  AddCryptoCheckpoint: open(addCryptoCheckpoint),
  DeleteCryptoCheckpoint: open(deleteCryptoCheckpoint),
  CaptureCrypto: open(captureCrypto),
  RecaptureCrypto: open(recaptureCrypto),
  RevertCryptoCopy: open(revertCryptoCopy),
  RecordCryptoRestore: open(recordCryptoRestore),
  RecordRestoreFailure: open(recordRestoreFailure),
  RecordDeliberateRestore: open(recordDeliberateRestore),
  RecordDeliberateRestoreFailure: open(recordDeliberateRestoreFailure),
  CloseResource: closeResource,
};

/** An application, address or disk that comes online and goes offline, with its checkpoints. */
export const resource: Decider<Resource, ResourceCommand, ResourceEvent> = {
  initial: initialResource,
  decide: decideBy(DECISIONS),
  evolve: evolveResource,
};
