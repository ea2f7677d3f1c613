import { ClusterError } from '#clusapi';
import {
  chunkChanges,
  cureChanges,
  defaultProvider,
  fitsOneCure,
  type CureTarget,
  type DataOf,
  type NodeCommand,
  type NodeId,
  type PresentNode,
} from '#domain';
import {
  applyChanges,
  areDifferent,
  diffKeys,
  emptyTree,
  findKey,
  foldName,
  hashKey,
  type RegistryChange,
  type RegistryTree,
} from '#registry';

import { stagedSet } from '../fold/staged-set.js';
import { isOwed } from '../captures/owed-steps.js';
import { type StepCommand } from '../execution/step.js';
import { undoingOf } from './checkpoint-phase.js';
import { liveKeys, type LiveKey } from './live-keys.js';
import { type Phase, type PhaseSteps, type Planned } from './phase.js';

type CureData = DataOf<NodeCommand, 'CureRegistry'>;

/**
 * Puts registries, and the live keys of resources that are online, back: each node in one event. An
 * unreachable node is waited for.
 */
export const nodePhase: Phase = (planned) => {
  const live = Map.groupBy(liveKeys(planned, planned.things.checkpoints), ({ node }) => node);
  const nodes = new Set([...planned.things.registries.map(({ node }) => node), ...live.keys()]);
  const all = [...nodes].map((node) => stepsOfNode(planned, node, live.get(node) ?? []));
  return {
    steps: all.flatMap(({ steps }) => steps),
    isWaiting: all.some(({ isWaiting }) => isWaiting),
  };
};

const stepsOfNode = (planned: Planned, node: NodeId, live: readonly LiveKey[]): PhaseSteps => {
  const on = requireNode(planned, node);
  requireOneContent(live);
  const targets = [...registryTargets(planned, node, on), ...live.map(targetOf)];
  const changes = cureChanges(on.registry, { targets, changes: [] });
  const after = applyChanges(on.registry, changes);
  const copies = live
    .filter(({ known, isMissing }) => isMissing || isChanged(known.effectiveKey, on, after))
    .map(({ ref }) => ({ ...ref, copy: 'live' }) as const);
  const providers = providerSteps(planned, node, on);
  const isSame = copies.length === 0 && !areDifferent(on.registry, after);
  if (isSame && providers.length === 0)
    return { steps: [], isWaiting: live.some((key) => isUncaptured(planned, key)) };
  if (on.hasCrashed || on.leaving !== undefined) return { steps: [], isWaiting: true };
  const cure = { ...undoingOf(planned), copies };
  const data: CureData = { targets, changes: [], cure, ...fencesOf(on, live) };
  const steps = isSame ? [] : cureSteps({ planned, node, on }, data, changes);
  return { steps: [...providers, ...steps], isWaiting: false };
};

/** @throws ClusterError ERROR_CLUSTER_NODE_NOT_FOUND for a node that was evicted */
const requireNode = ({ present }: Planned, node: NodeId): PresentNode => {
  const on = present.presentNode(node);
  if (on === undefined || !present.nodeIds().includes(node))
    throw new ClusterError('ERROR_CLUSTER_NODE_NOT_FOUND', `node ${node} was evicted`);
  return on;
};

/** The epochs of the groups with live keys, and the last cure of the node. */
const fencesOf = (
  { curedAt: after }: PresentNode,
  live: readonly LiveKey[],
): Pick<CureData, 'groups' | 'after'> => {
  const groups = new Map(live.map(({ group, epoch }) => [group, { group, epoch }]));
  return { groups: [...groups.values()], after };
};

const isChanged = (key: string, on: PresentNode, after: RegistryTree): boolean =>
  hashKey(findKey(on.registry, key)) !== hashKey(findKey(after, key));

/** True while the live key is not the stored copy yet. */
const isUncaptured = ({ present }: Planned, { known, node }: LiveKey): boolean =>
  isOwed(present, known.id) ||
  known.hash !== hashKey(present.registryKey(node, known.effectiveKey));

const targetOf = ({ known, content }: LiveKey): CureTarget => ({
  key: known.effectiveKey,
  content,
});

/** @throws ClusterError ERROR_INVALID_STATE if two checkpoints want different contents for one key */
const requireOneContent = (live: readonly LiveKey[]): void => {
  const hashes = new Map<string, LiveKey>();
  for (const key of live) {
    const name = foldName(key.known.effectiveKey);
    const other = hashes.get(name);
    if (other !== undefined && other.hash !== key.hash)
      throw new ClusterError(
        'ERROR_INVALID_STATE',
        `checkpoints ${other.known.id} and ${key.known.id} have the same key and different contents: take one of their resources offline`,
      );
    hashes.set(name, key);
  }
};

/** The subtrees of a node that come back. What is newer stays if the restore says so. */
const registryTargets = (
  { restore, target, things }: Planned,
  node: NodeId,
  { registry }: PresentNode,
): readonly CureTarget[] =>
  things.registries
    .filter((wanted) => wanted.node === node)
    .map(({ key }) => {
      const then = target.registryKey(node, key) ?? (key === '' ? emptyTree : undefined);
      if (restore.newer === 'remove') return { key, content: then };
      const kept = diffKeys(findKey(registry, key), then, key).filter(isNoDeletion);
      return { key, content: findKey(applyChanges(registry, kept), key) };
    });

const isNoDeletion = ({ op }: RegistryChange): boolean => op === 'set' || op === 'create-key';

/** The default providers of a node belong to the whole node. */
const providerSteps = (
  { target, things }: Planned,
  id: NodeId,
  on: PresentNode,
): readonly StepCommand[] => {
  const then = target.view.presentNode(id);
  const isWhole = things.registries.some(({ node, key }) => node === id && key === '');
  if (!isWhole || then === undefined) return [];
  return [...new Set([...on.defaultProviders.keys(), ...then.defaultProviders.keys()])].flatMap(
    (type): readonly StepCommand[] => {
      const provider = defaultProvider(then, type);
      if (provider === undefined || provider === defaultProvider(on, type)) return [];
      return [
        { kind: 'node', id, command: { type: 'SetDefaultProvider', data: { type, provider } } },
      ];
    },
  );
};

type OnNode = Readonly<{ planned: Planned; node: NodeId; on: PresentNode }>;

/** A difference that is too long for one event is staged first. */
const cureSteps = (
  { planned: { restore }, node: id, on }: OnNode,
  data: CureData,
  changes: readonly RegistryChange[],
): readonly StepCommand[] => {
  const to = { kind: 'node', id } as const;
  if (fitsOneCure(changes, data.cure.copies))
    return [{ ...to, command: { type: 'CureRegistry', data } }];
  const set = `${restore.operation}/${id}/${hashKey(on.registry)}`;
  const parts = chunkChanges(changes);
  const stored = on.staged.get(set) ?? [];
  const missing = parts.flatMap((part, index): readonly StepCommand[] => {
    if (stored[index] !== undefined) return [];
    const staging = { set, index, changes: part };
    return [{ ...to, command: { type: 'StageRegistryChanges', data: staging } }];
  });
  if (missing.length > 0) return missing;
  const staged = stagedSet(set, parts);
  return [{ ...to, command: { type: 'CureRegistry', data: { ...data, staged } } }];
};
