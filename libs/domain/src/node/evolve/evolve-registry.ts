import { applyChanges, foldName } from '#registry';

import { type DataOf } from '../../vocabulary/message.js';
import { type NodeEvent, type Restore } from '../events.js';
import { applyAhead, applyStaged, type DoneRestore, type PresentNode } from '../state.js';

/** The number of unfinished sets that are kept; beyond it, the oldest is dropped. */
const MAX_OPEN_SETS = 64;

export const groupFenced = (
  state: PresentNode,
  { group, epoch }: DataOf<NodeEvent, 'GroupFenced'>,
): PresentNode => ({ ...state, fences: new Map(state.fences).set(group, epoch) });

export const registryHeld = (
  state: PresentNode,
  hold: DataOf<NodeEvent, 'RegistryHeld'>,
): PresentNode => ({ ...state, holds: new Map(state.holds).set(foldName(hold.key), hold) });

export const registryReleased = (
  state: PresentNode,
  { key }: DataOf<NodeEvent, 'RegistryReleased'>,
): PresentNode => {
  const holds = new Map(state.holds);
  holds.delete(foldName(key));
  return { ...state, holds };
};

export const registryChangesStaged = (
  state: PresentNode,
  { set, index, changes }: DataOf<NodeEvent, 'RegistryChangesStaged'>,
): PresentNode => {
  const { staged, registry } = state;
  const parts = [...(staged.get(set) ?? [])];
  parts[index] = changes;
  if (index === parts.length - 1) applyAhead(registry, parts);
  const next = new Map(staged).set(set, parts);
  const [oldest] = next.keys();
  const isFull = next.size > MAX_OPEN_SETS && oldest !== undefined;
  return { ...state, staged: isFull ? without(next, oldest) : next };
};

const without = (staged: PresentNode['staged'], set: string): PresentNode['staged'] =>
  new Map([...staged].filter(([name]) => name !== set));

/** An edit or a cure. */
export const registryChanged = (
  state: PresentNode,
  data: DataOf<NodeEvent, 'RegistryChanged'>,
): PresentNode => ({ ...withChanges(state, data), ...revisionsAfter(data, state) });

const withChanges = (
  state: PresentNode,
  { changes, staged }: DataOf<NodeEvent, 'RegistryChanged' | 'RegistryRestored'>,
): PresentNode => ({
  ...state,
  registry: applyChanges(applyStaged(state, staged), changes),
  registryRevision: state.revision,
  staged: staged ? without(state.staged, staged.set) : state.staged,
});

/** The revisions after an edit or a cure. A cure of stored copies alone leaves the registry as it is. */
export const revisionsAfter = (
  { changes, staged, cure }: DataOf<NodeEvent, 'RegistryChanged'>,
  { revision, registryRevision, curedAt }: PresentNode,
): Pick<PresentNode, 'registryRevision' | 'curedAt'> => {
  const isOfCopiesAlone = cure !== undefined && staged === undefined && changes.length === 0;
  return {
    registryRevision: isOfCopiesAlone ? registryRevision : revision,
    curedAt: cure === undefined ? curedAt : revision,
  };
};

export const registryRestored = (
  state: PresentNode,
  data: DataOf<NodeEvent, 'RegistryRestored'>,
): PresentNode => ({ ...withChanges(state, data), restores: restoresAfter(data, state) });

/** The last restore of each checkpoint, after one more restore. */
export const restoresAfter = (
  {
    checkpoint,
    operation,
    capture,
    deliberate,
  }: Pick<Restore, 'checkpoint' | 'operation' | 'capture' | 'deliberate'>,
  { restores, revision }: PresentNode,
): PresentNode['restores'] => {
  const done: DoneRestore = { operation, capture, revision, ...(deliberate && { deliberate }) };
  return new Map(restores).set(checkpoint, done);
};
