import { type CryptoCheckpoint, type NodeId, type ResourceId, type ClusterView } from '#domain';
import { foldName } from '#registry';

import { nameOn } from './keys/containers.js';
import { type Victim } from './losses/place-change.js';

/** The node and the resource of a restore. */
type Restoring = Readonly<{ node: string; resource: string }>;

/** The live data on a node of resources other than the restoring one. */
export class LiveData {
  private readonly known = new Map<string, readonly Victim[]>();
  /** True if no other resource on the node has live data there. */
  readonly isAlone: boolean;

  /** @param key the restored effective key; only live data that overlaps it is searched */
  constructor(
    private readonly clusterState: ClusterView,
    private readonly restoring: Restoring,
    key: string,
  ) {
    const overlapping = clusterState.overlapping(key);
    this.isAlone = overlapping.every(({ resource }) => !this.isLive(resource));
  }

  /** The checkpoints, of resources online on the node, at or above a key. */
  at(key: string, folded: string): readonly Victim[] {
    if (this.isAlone) return [];
    const known = this.known.get(folded);
    if (known !== undefined) return known;
    const change = { op: 'delete-value', key, name: '' } as const;
    const victims = this.clusterState
      .touched(this.restoring.node as NodeId, [change])
      .filter(({ resource }) => resource !== this.restoring.resource)
      .map(({ resource, checkpoint }) => ({ resource, checkpoint }));
    this.known.set(folded, victims);
    return victims;
  }

  private isLive(resource: ResourceId): boolean {
    return (
      resource !== this.restoring.resource &&
      this.clusterState.onlineAt(resource) === this.restoring.node
    );
  }
}

/** The checkpoints, of other resources online on a node, of a key container. */
export const liveContainers = (
  clusterState: ClusterView,
  { node, resource: own }: Restoring,
  container: Readonly<{ provider: string; name: string }>,
): readonly Victim[] => {
  const wanted = foldName(`${container.provider}\\${container.name}`);
  const online = membersOn(clusterState, node).filter(
    (member) => member !== own && clusterState.onlineAt(member) === node,
  );
  return online
    .flatMap((resource) =>
      containersOf(clusterState, resource)
        .filter((checkpoint) => foldedOn(clusterState, node, checkpoint) === wanted)
        .map(({ id: checkpoint }) => ({ resource, checkpoint })),
    )
    .sort((a, b) => (a.checkpoint < b.checkpoint ? -1 : 1));
};

const membersOn = (clusterState: ClusterView, node: string): readonly ResourceId[] =>
  clusterState.groupsOn(node as NodeId).flatMap((id) => clusterState.membersOf(id));

const containersOf = (clusterState: ClusterView, id: ResourceId): readonly CryptoCheckpoint[] => [
  ...(clusterState.openResource(id)?.crypto.values() ?? []),
];

const foldedOn = (
  clusterState: ClusterView,
  node: string,
  checkpoint: CryptoCheckpoint,
): string => {
  const { provider, name } = nameOn(clusterState, node as NodeId, checkpoint);
  return foldName(`${provider}\\${name}`);
};
