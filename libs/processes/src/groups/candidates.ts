import { type ClusterView, type NodeId, type OpenGroup, type ResourceId } from '#domain';

/** The reason why a node cannot take a group, or why the group stays away from it. */
export type Obstacle =
  | Readonly<{
      is:
        | 'gone'
        | 'crashed'
        | 'down'
        | 'paused'
        | 'leaving'
        | 'draining'
        | 'less-preferred'
        | 'failed-there';
    }>
  | Readonly<{ is: 'not-possible'; resource: ResourceId }>;

/**
 * The reason why a node was taken: it is the first that could host the whole group, it is merely up
 * or paused and there is none better, or a command named it.
 */
export type TakenAs = 'host' | 'up' | 'paused' | 'named' | 'target' | 'home' | 'source' | 'earlier';

/**
 * The verdict on a node. A node that comes `later` could have taken the group, too; the owner has an
 * obstacle if it could not have kept the group.
 */
export type Verdict =
  | Obstacle
  | Readonly<{ is: 'owner'; obstacle: Obstacle | undefined }>
  | Readonly<{ is: 'taken'; as: TakenAs }>
  | Readonly<{ is: 'later'; hasFailed: boolean }>;

/** A node of the cluster, and why a group went there or not. */
export type Candidate = Readonly<{ node: NodeId; verdict: Verdict }>;

/** The choice of a node for a group: the node, and the verdict on every node. */
export type Placement = Readonly<{
  to: NodeId | undefined;
  candidates: () => readonly Candidate[];
}>;

/** A choice of nodes. It counts if every node has an obstacle to the tiers before it. */
export type Tier = Readonly<{
  as: TakenAs;
  obstacle: (node: NodeId) => Obstacle | undefined;
}>;

/**
 * Chooses the first of the nodes without an obstacle to the first tier, else to the next one. The
 * verdict on another node is its obstacle to the first tier.
 */
export const choose = (
  { clusterState, group }: Readonly<{ clusterState: ClusterView; group: OpenGroup }>,
  nodes: readonly NodeId[],
  tiers: readonly [Tier, ...Tier[]],
): Placement => {
  const [best] = tiers;
  for (const { as, obstacle } of tiers) {
    const to = nodes.find((node) => obstacle(node) === undefined);
    if (to === undefined) continue;
    return { to, candidates: () => verdicts({ clusterState, group }, best, { to, as }) };
  }
  return { to: undefined, candidates: () => verdicts({ clusterState, group }, best) };
};

/** A node that is taken because a command or another rule names it. */
export const named = (
  { clusterState, group }: Readonly<{ clusterState: ClusterView; group: OpenGroup }>,
  taken: Readonly<{ to: NodeId; as: TakenAs }>,
  obstacle: Tier['obstacle'],
): Placement => ({
  to: taken.to,
  candidates: () => verdicts({ clusterState, group }, { as: 'host', obstacle }, taken),
});

const verdicts = (
  { clusterState, group }: Readonly<{ clusterState: ClusterView; group: OpenGroup }>,
  { obstacle }: Tier,
  taken?: Readonly<{ to: NodeId; as: TakenAs }>,
): readonly Candidate[] =>
  clusterState.nodeIds().map((node) => {
    if (node === taken?.to) return { node, verdict: { is: 'taken', as: taken.as } };
    if (node === group.owner) return { node, verdict: { is: 'owner', obstacle: obstacle(node) } };
    const hasFailed = group.displacedBy?.failedOn.has(node) === true;
    return { node, verdict: obstacle(node) ?? { is: 'later', hasFailed } };
  });
