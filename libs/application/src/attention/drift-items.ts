import {
  type CheckpointId,
  type ClusterView,
  type NodeId,
  type OpenResource,
  type ResourceId,
} from '#domain';
import { type LossAhead, type LossesOfRestore, type ReadModels } from '#read-models';

import { wouldLoseIn } from '../drift/drift-items.js';
import { type DriftTrees } from '../drift/drift-trees.js';
import { LongTurns } from '../execution/long-turns.js';
import { missingRestore } from '../hazards/missing-restore.js';
import { possibleOwners } from '../hazards/possible-owners.js';
import { shownName } from '../names.js';
import { type RunningCluster } from '../running-cluster.js';
import { driftRemedy } from './drift-remedy.js';
import { type AttentionItem } from './item.js';

/** The most resources times nodes that one answer looks at. */
const MOST = 20_000;

/** The items, and true in `isWhole` if everything was looked at. */
export type FoundDrift = Readonly<{ items: readonly AttentionItem[]; isWhole: boolean }>;

/**
 * The checkpoints whose next restore onto a node would lose something there. A node that differs
 * without a loss is no item: that is normal life after captures.
 */
export const driftItems = async (
  cluster: RunningCluster,
  trees: DriftTrees,
): Promise<FoundDrift> => {
  const { view } = trees;
  const turns = new LongTurns(cluster);
  const ahead = wouldLoseIn(cluster, trees, turns);
  const items: AttentionItem[] = [];
  let count = 0;
  for (const resource of view.resourceIds()) {
    const open = view.openResource(resource);
    if (open === undefined || open.checkpoints.size + open.crypto.size === 0) continue;
    for (const node of possibleOwners(view, resource)) {
      if (count >= MOST) return { items, isWhole: false };
      count += 1;
      await turns.pause();
      for (const [checkpoint, found] of await ahead.of(resource, node)) {
        // Live data of others is about two resources on one key, which is an item of its own.
        const losses = { ...found, items: found.items.filter(({ rule }) => rule !== 'R6') };
        const asked = { resource, open, node, checkpoint, losses };
        items.push(...itemOf({ trees, reads: cluster.reads }, asked));
      }
    }
  }
  return { items, isWhole: true };
};

type Asked = Readonly<{
  resource: ResourceId;
  open: OpenResource;
  node: NodeId;
  checkpoint: CheckpointId;
  losses: LossesOfRestore;
}>;

type Sources = Readonly<{ trees: DriftTrees; reads: ReadModels }>;

/** A missing restore is an item of its own kind, and its losses are no further one. */
const itemOf = (sources: Sources, asked: Asked): readonly AttentionItem[] => {
  const { view } = sources.trees;
  const { resource, open, node, checkpoint, losses } = asked;
  const found = open.checkpoints.get(checkpoint) ?? open.crypto.get(checkpoint);
  const [first] = losses.items;
  if (first === undefined || found === undefined) return [];
  if (open.onlineInterval?.node === node && missingRestore(open, found.id) !== undefined) return [];
  const names = namesOf(view, resource, node);
  const name = 'effectiveKey' in found ? found.key : found.name;
  return [
    {
      severity: 'warning',
      kind: 'drift',
      thing: { kind: 'checkpoint', id: checkpoint, name, ...names },
      since: sinceOf(sources.reads, losses.items),
      detail: detailOf(losses, first, names),
      remedy: driftRemedy(sources.trees, { resource, open, node, checkpoint: found, losses }),
    },
  ];
};

const namesOf = (
  view: ClusterView,
  resource: ResourceId,
  node: NodeId,
): Readonly<Record<'resource' | 'node', string>> => ({
  resource: shownName(view, 'resources', resource),
  node: shownName(view, 'nodes', node),
});

/** The oldest of the writes that would be lost. */
const sinceOf = ({ events }: ReadModels, losses: readonly LossAhead[]): AttentionItem['since'] => {
  const written = losses.flatMap(({ written: at }) => at ?? []);
  const oldest = written.length === 0 ? undefined : Math.min(...written);
  const recordedAt = oldest === undefined ? undefined : events.at(oldest)?.recordedAt.getTime();
  return recordedAt === undefined ? undefined : { position: String(oldest), recordedAt };
};

const detailOf = (
  { items: { length }, more }: LossesOfRestore,
  { key, name }: LossAhead,
  { resource, node }: Readonly<Record<'resource' | 'node', string>>,
): string => {
  const place = name === null ? key : `${name === '' ? 'the default value' : name} of ${key}`;
  const others = more
    ? ` and more than ${length - 1} others`
    : length > 1
      ? ` and ${length - 1} more`
      : '';
  return `the next online of ${resource} on ${node} would overwrite ${place}${others}, of which no capture has the last write`;
};
