import {
  defaultProvider,
  isUnrestored,
  type CheckpointRef,
  type CryptoCheckpoint,
  type GroupId,
  type NodeId,
  type OpenResource,
  type PresentNode,
  type RegistryCheckpoint,
} from '#domain';
import { splitKey, type RegistryKey } from '#registry';

import { type Restoring } from './restored-things.js';

/** A checkpoint of a resource that is online, with its content of the backup. */
export type LiveKey = Readonly<{
  ref: CheckpointRef;
  node: NodeId;
  group: GroupId;
  epoch: number;
  /** The checkpoint as it is. */
  known: RegistryCheckpoint;
  content: RegistryKey | undefined;
  hash: string;
  /** True if the key still lacks a restore. */
  isMissing: boolean;
}>;

/** A checkpoint of a container whose resource is online, with its keys of the backup. */
export type LiveContainer = Readonly<{
  ref: CheckpointRef;
  node: NodeId;
  group: GroupId;
  epoch: number;
  known: CryptoCheckpoint;
  /** The capture with the keys, and their fingerprint. */
  capture: number;
  fingerprint: string;
}>;

type Place = Readonly<{
  at: Pick<LiveKey, 'ref' | 'node' | 'group' | 'epoch'>;
  now: OpenResource;
  then: OpenResource;
}>;

/** Where a checkpoint of a resource is live; undefined unless the resource is online. */
const placeOf = ({ present, target }: Restoring, ref: CheckpointRef): Place | undefined => {
  const node = present.onlineAt(ref.resource);
  const [now, then] = [present, target.view].map((state) => state.openResource(ref.resource));
  const group = now && present.openGroup(now.group);
  if (node === undefined || now === undefined || then === undefined || group === undefined)
    return undefined;
  return { at: { ref, node, group: now.group, epoch: group.epoch }, now, then };
};

/** The live keys among checkpoints, outer keys first. */
export const liveKeys = (
  restoring: Restoring,
  refs: readonly CheckpointRef[],
): readonly LiveKey[] =>
  refs
    .flatMap((ref) => liveKey(restoring, ref) ?? [])
    .sort((one, other) => depthOf(one) - depthOf(other));

const liveKey = (restoring: Restoring, ref: CheckpointRef): LiveKey | undefined => {
  const place = placeOf(restoring, ref);
  if (place === undefined) return undefined;
  const { at, now, then } = place;
  const known = now.checkpoints.get(ref.checkpoint);
  const wanted = then.checkpoints.get(ref.checkpoint);
  if (known === undefined || wanted === undefined || wanted.captures === 0) return undefined;
  const content = restoring.target.content(ref);
  return { ...at, known, content, hash: wanted.hash, isMissing: isUnrestored(known, now) };
};

const depthOf = ({ known }: LiveKey): number => splitKey(known.effectiveKey).length;

/** The live containers among checkpoints whose keys are not those of the backup. */
export const liveContainers = (
  restoring: Restoring,
  refs: readonly CheckpointRef[],
): readonly LiveContainer[] =>
  refs.flatMap((ref): readonly LiveContainer[] => {
    const { at, now, then } = placeOf(restoring, ref) ?? {};
    const known = now?.crypto.get(ref.checkpoint);
    const wanted = then?.crypto.get(ref.checkpoint);
    if (at === undefined || known === undefined || wanted === undefined) return [];
    const { fingerprint, captures: capture } = wanted;
    return known.fingerprint === fingerprint ? [] : [{ ...at, known, capture, fingerprint }];
  });

/** The provider under which a node keeps the container of a checkpoint; undefined if it has none. */
export const providerOn = (
  on: PresentNode,
  { type, provider }: CryptoCheckpoint,
): string | undefined => (provider === '' ? defaultProvider(on, type) : provider);
