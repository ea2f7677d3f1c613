import { ClusterError } from '#clusapi';
import {
  streamName,
  type GroupId,
  type NodeId,
  type OpenResource,
  type ResourceId,
  type ClusterView,
} from '#domain';
import { bestNode, canHost, type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { type CommandPlan } from '../execution/command-plan.js';
import { type Outcome } from '../execution/outcome.js';
import { groupState, nameOf, nodeState, resourceState } from '../names.js';
import { Refusal } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';
import { groupOperationEnded, operationFailure } from './operation-end.js';

/** The direction, the caller, and the conditions of bringing resources online or offline. */
export type BringOptions = Readonly<{
  kind: 'online' | 'offline';
  caller: Caller;
  /** If true, the persistent state changes too. */
  persist: boolean;
  /** Offline only: does not wait for supervisors. */
  force?: boolean;
  /** Online only: if the owner can't host the resources, the best node takes the group. */
  anywhere?: boolean;
}>;

type Targets = Readonly<{ group: GroupId; resources: readonly ResourceId[] }>;

/**
 * Brings resources of a group online or offline and waits for the end of that operation. Resources
 * that are already in the wanted state are left alone.
 */
export const bring = (
  cluster: RunningCluster,
  targets: Targets,
  bringing: BringOptions,
): CommandPlan => {
  const { operation } = bringing.caller;
  return {
    commands: () => commandsFor(cluster.state, targets, bringing),
    until: () => groupOperationEnded(cluster, targets.group, operation),
    outcomeError: (outcome) => operationFailure(outcome, operation),
  };
};

/** The same for one resource. Windows refuses to take a failed resource offline, with a status. */
export const bringOne = (
  cluster: RunningCluster,
  resource: ResourceId,
  bringing: BringOptions,
): CommandPlan => {
  const { state } = cluster;
  const { group } = resourceState(state, resource);
  const plan = bring(cluster, { group, resources: [resource] }, bringing);
  return {
    ...plan,
    commands: () => {
      requireSettled(resourceState(state, resource));
      return plan.commands();
    },
    // The resource was Online or Failed when the plan was made; it may have begun to leave since.
    guard: (now, { command }) => {
      if (command.type === 'SetPersistentState') requireSettled(now as OpenResource);
    },
    outcomeError: (outcome) =>
      deletionError(cluster, resource, { outcome, bringing }) ??
      stayedFailed(outcome.state, resource, bringing) ??
      plan.outcomeError?.(outcome),
  };
};

/** The refusal if the resource was deleted and never came online in the operation. */
const deletionError = (
  { name }: RunningCluster,
  id: ResourceId,
  { outcome, bringing }: Readonly<{ outcome: Outcome; bringing: BringOptions }>,
): ClusterError | undefined => {
  const stream = streamName(name, 'resource', id);
  const cameOnline = outcome.events.some(
    (event) => event.stream === stream && event.type === 'ResourceOnline',
  );
  if (bringing.kind === 'offline' || cameOnline) return undefined;
  return outcome.state.resource(id).status === 'closed'
    ? new ClusterError('ERROR_RESOURCE_NOT_FOUND', 'the resource was deleted meanwhile')
    : undefined;
};

/**
 * @throws ClusterError ERROR_INVALID_STATE while the resource is pending (domain facts, C15 and
 * C16)
 */
const requireSettled = ({ state }: OpenResource): void => {
  if (state === 'OnlinePending' || state === 'OfflinePending')
    throw new ClusterError('ERROR_INVALID_STATE', `the resource is ${state}`);
};

const stayedFailed = (
  clusterState: ClusterView,
  id: ResourceId,
  { kind, caller: { operation } }: BringOptions,
): ClusterError | undefined => {
  const resource = clusterState.openResource(id);
  if (kind === 'online' || resource?.state !== 'Failed') return undefined;
  const detail = 'the resource has failed and stays Failed; its persistent state is Offline now';
  return new Refusal('ERROR_RESOURCE_FAILED', detail, { operation });
};

/**
 * The commands in order. Only the operation may be refused: the new persistent states follow it.
 */
const commandsFor = (
  clusterState: ClusterView,
  { group, resources }: Targets,
  bringing: BringOptions,
): readonly CommandEnvelope[] => {
  const { kind, caller, persist, force } = bringing;
  const moves = kind === 'online' ? moveToHost(clusterState, { group, resources }, bringing) : [];
  const states = resources.map((id) => [id, resourceState(clusterState, id)] as const);
  const needed = states.filter(([, state]) => isNeeded(state, kind, persist));
  const data = {
    operation: caller.operation,
    kind,
    resources: needed.map(([id]) => id),
    persist,
    ...(force === true && { force }),
    ...(kind === 'offline' && !persist && { stay: true }),
    ...(kind === 'online' && !persist && { afresh: true }),
  };
  const start = {
    kind: 'group',
    id: group,
    command: { type: 'StartGroupOperation', data },
  } as const;
  return [
    ...moves,
    ...(needed.length === 0 ? [] : [start]),
    ...states.flatMap(([id, state]) => (persist ? persistentStateOf(id, state, kind) : [])),
  ];
};

/**
 * Moves the group to a node that can run the resources, if the owner can't and the caller allows
 * it.
 */
const moveToHost = (
  clusterState: ClusterView,
  { group, resources }: Targets,
  { anywhere, caller: { operation } }: BringOptions,
): readonly CommandEnvelope[] => {
  const { owner } = groupState(clusterState, group);
  const isPossible = resources.every((id) => isOwner(resourceState(clusterState, id), owner));
  if (canHost(clusterState, owner) && isPossible) return [];
  const to = anywhere === true ? bestNode(clusterState, group) : undefined;
  if (to === undefined) throw ownerRefusal(clusterState, owner, isPossible);
  const data = { operation, to, isNamed: false };
  return [{ kind: 'group', id: group, command: { type: 'StartGroupMove', data } }];
};

const ownerRefusal = (
  clusterState: ClusterView,
  owner: NodeId,
  isPossible: boolean,
): ClusterError => {
  const { state } = nodeState(clusterState, owner);
  const name = nameOf(clusterState, 'nodes', owner) ?? owner;
  if (state === 'Down')
    return new ClusterError('ERROR_CLUSTER_NODE_DOWN', `the owner of the group, ${name}, is down`);
  if (isPossible)
    return new ClusterError(
      'ERROR_CLUSTER_NODE_PAUSED',
      `the owner of the group, ${name}, is paused: nothing can be brought online there`,
    );
  return new ClusterError(
    'ERROR_NODE_CANT_HOST_RESOURCE',
    `${name} is no possible owner of the resource`,
  );
};

const isOwner = ({ properties: { possibleOwners } }: OpenResource, node: NodeId): boolean =>
  possibleOwners === null || possibleOwners.includes(node);

const isNeeded = (
  { state, persistentState }: OpenResource,
  kind: BringOptions['kind'],
  persist: boolean,
): boolean => {
  if (kind === 'online') return state !== 'Online';
  if (state === 'Failed') return false;
  return state !== 'Offline' || (persist && persistentState !== 'Offline');
};

/** Sets the persistent state of a resource that is already in the wanted state, or has failed. */
const persistentStateOf = (
  id: ResourceId,
  { state }: OpenResource,
  kind: BringOptions['kind'],
): readonly CommandEnvelope[] => {
  const stays = kind === 'online' ? state === 'Online' : state === 'Failed';
  const persistentState = kind === 'online' ? 'Online' : 'Offline';
  const command = { type: 'SetPersistentState', data: { persistentState } } as const;
  return stays ? [{ kind: 'resource', id, command }] : [];
};
