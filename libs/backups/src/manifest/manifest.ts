import {
  streamName,
  type CheckpointId,
  type ClusterView,
  type CryptoCheckpoint,
  type Dependency,
  type FormedCluster,
  type GroupEntry,
  type GroupId,
  type GroupPolicy,
  type KeyContainer,
  type NodeEntry,
  type NodeHash,
  type NodeId,
  type RegistryCheckpoint,
  type ResourceEntry,
  type ResourceId,
  type ResourceProperties,
} from '#domain';
import { type RegistryView } from '#registry';

/** A node with the hash of its registry; null for one whose stream is not open yet. */
export type ManifestNode = NodeEntry &
  Readonly<{
    state: string | null;
    containers: readonly Omit<KeyContainer, 'key'>[];
    defaultProviders: readonly Readonly<{ type: number; provider: string }>[];
    hash: string | null;
  }>;

/** A group; `open` is null for one whose stream is not open yet. */
export type ManifestGroup = Pick<GroupEntry, 'id' | 'name'> &
  Readonly<{
    open: Readonly<{
      owner: NodeId;
      policy: GroupPolicy;
      members: readonly ResourceId[];
      dependencies: readonly Readonly<{ resource: ResourceId; on: Dependency }>[];
    }> | null;
  }>;

/** A checkpoint. `key`: as typed. `hash`: of the last capture, or the fingerprint of its keys. */
export type ManifestCheckpoint = Readonly<{
  id: CheckpointId;
  kind: 'registry' | 'crypto';
  key: string;
  view: RegistryView | null;
  captures: number;
  hash: string;
}>;

/** A resource; `open` is null for one whose stream is not open yet. */
export type ManifestResource = Pick<ResourceEntry, 'id' | 'name' | 'type'> &
  Readonly<{
    open: Readonly<{
      group: GroupId;
      state: string;
      persistentState: string;
      properties: ResourceProperties;
      checkpoints: readonly ManifestCheckpoint[];
    }> | null;
  }>;

/**
 * The things of a cluster at a cut of its log, with the hashes of their contents. It has nothing that
 * differs between copies of a log: no position and no id of a log.
 */
export type Manifest = Readonly<{
  name: string;
  clobberPolicy: string;
  types: readonly string[];
  nodes: readonly ManifestNode[];
  groups: readonly ManifestGroup[];
  resources: readonly ManifestResource[];
  /** The revision of the last event of each stream, in the order of their names. */
  streams: readonly Readonly<{ stream: string; revision: number }>[];
}>;

/** @param hashes those of the registries of all nodes */
export const manifestOf = (view: ClusterView, hashes: readonly NodeHash[]): Manifest => {
  const { cluster } = view;
  if (cluster.status === 'absent') throw new Error('a log without events has no manifest');
  const { name, clobberPolicy, types } = cluster;
  const hashOf = new Map(hashes.map(({ node, hash }) => [node, hash]));
  return {
    ...{ name, clobberPolicy, types: [...types.values()].sort() },
    nodes: [...cluster.nodes.values()].map((node) => ({
      ...nodePart(view, node),
      hash: hashOf.get(node.id) ?? null,
    })),
    groups: [...cluster.groups.values()].map((group) => groupPart(view, group)),
    resources: [...cluster.resources.values()].map((resource) => resourcePart(view, resource)),
    streams: streamsOf(view, cluster),
  };
};

const nodePart = (view: ClusterView, { id, name }: NodeEntry): Omit<ManifestNode, 'hash'> => {
  const node = view.presentNode(id);
  return {
    ...{ id, name, state: node?.state ?? null },
    containers: [...(node?.containers.values() ?? [])].map(
      ({ container, type, provider, name: of, fingerprint, exportable }) => ({
        ...{ container, type, provider, name: of, fingerprint, exportable },
      }),
    ),
    defaultProviders: [...(node?.defaultProviders ?? [])].map(([type, provider]) => ({
      type,
      provider,
    })),
  };
};

const groupPart = (view: ClusterView, { id, name }: GroupEntry): ManifestGroup => {
  const group = view.openGroup(id);
  if (group === undefined) return { id, name, open: null };
  const { owner, policy, members, dependencies } = group;
  return {
    ...{ id, name },
    open: {
      ...{ owner, policy, members: [...members] },
      dependencies: [...dependencies].map(([resource, on]) => ({ resource, on })),
    },
  };
};

const resourcePart = (view: ClusterView, { id, name, type }: ResourceEntry): ManifestResource => {
  const resource = view.openResource(id);
  if (resource === undefined) return { id, name, type, open: null };
  const { group, state, persistentState, properties, checkpoints, crypto } = resource;
  return {
    ...{ id, name, type },
    open: {
      ...{ group, state, persistentState, properties },
      checkpoints: [
        ...[...checkpoints.values()].map(registryPart),
        ...[...crypto.values()].map(cryptoPart),
      ],
    },
  };
};

const registryPart = (checkpoint: RegistryCheckpoint): ManifestCheckpoint => {
  const { id, key, view, captures, hash } = checkpoint;
  return { id, kind: 'registry', key, view, captures, hash };
};

const cryptoPart = ({ id, name, captures, fingerprint }: CryptoCheckpoint): ManifestCheckpoint => ({
  ...{ id, kind: 'crypto', key: name, view: null, captures, hash: fingerprint },
});

const streamsOf = (view: ClusterView, { name, ...cluster }: FormedCluster): Manifest['streams'] => {
  const things = [
    ['cluster', name] as const,
    ...[...cluster.nodes.keys()].map((id) => ['node', id] as const),
    ...[...cluster.groups.keys()].map((id) => ['group', id] as const),
    ...[...cluster.resources.keys()].map((id) => ['resource', id] as const),
  ];
  return things
    .map(([kind, id]) => ({
      stream: streamName(name, kind, id),
      revision: view.revision(kind, id),
    }))
    .sort((a, b) => (a.stream < b.stream ? -1 : 1));
};
