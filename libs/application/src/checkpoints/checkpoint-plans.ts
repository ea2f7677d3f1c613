import {
  deniedBy,
  findContainer,
  parseCryptoName,
  resource as resourceAggregate,
  streamName,
  type CheckpointId,
  type CheckpointRef,
  type Claim,
  type CryptoName,
  type KeyId,
  type NodeId,
  type NodeMoment,
  type OverUnrestored,
  type ResourceId,
  type LiveKeyContainer,
  type UnrestoredCheckpoint,
  type ClusterState,
} from '#domain';
import { isCaptured, liveKeyOf, type CommandEnvelope } from '#processes';
import { effectiveKey, parseKey, type RegistryView } from '#registry';

import { idFor, type Caller } from '../caller.js';
import { type CommandPlan, type WaitCondition } from '../execution/command-plan.js';
import { groupState, nameOf, nodeState, resourceState } from '../names.js';
import { Refusal } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';

type TypedKey = Readonly<{ key: string; view: RegistryView }>;

/** The treatment of a key that does not exist on the owner; `refuse` if undefined. */
export type MissingKeys = 'refuse' | 'allow' | undefined;

/**
 * Adds a registry checkpoint and captures it. A key that does not exist is captured once it does, if
 * it may be missing.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER if the text is not a valid key
 */
export const registryAddition = (
  cluster: RunningCluster,
  resource: ResourceId,
  {
    key: typed,
    view,
    caller,
    missing,
  }: TypedKey & Readonly<{ caller: Caller; missing?: MissingKeys }>,
): CommandPlan => {
  const key = parseKey(typed);
  const checkpoint = idFor(caller, 'checkpoint') as CheckpointId;
  return {
    commands: () => [additionFor(cluster.state, resource, { checkpoint, key, view, missing })],
    until: () => whenCaptured(cluster, { resource, checkpoint }),
    outcomeError: () =>
      withdrawalError(cluster.state, checkpoint, {
        resource,
        effectiveKey: effectiveKey(key, view),
      }),
  };
};

/**
 * Deletes a registry checkpoint.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER if the text is not a valid key
 */
export const registryDeletion = (id: ResourceId, typed: string): CommandPlan => {
  const command = { type: 'DeleteRegistryCheckpoint', data: { key: parseKey(typed) } } as const;
  return { commands: () => [{ kind: 'resource', id, command }] };
};

/**
 * Adds a checkpoint of a key container and captures it.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER if the text is not `Type\\Provider\\Container`
 */
export const cryptoAddition = (
  cluster: RunningCluster,
  resource: ResourceId,
  { key: typed, caller }: Pick<TypedKey, 'key'> & Readonly<{ caller: Caller }>,
): CommandPlan => {
  const name = parseCryptoName(typed);
  const checkpoint = idFor(caller, 'checkpoint') as CheckpointId;
  return {
    commands: () => cryptoAdditionFor(cluster, resource, { checkpoint, name: typed, ...name }),
  };
};

/**
 * Deletes a crypto checkpoint.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER if the text is not `Type\\Provider\\Container`
 */
export const cryptoDeletion = (id: ResourceId, typed: string): CommandPlan => {
  const data = { name: parseCryptoName(typed) };
  const command = { type: 'DeleteCryptoCheckpoint', data } as const;
  return { commands: () => [{ kind: 'resource', id, command }] };
};

/** The command that adds the checkpoint with the present content of the key on the owner. */
const additionFor = (
  clusterState: ClusterState,
  resource: ResourceId,
  { missing, ...typed }: TypedKey & Readonly<{ checkpoint: CheckpointId; missing: MissingKeys }>,
): CommandEnvelope => {
  const effective = effectiveKey(typed.key, typed.view);
  const { owner } = groupState(clusterState, resourceState(clusterState, resource).group);
  requireAllowed(clusterState, { resource, effectiveKey: effective });
  const found = liveKeyOf(clusterState, owner, effective);
  const [unrestored] = clusterState.unrestored.onlineOn(owner, effective);
  const taken =
    found?.exists === true
      ? {
          source: found.source,
          hash: found.hash,
          ...(unrestored && { overUnrestored: unrestoredMark(unrestored, found.source) }),
        }
      : undefined;
  const data = {
    ...typed,
    effectiveKey: effective,
    taken,
    ...(taken === undefined && {
      missing: {
        isAllowed: missing === 'allow',
        otherView: otherViewOf(clusterState, owner, typed),
      },
    }),
  };
  return { kind: 'resource', id: resource, command: { type: 'AddRegistryCheckpoint', data } };
};

