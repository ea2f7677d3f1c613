import {
  type CheckpointId,
  type CheckpointRef,
  type ClusterState,
  type ClusterView,
  type GroupId,
  type NodeId,
  type OpenRestore,
  type OpenResource,
  type ResourceId,
  type RestoreTarget,
} from '#domain';

/** A restore, the cluster as it is, and the cluster as the backup has it. */
export type Restoring = Readonly<{
  restore: OpenRestore;
  present: ClusterState;
  target: RestoreTarget;
}>;

/** The things that a restore brings back, as far as the backup has them. */
export type RestoredThings = Readonly<{
  nodes: readonly NodeId[];
  groups: readonly GroupId[];
  resources: readonly ResourceId[];
  checkpoints: readonly CheckpointRef[];
  /** The registries of nodes; '' is the whole registry. */
  registries: readonly Readonly<{ node: NodeId; key: string }>[];
  /** True for a restore of the whole cluster, with its policy. */
  isOfCluster: boolean;
}>;

const NOTHING: RestoredThings = {
  nodes: [],
  groups: [],
  resources: [],
  checkpoints: [],
  registries: [],
  isOfCluster: false,
};

/** The things in the part of a cluster that a restore names. */
export const restoredThings = ({
  restore: { what },
  target: { view },
}: Pick<Restoring, 'restore' | 'target'>): RestoredThings => {
  if ('cluster' in what) return ofCluster(view, what.includeNodes === true);
  if ('group' in what) {
    const resources = view.openMembers(what.group).map(([id]) => id);
    const groups = openOf([what.group], (id) => view.openGroup(id));
    return { ...NOTHING, groups, resources, checkpoints: checkpointsOf(view, resources) };
  }
  if ('resource' in what) {
    const resources = openOf([what.resource], (id) => view.openResource(id));
    return { ...NOTHING, resources, checkpoints: checkpointsOf(view, resources) };
  }
  if ('checkpoint' in what) return { ...NOTHING, checkpoints: withId(view, what.checkpoint) };
  const { node, key = '' } = what;
  const nodes = openOf([node], (id) => view.presentNode(id));
  return { ...NOTHING, registries: nodes.map((id) => ({ node: id, key })) };
};

const openOf = <Id>(ids: readonly Id[], stateOf: (id: Id) => unknown): readonly Id[] =>
  ids.filter((id) => stateOf(id) !== undefined);

/** A thing whose stream was not open yet at the cut is not in the backup. */
const ofCluster = (view: ClusterView, includesNodes: boolean): RestoredThings => {
  const nodes = openOf(view.nodeIds(), (id) => view.presentNode(id));
  const resources = openOf(view.resourceIds(), (id) => view.openResource(id));
  return {
    nodes,
    groups: openOf(view.groupIds(), (id) => view.openGroup(id)),
    resources,
    checkpoints: checkpointsOf(view, resources),
    registries: includesNodes ? nodes.map((node) => ({ node, key: '' })) : [],
    isOfCluster: true,
  };
};

const checkpointsOf = (
  view: ClusterView,
  resources: readonly ResourceId[],
): readonly CheckpointRef[] =>
  resources.flatMap((resource) =>
    idsIn(view.openResource(resource)).map((checkpoint) => ({ resource, checkpoint })),
  );

/** The checkpoints of a resource, those of registry keys first. */
export const idsIn = (resource: OpenResource | undefined): readonly CheckpointId[] =>
  resource === undefined ? [] : [...resource.checkpoints.keys(), ...resource.crypto.keys()];

const withId = (view: ClusterView, checkpoint: CheckpointId): readonly CheckpointRef[] =>
  view
    .resourceIds()
    .filter((id) => idsIn(view.openResource(id)).includes(checkpoint))
    .map((resource) => ({ resource, checkpoint }));
