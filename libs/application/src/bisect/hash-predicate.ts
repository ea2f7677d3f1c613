import { type NodeId } from '#domain';
import { toPosition } from '#event-store';
import { type TreeAt } from '#read-models';
import { hashKey } from '#registry';

import { type RunningCluster } from '../running-cluster.js';
import { eventsOfAny } from './event-turns.js';
import { type Predicate, type Turn } from './predicate.js';

/** A question about the hash of the last capture of a checkpoint. */
export const captureHashPredicate = (
  cluster: RunningCluster,
  { checkpoint, is }: Readonly<{ checkpoint: string; is: string }>,
): Predicate => {
  const filters = [
    { checkpoint, type: 'RegistryCheckpointCaptured' },
    { checkpoint, type: 'RegistryCheckpointDeleted' },
  ];
  const turnsOf = function* (span: Readonly<{ from: number; to: number }>): Iterable<Turn> {
    for (const { position, event } of eventsOfAny(cluster, filters, span)) {
      const { hash } = event.data as Readonly<{ hash?: string }>;
      yield { position: Number(position), holds: hash === is };
    }
  };
  return {
    at: (position) => [...firstOf(turnsOf({ from: 0, to: position }))][0]?.holds ?? false,

    async *turns(span) {
      yield* turnsOf(span);
    },
  };
};

function* firstOf<Item>(items: Iterable<Item>): Iterable<Item> {
  for (const item of items) {
    yield item;
    return;
  }
}

/**
 * A question about the hash of a node's registry. Each registry is made from the later one, and what
 * they share is hashed once.
 */
export const nodeHashPredicate = (
  cluster: RunningCluster,
  { node, is }: Readonly<{ node: NodeId; is: string }>,
): Predicate => {
  const { reads } = cluster;
  const filters = [
    { node, type: 'NodeOpened' },
    { node, type: 'RegistryChanged' },
    { node, type: 'RegistryRestored' },
  ];
  const treeAt = (position: number, later: TreeAt | undefined): TreeAt => ({
    tree: reads.trees.at({ node, key: '' }, position, later),
    at: position,
  });
  return {
    at: (position) =>
      isThere(cluster, node, position) && hashKey(treeAt(position, undefined).tree) === is,
    async *turns(span): AsyncIterable<Turn> {
      let later: TreeAt | undefined;
      for (const { position } of eventsOfAny(cluster, filters, span)) {
        later = treeAt(Number(position), later);
        yield { position: Number(position), holds: hashKey(later.tree) === is };
        await cluster.takeTurn();
      }
    },
  };
};

const isThere = ({ reads }: RunningCluster, node: NodeId, position: number): boolean =>
  reads.stateAt(toPosition(BigInt(position))).presentNode(node) !== undefined;