/** The other view, if the key exists in that view alone. */
const otherViewOf = (
  clusterState: ClusterState,
  owner: NodeId,
  { key, view }: TypedKey,
): RegistryView | undefined => {
  const other = view === '64-bit' ? '32-bit' : '64-bit';
  return clusterState.hasRegistryKey(owner, effectiveKey(key, other)) ? other : undefined;
};

/**
 * The command that adds a crypto checkpoint. It seals a copy of the keys before an event refers to
 * the copy.
 */
const cryptoAdditionFor = (
  cluster: RunningCluster,
  resource: ResourceId,
  typed: CryptoName & Readonly<{ checkpoint: CheckpointId; name: string }>,
): readonly CommandEnvelope[] => {
  const { state: clusterState } = cluster;
  const { owner } = groupState(clusterState, resourceState(clusterState, resource).group);
  const node = nodeState(clusterState, owner);
  const found = findContainer(node, typed);
  const add = (
    taken: LiveKeyContainer | undefined,
  ): Extract<CommandEnvelope, { kind: 'resource' }> => ({
    kind: 'resource',
    id: resource,
    command: { type: 'AddCryptoCheckpoint', data: { ...typed, taken } },
  });
  if (found === undefined) return [add(undefined)];
  const { fingerprint, exportable, key: from } = found;
  const key = cluster.newId() as KeyId;
  const source = { node: owner, nodeRevision: node.revision };
  const addition = add({ source, fingerprint, exportable, key });
  // Refuse the command before the copy is made.
  resourceAggregate.decide(addition.command, resourceState(clusterState, resource));
  return [{ kind: 'key', id: key, command: { type: 'CopyKey', data: { from } } }, addition];
};

/**
 * Holds once edits that were made during the addition are captured too, or a denied checkpoint is
 * withdrawn.
 */
const whenCaptured = (
  { state: clusterState, name }: RunningCluster,
  ref: CheckpointRef,
): WaitCondition => {
  const node = clusterState.onlineAt(ref.resource);
  const nodeRevision = node === undefined ? 0 : clusterState.revision('node', node);
  const isThere = (): boolean => {
    const state = clusterState.resource(ref.resource);
    return state.status === 'open' && state.checkpoints.has(ref.checkpoint);
  };
  return {
    streams: [streamName(name, 'resource', ref.resource)],
    holds: () => {
      if (clusterState.denials.checkpoints.has(ref.checkpoint)) return !isThere();
      return node === undefined || isCaptured(clusterState, ref, { node, nodeRevision });
    },
  };
};

/**
 * @throws Refusal ERROR_INVALID_STATE if the policy denies a clobber
 */
const requireAllowed = (clusterState: ClusterState, claim: Claim): void => {
  const other = deniedBy(clusterState, claim);
  if (other !== undefined) throw clobberRefusal(clusterState, other);
};

/**
 * The refusal of a checkpoint that was withdrawn because another resource's checkpoint on the same
 * key comes earlier in the log.
 */
const withdrawalError = (
  clusterState: ClusterState,
  checkpoint: CheckpointId,
  claim: Claim,
): Refusal | undefined =>
  clusterState.denials.checkpoints.has(checkpoint)
    ? clobberRefusal(clusterState, deniedBy(clusterState, claim))
    : undefined;

const clobberRefusal = (clusterState: ClusterState, other: CheckpointRef | undefined): Refusal => {
  const name = nameOf(clusterState, 'resources', other?.resource) ?? 'another resource';
  return new Refusal(
    'ERROR_INVALID_STATE',
    `${name} has a checkpoint on this key: use a different key name for each instance`,
    { slug: 'clobber' },
  );
};

/** Marks a capture of a key that overlaps a key whose restore is missing. */
const unrestoredMark = (
  { failed, node }: UnrestoredCheckpoint,
  { nodeRevision }: NodeMoment,
): OverUnrestored => ({ restoreFailed: failed.eventId, node, nodeRevision });
