import { ClusterError } from '#clusapi';
import {
  applyChanges,
  applyEffective,
  diffKeys,
  findKey,
  type RegistryChange,
  type RegistryTree,
} from '#registry';

import { type DataOf } from '../../vocabulary/message.js';
import { type NodeCommand } from '../commands.js';
import { type CureTarget } from '../../vocabulary/cure.js';
import { type NodeEvent } from '../events.js';
import { fitsOneCure } from '../size.js';
import { applyStaged, type PresentNode } from '../state.js';
import { requireWhole } from './decide-registry.js';

type CureRegistry = DataOf<NodeCommand, 'CureRegistry'>;

/**
 * Makes keys as they should be, and names the stored copies that follow. The differences are
 * computed against the present registry, as those of a restore are.
 *
 * @throws ClusterError ERROR_INVALID_STATE if an operation of a group, or another cure, came first
 */
export const cureRegistry = (
  { targets, changes: wanted, staged, cure, groups, after }: CureRegistry,
  state: PresentNode,
): readonly NodeEvent[] => {
  requireFirst({ groups, after }, state);
  requireWhole(staged, state);
  const changes = cureChanges(applyStaged(state, staged), { targets, changes: wanted });
  if (!fitsOneCure(changes, cure.copies))
    throw new ClusterError('ERROR_INVALID_STATE', 'the changes of the cure must be staged');
  if (changes.length === 0 && staged === undefined && cure.copies.length === 0) return [];
  return [{ type: 'RegistryChanged', data: { changes, ...(staged && { staged }), cure } }];
};

/** The changes that a cure makes in a registry. */
export const cureChanges = (
  registry: RegistryTree,
  { targets, changes }: Pick<CureRegistry, 'targets' | 'changes'>,
): readonly RegistryChange[] => {
  const found: RegistryChange[] = [];
  const cured = targets.reduce((tree, target) => madeEqual(tree, target, found), registry);
  return [...found, ...applyEffective(cured, changes).changes];
};

const madeEqual = (
  tree: RegistryTree,
  { key, content }: CureTarget,
  found: RegistryChange[],
): RegistryTree => {
  const changes = diffKeys(findKey(tree, key), content, key);
  found.push(...changes);
  return applyChanges(tree, changes);
};

/** The groups stay as they are until the copies are captured: an operation fences the node first. */
const requireFirst = (
  { groups, after }: Pick<CureRegistry, 'groups' | 'after'>,
  { fences, curedAt }: PresentNode,
): void => {
  const late = groups.find(({ group, epoch }) => epoch < (fences.get(group) ?? 0));
  if (late !== undefined)
    throw new ClusterError(
      'ERROR_INVALID_STATE',
      `an operation of group ${late.group} came first: epoch ${late.epoch} is fenced`,
    );
  if (curedAt !== after)
    throw new ClusterError('ERROR_INVALID_STATE', 'another cure of this registry came first');
};
