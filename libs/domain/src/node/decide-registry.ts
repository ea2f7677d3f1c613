import { ClusterError } from '#clusapi';
import {
  applyEffective,
  areDifferent,
  diffKeys,
  findKey,
  foldName,
  hashKey,
  isWithin,
} from '#registry';

import { type NodeCommand, type NodeCommandData as Of } from './commands.js';
import { type NodeEvent, type Restore, type StagedSet } from './events.js';
import { fitsOneEvent } from './size.js';
import { applyStaged, type Hold, type PresentNode } from './state.js';

type RegistryCommand = Extract<NodeCommand, { type: `${string}Registry` | 'StageRegistryChanges' }>;

export const decideRegistry = (
  command: RegistryCommand,
  state: PresentNode,
): readonly NodeEvent[] => {
  requireReachable(state);
  switch (command.type) {
    case 'StageRegistryChanges':
      return stage(command.data, state);
    case 'ChangeRegistry':
      return changeRegistry(command.data, state);
    case 'RestoreRegistry':
      return restoreRegistry(command.data, state);
    case 'HoldRegistry':
      return hold(command.data, state);
    case 'ReleaseRegistry':
      return release(command.data, state);
  }
};

/** A node that was stopped can be edited; one that crashed is out of reach. */
export const requireReachable = ({ hasCrashed, name }: PresentNode): void => {
  if (hasCrashed)
    throw new ClusterError(
      'ERROR_CLUSTER_NODE_DOWN',
      `node ${name} has crashed and is out of reach`,
    );
};

const hold = (data: Of<'HoldRegistry'>, { holds }: PresentNode): readonly NodeEvent[] =>
  holds.get(foldName(data.key))?.holder === data.holder ? [] : [{ type: 'RegistryHeld', data }];

const release = ({ key }: Of<'ReleaseRegistry'>, { holds }: PresentNode): readonly NodeEvent[] => {
  const known = holds.get(foldName(key));
  if (known === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `nobody holds ${key} open`);
  return [{ type: 'RegistryReleased', data: { key: known.key } }];
};

/** Who holds a key, or one below it, open: then it can't be replaced. */
export const holdOn = (key: string, { holds }: PresentNode): Hold | undefined =>
  [...holds.values()].find((held) => isWithin(held.key, key));

const stage = (data: Of<'StageRegistryChanges'>, state: PresentNode): readonly NodeEvent[] =>
  state.staged.get(data.set)?.[data.index] === undefined
    ? [{ type: 'RegistryChangesStaged', data }]
    : [];

const requireWhole = (staged: StagedSet | undefined, state: PresentNode): void => {
  if (staged === undefined) return;
  const parts = state.staged.get(staged.set) ?? [];
  if (parts.length !== staged.count || parts.includes(undefined as never))
    throw new ClusterError('ERROR_INVALID_STATE', `the staged list ${staged.set} is not whole`);
};

const changeRegistry = (
  { changes, staged }: Of<'ChangeRegistry'>,
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

/** @throws ClusterError ERROR_INVALID_STATE for whoever acts on an older word */
export const requireFenced = (
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
  const held = holdOn(key, state);
  if (held !== undefined)
    throw new ClusterError('ERROR_ACCESS_DENIED', `${held.holder} holds ${held.key} open`);
};

/**
 * Writes the capture as a replace. What other writers did since a list was staged is part of
 * the difference that is computed here, so the tree is right at the event's own revision.
 */
const restoreRegistry = (
  { content, staged, ...data }: Of<'RestoreRegistry'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  requireFenced(data, state);
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
