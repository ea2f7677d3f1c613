import {
  cureChanges,
  isUnrestored,
  type CheckpointRef,
  type CuredCopy,
  type ClusterState,
  type CureTarget,
  type DataOf,
  type NodeCommand,
  type RegistryCheckpoint,
  type ResourceId,
  type Undoing,
} from '#domain';
import {
  applyChanges,
  emptyTree,
  findKey,
  hashKey,
  splitKey,
  type RegistryKey,
  type RegistryTree,
} from '#registry';

import {
  type CopyTarget,
  type CryptoTarget,
  type RegistryTarget,
} from '../checkpoints/copy-target.js';
import { findCheckpoint } from '../checkpoints/find-checkpoint.js';
import { groupState, nameOf, nodeState, resourceState } from '../names.js';
import { Refusal } from '../refusals.js';

/** A checkpoint, and the content that a cure gives to its live key or to its stored copy. */
export type RegistryPart = Readonly<{
  target: RegistryTarget;
  /** The capture that has the content. */
  number: number;
  content: RegistryKey | undefined;
}>;

/** A checkpoint of a key container, and the capture that a cure puts back. */
export type CryptoPart = Readonly<{ target: CryptoTarget; number: number }>;

export type CureData = DataOf<NodeCommand, 'CureRegistry'>;

/** The target of a cure: a checkpoint, and the node that owns its group. */
export const cureTarget = (
  clusterState: ClusterState,
  resource: ResourceId,
  id: string,
): CopyTarget => {
  const checkpoint = findCheckpoint(clusterState, resource, id);
  const state = resourceState(clusterState, resource);
  const { owner: node, epoch } = groupState(clusterState, state.group);
  const on = nodeState(clusterState, node);
  // The compiler does not split an object into a union by the type of one property.
  return { resource, state, group: state.group, epoch, node, on, checkpoint } as CopyTarget;
};

export const isOnline = ({ target: { state } }: Readonly<{ target: CopyTarget }>): boolean =>
  state.state === 'Online';

/** True if the last restore of the checkpoint onto its node is missing. */
export const lacksRestore = ({ target }: Readonly<{ target: CopyTarget }>): boolean =>
  isUnrestored(target.checkpoint, target.state) &&
  target.state.onlineInterval?.node === target.node;

/** True while the restore of the checkpoint is missing under a running resource. */
export const isRunningUnrestored = ({ target }: Readonly<{ target: CopyTarget }>): boolean =>
  isOnline({ target }) && lacksRestore({ target });

export const refOf = ({ target }: Readonly<{ target: CopyTarget }>): CheckpointRef => ({
  resource: target.resource,
  checkpoint: target.checkpoint.id,
});

/**
 * The cure of several checkpoints of one node. The live keys of running resources get their contents,
 * outer keys first, as restores do; the other contents become the stored copies.
 *
 * @throws Refusal ERROR_INVALID_STATE if two checkpoints want different contents for one key
 */
export const cureOf = (
  parts: readonly RegistryPart[],
  undoing: Undoing,
): Pick<CureData, 'targets' | 'cure' | 'groups' | 'after'> => {
  const running = outerFirst(parts.filter(isOnline));
  requireOneContent(running);
  const targets = running.map(targetOf);
  const after = registryAfter(running, targets);
  const copies = [...running.filter(needsCapture(after)), ...parts.filter(needsCopy)].map(copyOf);
  const cure = { ...undoing, copies };
  return { targets, cure, ...fencesOf(parts.map(({ target }) => target)) };
};

/** The fences of a cure: the epochs of its groups, and the node's last cure. */
export const fencesOf = (targets: readonly CopyTarget[]): Pick<CureData, 'groups' | 'after'> => {
  const groups = new Map(targets.map(({ group, epoch }) => [group, { group, epoch }]));
  return { groups: [...groups.values()], after: targets[0]?.on.curedAt ?? -1 };
};

const targetOf = ({ target, content }: RegistryPart): CureTarget => ({
  key: target.checkpoint.effectiveKey,
  content,
});

/** Sorts checkpoints so that a key comes before those below it. */
export const outerFirst = (parts: readonly RegistryPart[]): readonly RegistryPart[] =>
  parts.toSorted((one, other) => depthOf(one) - depthOf(other));

const depthOf = ({ target }: RegistryPart): number =>
  splitKey(target.checkpoint.effectiveKey).length;

const requireOneContent = (running: readonly RegistryPart[]): void => {
  const hashes = new Map<string, RegistryPart>();
  for (const part of running) {
    const key = part.target.checkpoint.effectiveKey.toUpperCase();
    const other = hashes.get(key);
    if (other !== undefined && hashKey(other.content) !== hashKey(part.content))
      throw new Refusal(
        'ERROR_INVALID_STATE',
        `checkpoints ${other.target.checkpoint.id} and ${part.target.checkpoint.id} have the same key and different contents: revert one of them`,
        { slug: 'clobber' },
      );
    hashes.set(key, part);
  }
};

/** True if the live key differs after the cure, or the capture ends the lack of a restore. */
const needsCapture =
  (after: RegistryTree) =>
  (part: RegistryPart): boolean => {
    const { on, checkpoint } = part.target;
    const { effectiveKey: key } = checkpoint;
    const [before, then] = [findKey(on.registry, key), findKey(after, key)];
    return isRunningUnrestored(part) || hashKey(before) !== hashKey(then);
  };

/** The registry of the node that all the checkpoints are of, after the cure. */
const registryAfter = (
  [first]: readonly RegistryPart[],
  targets: readonly CureTarget[],
): RegistryTree => {
  const registry = first?.target.on.registry ?? emptyTree;
  return applyChanges(registry, cureChanges(registry, { targets, changes: [] }));
};

const needsCopy = (part: RegistryPart): boolean =>
  !isOnline(part) && part.target.checkpoint.hash !== hashKey(part.content);

const copyOf = (part: RegistryPart): CuredCopy => ({
  ...refOf(part),
  copy: isOnline(part) ? 'live' : { capture: part.number, hash: hashKey(part.content) },
});

/** A checkpoint in words: its key, its resource and its id. */
export const inWords = (
  clusterState: ClusterState,
  resource: ResourceId,
  { id, key }: Pick<RegistryCheckpoint, 'id' | 'key'>,
): string =>
  `checkpoint ${id} (${key}) of ${nameOf(clusterState, 'resources', resource) ?? resource}`;
