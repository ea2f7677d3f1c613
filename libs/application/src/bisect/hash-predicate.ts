import { type NodeId } from '#domain';
import { toPosition } from '#event-store';
import { type TreeAt } from '#read-models';
import { hashKey } from '#registry';

import { capturedIn } from '../checkpoints/capture-record.js';
import { type RunningCluster } from '../running-cluster.js';
import { eventsOfAny } from './event-turns.js';
import { type Predicate, type Turn } from './predicate.js';

/** A hash, or the fingerprint of a key container, of the last capture of a checkpoint. */
type AskedCapture = Readonly<{ resource: string; checkpoint: string; is: string }>;

/** The events that change the last capture of a checkpoint. */
const CAPTURED = ['RegistryCheckpointCaptured', 'CryptoCheckpointCaptured'];
const DELETED = ['RegistryCheckpointDeleted', 'CryptoCheckpointDeleted'];

/** A question about the last capture of a checkpoint. Its resource may be removed with it. */
export const captureHashPredicate = (
  cluster: RunningCluster,
  { resource, checkpoint, is }: AskedCapture,
): Predicate => {
  const filters = [
    ...[...CAPTURED, ...DELETED].map((type) => ({ checkpoint, type })),
    { resource, type: 'ResourceClosed' },
  ];
  const turnsOf = function* (span: Readonly<{ from: number; to: number }>): Iterable<Turn> {
    for (const recorded of eventsOfAny(cluster, filters, span)) {
      const holds = CAPTURED.includes(recorded.event.type) && capturedIn(recorded).hash === is;
      yield { position: Number(recorded.position), holds };
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
