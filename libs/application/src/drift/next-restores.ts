import {
  ABSENT_CONTAINER,
  capturesToPin,
  findContainer,
  isSameKey,
  isUnrestored,
  keyAfter,
  needsLateCapture,
  type ClusterView,
  type CryptoCheckpoint,
  type NodeId,
  type OpenResource,
  type RegistryCheckpoint,
  type ResourceId,
} from '#domain';
import { hashKey, type RegistryKey } from '#registry';

import { isCrypto } from '../checkpoints/find-checkpoint.js';
import { type DriftTrees, type KeyRef } from './drift-trees.js';

type OnNode = Readonly<{
  /** The revision of the node up to which captures that are still to come secure its edits. */
  owed: number;
}>;

/** The restore of a key that the next online of a resource makes. */
export type NextKey = OnNode &
  Readonly<{ checkpoint: RegistryCheckpoint; content: RegistryKey | undefined }>;

/** The same for a key container; ABSENT_CONTAINER for the capture of an absence. */
export type NextContainer = OnNode &
  Readonly<{
    checkpoint: CryptoCheckpoint;
    content: string;
    /** True for keys that are captured on the way offline, again if need be. */
    isFresh: boolean;
  }>;

/** No capture is still to come from the node. */
const NOTHING = -1;

/**
 * The restores that the next online of a resource on a node makes, in their order.
 *
 * ```text
 * online, or leaving             its live key, which is captured on the way offline
 * online, its restore missing    the last capture with the edits since
 * offline                        the last capture, or the key at the end of the interval if that is owed
 * on its way online there        the captures that are not restored yet
 * ```
 *
 * A capture that is owed counts as taken. A checkpoint without a capture restores nothing.
 */
export const nextRestores = (
  trees: DriftTrees,
  id: ResourceId,
  node: NodeId,
): readonly (NextKey | NextContainer)[] => {
  const resource = trees.view.openResource(id);
  if (resource === undefined) return [];
  const keys = [...resource.checkpoints.values()].flatMap(
    (checkpoint) => nextKey(trees, { resource: id, checkpoint }, { resource, node }) ?? [],
  );
  const containers = [...resource.crypto.values()].map((checkpoint) =>
    nextContainer(trees, checkpoint, { resource, node }),
  );
  const all = new Map([...keys, ...containers].map((next) => [next.checkpoint.id, next]));
  return inOrder(resource, keys)
    .filter((checkpoint) => !isDone(resource, node, checkpoint))
    .flatMap((checkpoint) => all.get(checkpoint) ?? []);
};

/** A checkpoint that gets its first capture on the way offline is restored like the others. */
const inOrder = (
  { crypto }: OpenResource,
  keys: readonly NextKey[],
): readonly RegistryCheckpoint['id'][] => {
  const checkpoints = new Map(
    keys.map(({ checkpoint }) => [checkpoint.id, { ...checkpoint, captures: 1 }]),
  );
  return capturesToPin({ checkpoints, crypto }).map(({ checkpoint }) => checkpoint);
};

/** True for a restore that the attempt under way there has made, or could not make. */
const isDone = (
  { state, transition }: OpenResource,
  node: NodeId,
  checkpoint: RegistryCheckpoint['id'],
): boolean =>
  state === 'OnlinePending' && transition?.node === node && transition.done.has(checkpoint);

type Coming = Readonly<{ resource: OpenResource; node: NodeId }>;

/** True while the end of the online interval is still to come. */
export const isOpen = ({ state, transition }: OpenResource): boolean =>
  state === 'Online' || (state === 'OfflinePending' && transition?.wasOnline === true);

const nextKey = (trees: DriftTrees, ref: KeyRef, coming: Coming): NextKey | undefined => {
  const { resource, node } = coming;
  const { checkpoint } = ref;
  const { onlineInterval: interval } = resource;
  if (interval === undefined) return lastCapture(trees, ref);
  if (isUnrestored(checkpoint, resource))
    return { checkpoint, content: overUnrestored(trees, ref, interval), owed: NOTHING };
  return isOpen(resource)
    ? liveKey(trees, ref, { interval, node })
    : (lateCapture(trees, ref, { interval, node }) ?? lastCapture(trees, ref));
};

