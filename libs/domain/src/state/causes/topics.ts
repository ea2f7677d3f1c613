import { type GroupEvent } from '../../group/events.js';
import { type NodeEvent } from '../../node/events.js';
import { type ResourceEvent } from '../../resource/events.js';

/**
 * The kinds of events that processes decide from. The fold remembers the last event of each topic
 * about each thing.
 *
 * - Of nodes, groups and resources, in the directory: `listed`. Of the cluster: `restoring` (a backup).
 * - Of a node: `available` (it may take groups, or no longer), `down`, `drain`, `groups` (a group
 *   left during a drain), `eviction`, `providers`, `container-deleted`.
 * - Of a group: `opened` (or closed), `operation` (its start, redirection and change of owner),
 *   `fenced` (on a node), `ended` (its operation), `dependencies`, `policy`.
 * - Of a resource: `joined` (opened, or changed its group), `member` (its membership), `removal`,
 *   `fenced`, `lifecycle` (its state, and the steps of an attempt), `online`, `captured`, `restart`
 *   (its restart policy and persistent state), `owners` (its possible owners), `handling` (its
 *   supervisor, and what a failed restore leads to).
 * - Of a checkpoint: `added`, `restored` (on a node).
 * - Of backups: `schedule`.
 */
export type Topic =
  | 'restoring'
  | 'listed'
  | 'available'
  | 'down'
  | 'drain'
  | 'groups'
  | 'eviction'
  | 'providers'
  | 'container-deleted'
  | 'opened'
  | 'operation'
  | 'fenced'
  | 'ended'
  | 'dependencies'
  | 'policy'
  | 'joined'
  | 'member'
  | 'removal'
  | 'lifecycle'
  | 'online'
  | 'captured'
  | 'restart'
  | 'owners'
  | 'handling'
  | 'added'
  | 'restored'
  | 'schedule';

/** The topics of a node's events that are about the node itself. */
export const NODE_TOPICS: Partial<Record<NodeEvent['type'], Topic>> = {
  NodeOpened: 'available',
  NodeStarted: 'available',
  NodeResumed: 'available',
  NodePaused: 'available',
  DrainCompleted: 'available',
  NodeEvictionAbandoned: 'available',
  NodeReturned: 'available',
  NodeStopped: 'down',
  NodeCrashed: 'down',
  DrainStarted: 'drain',
  NodeEvictionStarted: 'eviction',
  DefaultProviderSet: 'providers',
  KeyContainerDeleted: 'container-deleted',
  KeyContainerAbsenceRestored: 'container-deleted',
};

/** The topics of a group's events that are about the group itself. */
export const GROUP_TOPICS: Partial<Record<GroupEvent['type'], Topic>> = {
  GroupOpened: 'opened',
  GroupReopened: 'opened',
  GroupClosed: 'opened',
  GroupConfigured: 'policy',
  DependencyAdded: 'dependencies',
  DependencyRemoved: 'dependencies',
  DependencyExpressionSet: 'dependencies',
  GroupMoveStarted: 'operation',
  GroupOperationStarted: 'operation',
  GroupOwnerChanged: 'operation',
  GroupMoveCompleted: 'ended',
  GroupMoveFailed: 'ended',
  GroupMoveDenied: 'ended',
  GroupOperationCompleted: 'ended',
  GroupOperationFailed: 'ended',
};

/** The topics of a group's events that are about one of its resources. */
export const MEMBER_TOPICS: Partial<Record<GroupEvent['type'], Topic>> = {
  GroupMemberAdded: 'member',
  GroupMemberRemoved: 'member',
  GroupMemberRemovalStarted: 'removal',
  GroupMemberRemovalAbandoned: 'removal',
};

/** The topics of a resource's events that are about the resource itself. */
export const RESOURCE_TOPICS: Partial<Record<ResourceEvent['type'], readonly Topic[]>> = {
  ResourceOpened: ['joined'],
  ResourceReopened: ['joined'],
  ResourceFenced: ['fenced'],
  ResourceOnlinePending: ['lifecycle'],
  ResourceOnline: ['lifecycle', 'online'],
  ResourceOfflinePending: ['lifecycle'],
  ResourceStopped: ['lifecycle'],
  ResourceOffline: ['lifecycle'],
  ResourceFailed: ['lifecycle'],
  ResourceClosed: ['lifecycle'],
  RegistryCheckpointCaptured: ['captured'],
  CryptoCheckpointCaptured: ['captured'],
};

/** The events that are steps of an attempt if the resource is in one. */
export const ATTEMPT_EVENTS: ReadonlySet<string> = new Set<ResourceEvent['type']>([
  'RegistryCheckpointRestored',
  'RegistryCheckpointRestoreFailed',
  'RegistryCheckpointDeleted',
  'CryptoCheckpointRestored',
  'CryptoCheckpointRestoreFailed',
  'CryptoCheckpointDeleted',
]);

/** The topics of the settings of a resource. */
export const SETTING_TOPICS: Readonly<Record<string, Topic>> = {
  group: 'joined',
  persistentState: 'restart',
  restartAction: 'restart',
  restartThreshold: 'restart',
  restartPeriod: 'restart',
  restartDelay: 'restart',
  retryPeriodOnFailure: 'restart',
  possibleOwners: 'owners',
  handler: 'handling',
  pendingTimeout: 'handling',
  onRestoreFailure: 'handling',
};
