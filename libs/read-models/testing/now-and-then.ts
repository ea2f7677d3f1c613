import {
  ClusterState,
  type CheckpointRef,
  type ClusterView,
  type DomainEvent,
  type GroupId,
  type NodeId,
  type PastState,
  type ResourceId,
} from '#domain';
import { hashKey } from '#registry';

/** The registry checkpoints of all open resources. */
export const checkpointsOf = (state: ClusterView): readonly CheckpointRef[] =>
  state.resourceIds().flatMap((resource) =>
    [...(state.openResource(resource)?.checkpoints.keys() ?? [])].map((checkpoint) => ({
      resource,
      checkpoint,
    })),
  );

/**
 * The answers about the aggregate of an event, and its cluster, that present and past have in
 * common.
 */
export const viewOf = (state: ClusterView, { kind, id }: DomainEvent): unknown => ({
  cluster: state.cluster,
  node: nodeOf(state, id as NodeId),
  group: state.group(id as GroupId),
  resource: state.resource(id as ResourceId),
  revision: state.revision(kind, id),
  owned: state.nodeIds().map((node) => [state.groupsOn(node), state.onlineOn(node)]),
  unrestored: state.unrestored.count,
  clobbers: checkpointsOf(state).map(({ checkpoint }) => state.clobber(checkpoint)),
});

/** A present node also has a registry and staged changes, which are left out here. */
const nodeOf = (state: ClusterView, id: NodeId): unknown => {
  const found = state.presentNode(id);
  return found && { ...found, registry: undefined, staged: undefined };
};

/** The contents of a checkpoint: on each node, and in its last capture. */
export const copyOf = (state: ClusterState | PastState, ref: CheckpointRef): unknown => {
  const { effectiveKey } = requireCheckpoint(state, ref);
  return {
    nodes: state.nodeIds().map((node) => {
      const hash = hashKey(state.registryKey(node, effectiveKey));
      return [hash, state.hasRegistryKey(node, effectiveKey)];
    }),
    capture: captureOf(state, ref),
  };
};

const requireCheckpoint = (state: ClusterView, { resource, checkpoint }: CheckpointRef) => {
  const found = state.openResource(resource)?.checkpoints.get(checkpoint);
  if (found === undefined) throw new Error(`no such checkpoint: ${checkpoint}`);
  return found;
};

const captureOf = (state: ClusterState | PastState, ref: CheckpointRef): unknown => {
  const found = state instanceof ClusterState ? state.content(ref.checkpoint) : state.content(ref);
  return found && [found.number, found.key === 'unknown' ? 'unknown' : hashKey(found.key)];
};