const lastCapture = (trees: DriftTrees, ref: KeyRef): NextKey | undefined => {
  const { checkpoint } = ref;
  if (checkpoint.captures === 0) return undefined;
  return { checkpoint, content: trees.copy(ref), owed: NOTHING };
};

type Ending = Readonly<{ interval: Interval; node: NodeId }>;

/** The key as it is captured on the way offline. An absent key is never the first capture. */
const liveKey = (
  trees: DriftTrees,
  { checkpoint }: KeyRef,
  { interval, node }: Ending,
): NextKey | undefined => {
  const content = trees.live(interval.node, checkpoint.effectiveKey);
  if (content === undefined && checkpoint.captures === 0) return undefined;
  return { checkpoint, content, owed: interval.node === node ? Infinity : NOTHING };
};

type Interval = NonNullable<OpenResource['onlineInterval']>;

/** The last capture with the edits since; the whole key after a restore of the same key by others. */
const overUnrestored = (
  trees: DriftTrees,
  ref: KeyRef,
  { node, closedAt }: Interval,
): RegistryKey | undefined => {
  const { id, effectiveKey } = ref.checkpoint;
  const clobber = trees.view.clobber(id);
  if (clobber !== undefined && isSameKey(clobber.key, effectiveKey))
    return closedAt === undefined
      ? trees.live(node, effectiveKey)
      : trees.earlier({ node, nodeRevision: closedAt }, effectiveKey);
  const copy = trees.copy(ref);
  const edits = trees.pendingEdits(ref);
  return edits.length === 0 ? copy : keyAfter(copy, edits, effectiveKey);
};

/** The key at the end of the last online interval, if its capture is still owed. */
const lateCapture = (
  trees: DriftTrees,
  ref: KeyRef,
  { interval, node }: Ending,
): NextKey | undefined => {
  const { checkpoint } = ref;
  const { closedAt } = interval;
  if (closedAt === undefined) return undefined;
  const moment = { node: interval.node, nodeRevision: closedAt };
  if (!needsLateCapture(checkpoint, moment)) return undefined;
  const content = trees.earlier(moment, checkpoint.effectiveKey);
  if (isKnown(trees, ref, hashKey(content))) return undefined;
  return { checkpoint, content, owed: interval.node === node ? closedAt : NOTHING };
};

const isKnown = (trees: DriftTrees, ref: KeyRef, hash: string): boolean => {
  const { captures, hash: copy } = ref.checkpoint;
  return hash === copy || (captures === 0 && hash === trees.openingHash(ref));
};

/** Keys that can't be exported are not captured: the last capture stays. */
const nextContainer = (
  { view }: DriftTrees,
  checkpoint: CryptoCheckpoint,
  { resource, node }: Coming,
): NextContainer => {
  const { onlineInterval: interval } = resource;
  const captured =
    interval && isOpen(resource) ? keysCaptured(view, checkpoint, interval) : undefined;
  if (captured === undefined)
    return { checkpoint, content: checkpoint.fingerprint, isFresh: false, owed: NOTHING };
  const owed = interval?.node === node ? Infinity : NOTHING;
  const isUnrestoredThere = interval?.unrestored.has(checkpoint.id) === true;
  const isFresh = !isUnrestoredThere || captured !== checkpoint.fingerprint;
  return { checkpoint, content: captured, isFresh, owed };
};

/** The fingerprint of the keys that are captured on the way offline, or before. */
const keysCaptured = (
  view: ClusterView,
  checkpoint: CryptoCheckpoint,
  { node, unrestored }: Interval,
): string | undefined => {
  const on = view.presentNode(node);
  const live = on && findContainer(on, checkpoint);
  if (live?.exportable !== true) return undefined;
  const missing = unrestored.get(checkpoint.id);
  const isPending = missing === undefined || live.since > (missing.nodeRevision ?? Infinity);
  return isPending ? live.fingerprint : undefined;
};

/** True for the restore of a key container. */
export const isOfContainer = (next: NextKey | NextContainer): next is NextContainer =>
  isCrypto(next.checkpoint);

/** The fingerprint of keys; undefined for an absence. */
export const keysIn = (fingerprint: string): string | undefined =>
  fingerprint === ABSENT_CONTAINER ? undefined : fingerprint;
