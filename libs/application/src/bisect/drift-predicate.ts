import { type NodeId, type ResourceId } from '#domain';

import { listCheckpoints } from '../checkpoints/list-checkpoints.js';
import { driftMoment } from '../drift/drift-moment.js';
import { driftState } from '../drift/drift-state.js';
import { type RunningCluster } from '../running-cluster.js';
import { eventsOfAny } from './event-turns.js';
import { type Predicate, type Turn } from './predicate.js';

/** A checkpoint with its key, and a node. */
type Asked = Readonly<{
  resource: ResourceId;
  checkpoint: string;
  /** The effective key; undefined for a key container. */
  key: string | undefined;
  node: NodeId;
}>;

/** True while the node and the stored copy of a checkpoint are not equal. */
export const driftPredicate = (cluster: RunningCluster, asked: Asked): Predicate => {
  const { resource, checkpoint, key, node } = asked;
  const filters = [
    { checkpoint },
    { resource },
    key === undefined ? { node } : { node, key },
    { node, type: 'NodeOpened' },
  ];
  const at = async (position: number): Promise<boolean> => {
    if (position === 0) return false;
    const { trees } = await driftMoment(cluster, { at: String(position) });
    const open = trees.view.openResource(resource);
    if (open === undefined || trees.view.presentNode(node) === undefined) return false;
    const found = listCheckpoints(trees.view, { resource }).find(({ id }) => id === checkpoint);
    if (found === undefined) return false;
    return driftState(trees, { resource, checkpoint: found.checkpoint, node }) !== 'equal';
  };
  return {
    at,
    async *turns(span): AsyncIterable<Turn> {
      for (const { position } of eventsOfAny(cluster, filters, span)) {
        yield { position: Number(position), holds: await at(Number(position)) };
        await cluster.takeTurn();
      }
    },
  };
};
