import { type ClusterView, type NodeId, type NodeView } from '#domain';

import { ContainerClaims } from './container-claims.js';

/** The parts of a cluster state that the hazards of many checkpoints have in common. */
export class HazardSources {
  private claimed: ContainerClaims | undefined;
  private held: readonly (readonly [NodeId, NodeView])[] | undefined;

  constructor(readonly clusterState: ClusterView) {}

  get claims(): ContainerClaims {
    this.claimed ??= new ContainerClaims(this.clusterState);
    return this.claimed;
  }

  /** The nodes on which programs hold subtrees open. */
  get heldNodes(): readonly (readonly [NodeId, NodeView])[] {
    this.held ??= this.clusterState.nodeIds().flatMap((id) => {
      const node = this.clusterState.presentNode(id);
      return node === undefined || node.holds.size === 0 ? [] : [[id, node] as const];
    });
    return this.held;
  }
}
