import { manifestOf, rootHashOf, type Manifest } from '#backups';
import { type ClusterState, type Cut, type NodeHash } from '#domain';
import { toPosition, type Position } from '#event-store';

import { hashAhead } from '../execution/hash-ahead.js';
import { LongTurns } from '../execution/long-turns.js';
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
  const nodes = await hashesOf(frozen, new LongTurns(cluster));
  const manifest = manifestOf(frozen, nodes);
  return {
    cut: { event, stream, revision: Number(revision) },
    position: last.position,
    ...{ nodes, manifest, rootHash: rootHashOf(manifest) },
  };
};

const hashesOf = async (frozen: ClusterState, turns: LongTurns): Promise<readonly NodeHash[]> => {
  const hashes: NodeHash[] = [];
  for (const node of frozen.nodeIds()) {
    const registry = frozen.presentNode(node)?.registry;
    if (registry !== undefined)
      hashes.push({ node, hash: await hashAhead(registry, () => turns.pause()) });
  }
  return hashes;
};
