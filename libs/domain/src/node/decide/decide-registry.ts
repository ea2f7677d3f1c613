import { ClusterError } from '#clusapi';
import {
  applyEffective,
  areDifferent,
  diffKeys,
  findKey,
  foldName,
  hashKey,
  isWithin,
  type RegistryChange,
} from '#registry';

import { type DataOf } from '../../vocabulary/message.js';
import { type NodeCommand, type RestoreOf } from '../commands.js';
import { registryRestored } from '../evolve/evolve-registry.js';
import { type NodeEvent, type Restore, type StagedSet } from '../events.js';
import { fitsOneEvent } from '../size.js';
import { applyStaged, type Hold, type PresentNode } from '../state.js';

export const holdRegistry = (
  data: DataOf<NodeCommand, 'HoldRegistry'>,
  { holds }: PresentNode,
): readonly NodeEvent[] =>
  holds.get(foldName(data.key))?.holder === data.holder ? [] : [{ type: 'RegistryHeld', data }];

export const releaseRegistry = (
  { key }: DataOf<NodeCommand, 'ReleaseRegistry'>,
  { holds }: PresentNode,
): readonly NodeEvent[] => {
  const known = holds.get(foldName(key));
  if (known === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `no program holds ${key} open`);
  return [{ type: 'RegistryReleased', data: { key: known.key } }];
};

/** The program that holds the key, or a key below it, open: it prevents a restore of the key. */
export const blockingHold = (
  key: string,
  { holds }: Pick<PresentNode, 'holds'>,
): Hold | undefined => [...holds.values()].find((held) => isWithin(held.key, key));

export const stageRegistryChanges = (
  data: DataOf<NodeCommand, 'StageRegistryChanges'>,
  state: PresentNode,
): readonly NodeEvent[] =>
  state.staged.get(data.set)?.[data.index] === undefined
    ? [{ type: 'RegistryChangesStaged', data }]
    : [];

export const requireWhole = (staged: StagedSet | undefined, state: PresentNode): void => {
  if (staged === undefined) return;
  const parts = state.staged.get(staged.set) ?? [];
  if (parts.length !== staged.count || parts.includes(undefined as never))
    throw new ClusterError('ERROR_INVALID_STATE', `the staged list ${staged.set} is incomplete`);
};

export const changeRegistry = (
  { changes, staged }: DataOf<NodeCommand, 'ChangeRegistry'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  if (staged === undefined) {
    const effective = applyEffective(state.registry, changes).changes;
    return effective.length === 0
      ? []
      : [{ type: 'RegistryChanged', data: { changes: effective } }];
  }
  requireWhole(staged, state);
  const tree = applyStaged(state, staged);
  const effective = applyEffective(tree, changes).changes;
  return effective.length === 0 && !areDifferent(state.registry, tree)
    ? []
    : [{ type: 'RegistryChanged', data: { changes: effective, staged } }];
};

export const fenceGroup = (
  data: DataOf<NodeCommand, 'FenceGroup'>,
  { fences }: PresentNode,
): readonly NodeEvent[] =>
  (fences.get(data.group) ?? 0) >= data.epoch ? [] : [{ type: 'GroupFenced', data }];

/** @throws ClusterError ERROR_INVALID_STATE for a command of an older epoch */
export const requireCurrentEpoch = (
  { epoch, group, operation }: Pick<Restore, 'epoch' | 'group' | 'operation'>,
  { fences }: PresentNode,
): void => {
  if (epoch < (fences.get(group) ?? 0))
    throw new ClusterError(
      'ERROR_INVALID_STATE',
      `operation ${operation} was overtaken: epoch ${epoch} is fenced`,
    );
};

const requireNotHeld = (key: string, state: PresentNode): void => {
  const held = blockingHold(key, state);
  if (held !== undefined)
    throw new ClusterError('ERROR_ACCESS_DENIED', `${held.holder} holds ${held.key} open`);
};

/**
 * Writes the capture as a replace. The difference is computed against the present registry,
 * including writes that came after the list was staged. The tree is therefore right at the event's
 * revision.
 */
export const restoreRegistry = (
  { content, staged, ...data }: RestoreOf,
  state: PresentNode,
): readonly Extract<NodeEvent, { type: 'RegistryRestored' }>[] => {
  requireCurrentEpoch(data, state);
  requireNotHeld(data.key, state);
  const done = state.restores.get(data.checkpoint);
  if (done?.operation === data.operation && done.capture === data.capture) return [];
  requireWhole(staged, state);
  const changes = diffKeys(findKey(applyStaged(state, staged), data.key), content, data.key);
  if (!fitsOneEvent(changes))
    throw new ClusterError('ERROR_INVALID_STATE', `the restore of ${data.key} must be staged`);
  return [
    {
      type: 'RegistryRestored',
      data: { ...data, changes, ...(staged && { staged }), hash: hashKey(content) },
    },
  ];
};

/** Writes several captures, each onto the registry as the one before leaves it. */
export const restoreRegistries = (
  { restores }: DataOf<NodeCommand, 'RestoreRegistries'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  const events: NodeEvent[] = [];
  let at = state;
  for (const restore of restores)
    for (const event of restoreRegistry(restore, at)) {
      events.push(event);
      at = registryRestored({ ...at, revision: at.revision + 1 }, event.data);
    }
  const changes = events.flatMap(changesOf);
  if (!fitsOneEvent(changes))
    throw new ClusterError('ERROR_INVALID_STATE', 'the restores must be staged');
  return events;
};

const changesOf = ({ data }: NodeEvent): readonly RegistryChange[] =>
  'changes' in data ? data.changes : [];
