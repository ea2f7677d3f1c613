export { cluster, type ClusterCommand } from './cluster/decide.js';
export { type ClobberPolicy, type ClusterEvent, type ServerState } from './cluster/events.js';
export {
  type Cluster,
  type FormedCluster,
  type GroupEntry,
  type NodeEntry,
  type ResourceEntry,
} from './cluster/state.js';
export { group, type GroupCommand } from './group/decide.js';
export { type GroupEvent } from './group/events.js';
export { type Group, type GroupOperation, type OpenGroup } from './group/state.js';
export { node, type NodeCommand } from './node/decide.js';
export { type NodeEvent, type StagedSet } from './node/events.js';
export { chunkChanges, fitsOneEvent } from './node/size.js';
export { type Node, type PresentNode } from './node/state.js';
export { type ResourceCommand } from './resource/commands.js';
export { resource } from './resource/decide.js';
export {
  type Attempt,
  type CaptureReason,
  type NodeMoment,
  type Pin,
  type ResourceEvent,
} from './resource/events.js';
export {
  type OpenAttempt,
  type OpenResource,
  type RegistryCheckpoint,
  type Resource,
  type ResourceState,
} from './resource/state.js';
export {
  type CheckpointId,
  type GroupId,
  type NodeId,
  type OperationId,
  type ResourceId,
} from './shared/ids.js';
export { type Decider, type Message } from './shared/message.js';
export { isUuid, parseName } from './shared/names.js';
export { WORLD_ARCHIVE_VERSION, WorldReader, writeWorld } from './world/archive.js';
export { type CheckpointRef } from './world/checkpoint-index.js';
export { type CaptureContent, type Clobber, type WorldState } from './world/world-state.js';
export { World, type AggregateKind, type Fact } from './world/world.js';
