import { setImmediate as turn } from 'node:timers/promises';

import { manifestOf, rootHashOf, type Manifest } from '#backups';
import { type ClusterState, type Cut, type NodeHash } from '#domain';
import { toPosition, type Position } from '#event-store';
import { hashInSteps } from '#registry';

import { requireFormed } from '../names.js';
import { caughtUp } from '../reading/moment.js';
import { type RunningCluster } from '../running-cluster.js';

/** The cluster at the last event of the log, and what a backup says of it. */
export type FrozenCut = Readonly<{
  cut: Cut;
  /** The position of the last event in this log. */
  position: Position;
  nodes: readonly NodeHash[];
  manifest: Manifest;
  rootHash: string;
}>;

/** The time after which hashing lets other work run. */
const SLICE_MS = 5;

/**
 * Cuts the log at its last event. A fork of the state is hashed in slices, so that commands go on; what
 * was hashed for an earlier cut is not hashed again.
 *
 * @throws ClusterError ERROR_FILE_NOT_FOUND before the first event
 */
export const cutNow = async (cluster: RunningCluster): Promise<FrozenCut> => {
  await caughtUp(cluster);
  requireFormed(cluster.state.cluster);
  const frozen = cluster.state.fork();
  const { position = toPosition(0n) } = cluster.log;
  const last = cluster.reads.events.lastUpTo(position);
  if (last === undefined) throw new Error('a formed cluster has an event');
  const { id: event, stream, revision } = last;
  const nodes = await hashesOf(frozen, () => cluster.takeTurn());
  const manifest = manifestOf(frozen, nodes);
  return {
    cut: { event, stream, revision: Number(revision) },
    position: last.position,
    ...{ nodes, manifest, rootHash: rootHashOf(manifest) },
  };
};

const hashesOf = async (
  frozen: ClusterState,
  takeTurn: () => Promise<void>,
): Promise<readonly NodeHash[]> => {
  const hashes: NodeHash[] = [];
  let since = performance.now();
  for (const node of frozen.nodeIds()) {
    const registry = frozen.presentNode(node)?.registry;
    if (registry === undefined) continue;
    const steps = hashInSteps(registry);
    let next = steps.next();
    for (; next.done !== true; next = steps.next()) {
      if (performance.now() - since < SLICE_MS) continue;
      await turn();
      await takeTurn();
      since = performance.now();
    }
    hashes.push({ node, hash: next.value });
  }
  return hashes;
};
