import {
  type ClusterView,
  type CryptoCheckpoint,
  type NodeId,
  type OpenResource,
  type RegistryCheckpoint,
  type ResourceId,
} from '#domain';
import { type LossAhead, type LossesOfRestore } from '#read-models';
import { changedPlaces, findKey, splitKey, valueToJson, type RegistryKey } from '#registry';

import { type DriftTrees } from '../drift/drift-trees.js';
import { shownName } from '../names.js';
import { forbidNode, keepLive, makeEdits, type Remedy } from '../remedies/remedy.js';

/** A checkpoint whose next restore onto a node would lose something. */
export type Losing = Readonly<{
  resource: ResourceId;
  open: OpenResource;
  node: NodeId;
  checkpoint: RegistryCheckpoint | CryptoCheckpoint;
  losses: LossesOfRestore;
}>;

/** The most changes, and their approximate length in characters, that a remedy has. */
const [MAX_CHANGES, MAX_TEXT] = [100, 64 * 1024];

/**
 * The request after which nothing would be lost. On the node that owns an offline resource, its key
 * becomes the stored copy. For edits of another node while the resource is online: the same edits
 * where it is online, which captures them. Else the resource is kept off the node until somebody has
 * looked.
 */
export const driftRemedy = (trees: DriftTrees, losing: Losing): Remedy => {
  const { view } = trees;
  const { resource, open, node, checkpoint } = losing;
  const owner = view.openGroup(open.group)?.owner;
  const names = {
    resource: shownName(view, 'resources', resource),
    node: shownName(view, 'nodes', node),
    checkpoint: checkpoint.id,
    key: 'effectiveKey' in checkpoint ? checkpoint.key : checkpoint.name,
  };
  if (owner === node) return keepLive(names);
  const changes = editsOf(trees, losing);
  const online = view.onlineAt(resource);
  if (changes === undefined || online === undefined || isDown(view, online))
    return forbidNode(names.resource, names.node);
  return makeEdits({ from: names.node, to: shownName(view, 'nodes', online), changes });
};

const isDown = (view: ClusterView, node: NodeId): boolean =>
  view.presentNode(node)?.hasCrashed !== false;

type Edits = readonly Readonly<Record<string, unknown>>[];

/** The lost places as changes of a registry; undefined if they are too many, or keys. */
const editsOf = (trees: DriftTrees, { node, checkpoint, losses }: Losing): Edits | undefined => {
  if (!('effectiveKey' in checkpoint) || losses.more) return undefined;
  const { effectiveKey } = checkpoint;
  const live = trees.live(node, effectiveKey);
  const changes = losses.items.flatMap((loss) => editOf(loss, live, effectiveKey));
  const isShort = changes.length <= MAX_CHANGES && JSON.stringify(changes).length <= MAX_TEXT;
  return isShort ? changes : undefined;
};

/** The changes that make one lost place, or subtree, as it is on the node. */
const editOf = (
  { key, name, lost, kept }: LossAhead,
  live: RegistryKey | undefined,
  effectiveKey: string,
): Edits => {
  if (name !== null)
    return lost !== undefined && 'value' in lost
      ? [{ op: 'set', key, name, value: valueToJson(lost.value) }]
      : [{ op: 'delete-value', key, name }];
  if (kept !== undefined) return [{ op: 'delete-key', key }];
  const below = splitKey(key).slice(splitKey(effectiveKey).length).join('\\');
  const subtree = live && findKey(live, below);
  return changedPlaces({ from: subtree, to: undefined, key }, MAX_CHANGES + 1).map((place) =>
    place.name === null
      ? { op: 'create-key', key: place.key }
      : {
          op: 'set',
          key: place.key,
          name: place.name,
          value: place.before === undefined ? undefined : valueToJson(place.before),
        },
  );
};
