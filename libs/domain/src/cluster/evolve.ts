import { foldName, NO_NAMES } from '#registry';

import { type DataOf } from '../vocabulary/message.js';
import { evolveBy, type EvolutionTable } from '../vocabulary/tables.js';
import { type ClusterEvent } from './events.js';
import { groupAdded, groupRemoved, groupRenamed } from './evolve/evolve-groups.js';
import { nodeAdded, nodeEvicted } from './evolve/evolve-nodes.js';
import {
  resourceAdded,
  resourceRegrouped,
  resourceRemoved,
  resourceRenamed,
} from './evolve/evolve-resources.js';
import { backupScheduleDeleted, backupScheduleSet } from './evolve/evolve-schedule.js';
import { tagDeleted, tagSet } from './evolve/evolve-tags.js';
import { put } from './maps.js';
import { violationKey, type Cluster, type FormedCluster } from './state.js';

const clusterFormed = (
  _: Cluster,
  { name, logId }: DataOf<ClusterEvent, 'ClusterFormed'>,
): FormedCluster => ({
  status: 'formed',
  name,
  logId,
  clobberPolicy: 'warn',
  serverState: 'read-write',
  revision: 0,
  configuredAt: 0,
  violations: new Set(),
  nodes: new Map(),
  groups: new Map(),
  resources: new Map(),
  types: new Map(),
  nodeNames: new Map(),
  groupNames: new Map(),
  resourceNames: new Map(),
  tags: NO_NAMES,
});

const clusterConfigured = (
  state: FormedCluster,
  data: DataOf<ClusterEvent, 'ClusterConfigured'>,
): FormedCluster => ({ ...state, ...data, configuredAt: state.revision });

const serverStateChanged = (
  state: FormedCluster,
  { state: serverState }: DataOf<ClusterEvent, 'ServerStateChanged'>,
): FormedCluster => ({ ...state, serverState });

const resourceTypeAdded = (
  state: FormedCluster,
  { name }: DataOf<ClusterEvent, 'ResourceTypeAdded'>,
): FormedCluster => ({ ...state, types: put(state.types, foldName(name), name) });

const ruleViolated = (
  state: FormedCluster,
  data: DataOf<ClusterEvent, 'RuleViolated'>,
): FormedCluster => ({
  ...state,
  violations: new Set(state.violations).add(violationKey(data)),
});

const eventsExported = (
  state: FormedCluster,
  { key }: DataOf<ClusterEvent, 'EventsExported'>,
): FormedCluster => ({ ...state, exportKey: key });

const formationReleased = (
  state: FormedCluster,
  { operation, failure }: DataOf<ClusterEvent, 'FormationReleased'>,
): FormedCluster =>
  state.restoring?.operation === operation
    ? {
        ...state,
        restoring: { ...state.restoring, released: failure === undefined ? {} : { failure } },
      }
    : state;

const restoreEnded = (state: FormedCluster): FormedCluster => ({ ...state, restoring: undefined });

/** Applies an event to a formed cluster and counts its revision; before that, changes nothing. */
const counted =
  <Data>(evolve: (state: FormedCluster, data: Data) => FormedCluster) =>
  (state: Cluster, data: Data): Cluster =>
    state.status === 'absent' ? state : evolve({ ...state, revision: state.revision + 1 }, data);

const EVOLUTIONS: EvolutionTable<Cluster, ClusterEvent> = {
  ClusterFormed: clusterFormed,
  ClusterConfigured: counted(clusterConfigured),
  ServerStateChanged: counted(serverStateChanged),
  NodeAdded: counted(nodeAdded),
  NodeEvicted: counted(nodeEvicted),
  GroupAdded: counted(groupAdded),
  GroupRenamed: counted(groupRenamed),
  GroupRemoved: counted(groupRemoved),
  ResourceTypeAdded: counted(resourceTypeAdded),
  ResourceAdded: counted(resourceAdded),
  ResourceRenamed: counted(resourceRenamed),
  ResourceRegrouped: counted(resourceRegrouped),
  ResourceRemoved: counted(resourceRemoved),
  TagSet: counted(tagSet),
  TagDeleted: counted(tagDeleted),
  BackupScheduleSet: counted(backupScheduleSet),
  BackupScheduleDeleted: counted(backupScheduleDeleted),
  LostWriteAcknowledged: counted((state) => state),
  RuleViolated: counted(ruleViolated),
  EventsExported: counted(eventsExported),
  BackupRestoreStarted: counted((state, restoring) => ({ ...state, restoring })),
  FormationReleased: counted(formationReleased),
  BackupRestored: counted(restoreEnded),
  BackupRestoreFailed: counted(restoreEnded),
};

export const evolveCluster = evolveBy(EVOLUTIONS);

/** The names of the events of a cluster. */
export const CLUSTER_EVENT_TYPES: readonly string[] = Object.keys(EVOLUTIONS);
