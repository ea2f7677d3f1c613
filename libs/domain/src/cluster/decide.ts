import { type Decider } from '../vocabulary/message.js';
import { decideBy, type DecisionTable } from '../vocabulary/tables.js';
import { type ClusterCommand } from './commands.js';
import {
  acknowledgeLostWrite,
  addResourceType,
  configureCluster,
  formCluster,
  recordExport,
  recordViolation,
  setServerState,
} from './decide/decide-configuration.js';
import { addGroup, removeGroup, renameGroup } from './decide/decide-groups.js';
import { addNode, evictNode } from './decide/decide-nodes.js';
import {
  addResource,
  regroupResource,
  removeResource,
  renameResource,
  returnResource,
} from './decide/decide-resources.js';
import { deleteBackupSchedule, setBackupSchedule } from './decide/decide-schedule.js';
import { restoreDirectory } from './decide/decide-restored-directory.js';
import {
  completeBackupRestore,
  releaseFormation,
  failBackupRestore,
  startBackupRestore,
} from './decide/decide-restore.js';
import { deleteTag, setTag } from './decide/decide-tags.js';
import { type ClusterEvent } from './events.js';
import { evolveCluster } from './evolve.js';
import { formed, writable } from './decide/guard.js';
import { initialCluster, type Cluster } from './state.js';

const DECISIONS: DecisionTable<Cluster, ClusterCommand, ClusterEvent> = {
  FormCluster: formCluster,
  ConfigureCluster: writable(configureCluster),
  SetServerState: formed(setServerState),
  AddNode: writable(addNode),
  EvictNode: formed(evictNode),
  AddGroup: writable(addGroup),
  RenameGroup: writable(renameGroup),
  RemoveGroup: formed(removeGroup),
  AddResourceType: writable(addResourceType),
  AddResource: writable(addResource),
  RenameResource: writable(renameResource),
  RegroupResource: writable(regroupResource),
  ReturnResource: formed(returnResource),
  RemoveResource: formed(removeResource),
  SetTag: writable(setTag),
  DeleteTag: writable(deleteTag),
  SetBackupSchedule: writable(setBackupSchedule),
  DeleteBackupSchedule: writable(deleteBackupSchedule),
  AcknowledgeLostWrite: writable(acknowledgeLostWrite),
  RecordViolation: formed(recordViolation),
  RecordExport: writable(recordExport),
  StartBackupRestore: writable(startBackupRestore),
  RestoreDirectory: formed(restoreDirectory),
  ReleaseFormation: formed(releaseFormation),
  CompleteBackupRestore: formed(completeBackupRestore),
  FailBackupRestore: formed(failBackupRestore),
};

/**
 * The directory of a cluster. Names are unique within a kind, and upper and lower case are equal.
 */
export const cluster: Decider<Cluster, ClusterCommand, ClusterEvent> = {
  initial: initialCluster,
  decide: decideBy(DECISIONS),
  evolve: evolveCluster,
};
