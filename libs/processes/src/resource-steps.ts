import {
  chunkChanges,
  fitsOneEvent,
  type Attempt,
  type GroupId,
  type OpenResource,
  type Pin,
  type PresentNode,
  type RegistryCheckpoint,
  type ResourceId,
  type World,
} from '#domain';
import { diffKeys, findKey, hashKey, type RegistryKey } from '#registry';

import { takenNow } from './owed.js';
import { stagedSet } from './staged-set.js';
import { type Step } from './step.js';

/** Where an operation takes a resource, on whose word, and whether it shall stay so. */
export type Target = Readonly<{ attempt: Attempt; persist: boolean }>;

/** The next steps of one resource on its way offline: pending, captured, Offline. */
export const offlineSteps = (
  world: World,
  id: ResourceId,
  { attempt, persist }: Target,
): readonly Step[] => {
  const state = world.resource(id);
  if (state.status !== 'open') return [];
  if (state.state !== 'OfflinePending' || state.attempt?.operation !== attempt.operation)
    return [
      { kind: 'resource', id, command: { type: 'BeginOffline', data: { ...attempt, persist } } },
    ];
  const left = [...state.checkpoints.values()].filter((known) => isUncaptured(known, state));
  if (left.length > 0)
    return left.flatMap((known) => leavingCapture(world, id, { known, attempt }));
  const nodeRevision = world.revision('node', attempt.node);
  return [
    {
      kind: 'resource',
      id,
      command: { type: 'CompleteOffline', data: { ...attempt, nodeRevision } },
    },
  ];
};

const isUncaptured = ({ id }: RegistryCheckpoint, { attempt }: OpenResource): boolean =>
  attempt?.wasOnline === true && !attempt.done.has(id);

const leavingCapture = (
  world: World,
  id: ResourceId,
  { known, attempt }: { known: RegistryCheckpoint; attempt: Attempt },
): readonly Step[] => {
  const taken = takenNow(world, attempt.node, known.effectiveKey);
  if (taken === undefined) return [];
  const { operation } = attempt;
  const { source, hash } = taken;
  const data = { checkpoint: known.id, reason: 'going-offline', operation, source, hash } as const;
  return [{ kind: 'resource', id, rule: 'R1', command: { type: 'CaptureRegistry', data } }];
};

/** The next steps of one resource on its way online: pending, every pin restored, Online. */
export const onlineSteps = (
  world: World,
  { id, group }: { id: ResourceId; group: GroupId },
  { attempt, persist }: Target,
): readonly Step[] => {
  const state = world.resource(id);
  const node = world.node(attempt.node);
  if (state.status !== 'open' || node.status === 'absent') return [];
  if (state.state !== 'OnlinePending' || state.attempt?.operation !== attempt.operation)
    return [
      { kind: 'resource', id, command: { type: 'BeginOnline', data: { ...attempt, persist } } },
    ];
  const { done, pins } = state.attempt;
  const left = pins.filter(
    ({ checkpoint }) => state.checkpoints.has(checkpoint) && !done.has(checkpoint),
  );
  if (left.length > 0)
    return left.flatMap((pin) => restoreSteps(world, { id, group, state, node, attempt, pin }));
  const nodeRevision = node.revision;
  return [
    {
      kind: 'resource',
      id,
      command: { type: 'CompleteOnline', data: { ...attempt, nodeRevision } },
    },
  ];
};

type Restore = Readonly<{
  id: ResourceId;
  group: GroupId;
  state: OpenResource;
  node: PresentNode;
  attempt: Attempt;
  pin: Pin;
}>;

/** Rule 2 where the resource ran last, rule 3 on any other node. */
const ruleOf = ({ state, attempt }: Restore, known: RegistryCheckpoint): 'R2' | 'R3' =>
  (state.window?.node ?? known.source.node) === attempt.node ? 'R2' : 'R3';

const restoreSteps = (world: World, restore: Restore): readonly Step[] => {
  const { id, state, node, attempt, pin } = restore;
  const known = state.checkpoints.get(pin.checkpoint);
  const content = world.content(pin.checkpoint);
  if (known === undefined || content?.number !== pin.capture || content.key === 'unknown')
    return [];
  const rule = ruleOf(restore, known);
  const done = node.restores.get(pin.checkpoint);
  if (done?.operation !== attempt.operation || done.capture !== pin.capture)
    return putBack(restore, known, content.key).map((step) => ({ ...step, rule }));
  const data = { ...attempt, ...pin, nodeRevision: done.revision };
  return [{ kind: 'resource', id, rule, command: { type: 'RecordRegistryRestore', data } }];
};

/** The restore itself; a difference too long for one event is staged first. */
const putBack = (
  { id, group, node, attempt, pin }: Restore,
  { effectiveKey: key }: RegistryCheckpoint,
  content: RegistryKey | undefined,
): readonly Step[] => {
  const { operation, epoch } = attempt;
  const data = { resource: id, ...pin, key, group, epoch, operation, content };
  const restore = (staged?: ReturnType<typeof stagedSet>): Step => ({
    kind: 'node',
    id: attempt.node,
    command: { type: 'RestoreRegistry', data: { ...data, ...(staged && { staged }) } },
  });
  const before = findKey(node.registry, key);
  const changes = diffKeys(before, content, key);
  if (fitsOneEvent(changes)) return [restore()];
  const set = `${operation}/${pin.checkpoint}/${hashKey(before)}`;
  const parts = chunkChanges(changes);
  const stored = node.staged.get(set) ?? [];
  const missing = parts.flatMap((part, index): Step[] =>
    stored[index] === undefined
      ? [
          {
            kind: 'node',
            id: attempt.node,
            command: { type: 'StageRegistryChanges', data: { set, index, changes: part } },
          },
        ]
      : [],
  );
  return missing.length > 0 ? missing : [restore(stagedSet(set, parts))];
};
