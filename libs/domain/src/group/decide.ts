import { ClusterError } from '#clusapi';

import { type NodeId, type OperationId, type ResourceId } from '../shared/ids.js';
import { type Decider, type Message } from '../shared/message.js';
import { changedOf } from '../shared/changed.js';
import { decideDependencies, type DependencyCommand } from './decide-dependencies.js';
import { type BringingKind, type GroupEvent, type MoveReason } from './events.js';
import { requireWindow, type GroupPolicy } from './policy.js';
import {
  evolveGroup,
  initialGroup,
  type Group,
  type GroupOperation,
  type OpenGroup,
} from './state.js';

export type GroupCommand =
  | Message<
      'OpenGroup',
      { owner: NodeId; preferredOwners: readonly NodeId[]; policy?: Partial<GroupPolicy> }
    >
  | Message<'ConfigureGroup', Partial<GroupPolicy>>
  | Message<'RemovePreferredOwner', { node: NodeId }>
  | Message<'AddGroupMember', { resource: ResourceId; epoch?: number }>
  | Message<'RemoveGroupMember', { resource: ResourceId }>
  | DependencyCommand
  | Message<
      'StartGroupMove',
      {
        operation: OperationId;
        to: NodeId;
        reason?: MoveReason;
        returnOnError?: boolean;
        /** The epoch that whoever wants it has seen; on another one it is no longer wanted. */
        after?: number;
        /** A failover counts: when it is, and how many are carried out within the period. */
        failover?: Readonly<{ at: number; limit: number }>;
      }
    >
  /** The destination is lost: the same operation goes elsewhere. */
  | Message<'RedirectGroupMove', { operation: OperationId; to: NodeId }>
  | Message<'ChangeGroupOwner', { operation: OperationId }>
  | Message<
      'StartGroupOperation',
      {
        operation: OperationId;
        kind: BringingKind;
        resources: readonly ResourceId[];
        persist: boolean;
        force?: boolean;
        stay?: boolean;
        /** As for a move. */
        after?: number;
      }
    >
  | Message<'CompleteGroupOperation', { operation: OperationId }>
  | Message<'FailGroupOperation', { operation: OperationId; reason: string }>
  /** The end of one and the start of the one that undoes it, so that nothing comes in between. */
  | Message<
      'CancelGroupOperation',
      { operation: OperationId; by: OperationId; resources: readonly ResourceId[] }
    >
  | Message<'CloseGroup', Record<string, never>>;

type Of<Type extends GroupCommand['type']> = Extract<GroupCommand, { type: Type }>['data'];

const decideGroup = (command: GroupCommand, state: Group): readonly GroupEvent[] => {
  if (command.type === 'OpenGroup')
    return state.status === 'absent' ? [{ type: 'GroupOpened', data: command.data }] : [];
  if (command.type === 'CloseGroup' && state.status === 'closed') return [];
  return decideOpen(command, requireOpen(state));
};

type OpenCommand = Exclude<GroupCommand, { type: 'OpenGroup' }>;
type OperationCommand = Extract<
  OpenCommand,
  { type: `${string}GroupMove` | `${string}GroupOperation` | 'ChangeGroupOwner' }
>;

const isDependencyCommand = (command: OpenCommand): command is DependencyCommand =>
  command.type.endsWith('Dependency') || command.type.endsWith('Dependencies');

const decideOpen = (command: OpenCommand, state: OpenGroup): readonly GroupEvent[] => {
  if (isDependencyCommand(command)) return decideDependencies(command, state);
  switch (command.type) {
    case 'ConfigureGroup':
      return configure(command.data, state);
    case 'RemovePreferredOwner':
      return configure(
        {
          preferredOwners: state.policy.preferredOwners.filter(
            (node) => node !== command.data.node,
          ),
        },
        state,
      );
    case 'AddGroupMember':
      return state.members.has(command.data.resource)
        ? []
        : [{ type: 'GroupMemberAdded', data: command.data }];
    case 'RemoveGroupMember':
      return removeMember(command.data, state);
    case 'CloseGroup':
      return close(state);
    default:
      return decideOperation(command, state);
  }
};

const decideOperation = (command: OperationCommand, state: OpenGroup): readonly GroupEvent[] => {
  switch (command.type) {
    case 'StartGroupMove':
      return startMove(command.data, state);
    case 'RedirectGroupMove':
      return redirect(command.data, state);
    case 'StartGroupOperation':
      return startOperation(command.data, state);
    case 'ChangeGroupOwner':
      return changeOwner(command.data, state);
    case 'CompleteGroupOperation':
      return complete(command.data, state);
    case 'FailGroupOperation':
      return fail(command.data, state);
    case 'CancelGroupOperation':
      return cancel(command.data, state);
  }
};

/** A role: who owns it, what is in it, and which operation is under way. */
export const group: Decider<Group, GroupCommand, GroupEvent> = {
  initial: initialGroup,
  decide: decideGroup,
  evolve: evolveGroup,
};

const requireOpen = (state: Group): OpenGroup => {
  if (state.status !== 'open') throw new ClusterError('ERROR_GROUP_NOT_FOUND', 'no such group');
  return state;
};

const requireIdle = ({ operation }: OpenGroup): void => {
  if (operation === undefined) return;
  throw operation.kind === 'move'
    ? new ClusterError('ERROR_CLUSTER_GROUP_MOVING', `the group is moving: ${operation.id}`)
    : new ClusterError('ERROR_CLUSTER_GROUP_BUSY', `the group is busy: ${operation.id}`);
};

const HOUR_MS = 3_600_000;

const configure = (wanted: Partial<GroupPolicy>, { policy }: OpenGroup): readonly GroupEvent[] => {
  const changed = changedOf(wanted, policy);
  if (Object.keys(changed).length === 0) return [];
  requireWindow({ ...policy, ...changed });
  return [{ type: 'GroupConfigured', data: changed }];
};

/** Whoever leaves is no part of what is under way. */
const removeMember = (
  { resource }: Of<'RemoveGroupMember'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  if (!state.members.has(resource)) return [];
  requireIdle(state);
  return [{ type: 'GroupMemberRemoved', data: { resource } }];
};

const startMove = (data: Of<'StartGroupMove'>, state: OpenGroup): readonly GroupEvent[] => {
  const { operation, to, failover, after } = data;
  if (state.operation?.id === operation || isLate(after, state)) return [];
  requireIdle(state);
  if (to === state.owner) return [];
  const started = moveStarted(data, state);
  if (failover === undefined) return [started];
  const { at, limit } = failover;
  if (failoversSince(at - state.policy.failoverPeriod * HOUR_MS, state) >= limit) return [];
  return [started, { type: 'GroupFailoverCounted', data: { operation, at } }];
};

const moveStarted = (
  { operation, to, reason = 'operator', returnOnError }: Of<'StartGroupMove'>,
  { owner: from, epoch }: OpenGroup,
): GroupEvent => {
  const data = { operation, from, to, epoch: epoch + 1, reason };
  const more = returnOnError === true ? { returnOnError } : {};
  return { type: 'GroupMoveStarted', data: { ...data, ...more } };
};

/** Whether something was begun since whoever asks has looked. */
const isLate = (after: number | undefined, { epoch }: OpenGroup): boolean =>
  after !== undefined && after !== epoch;

/** How many failovers were later than an instant. */
export const failoversSince = (instant: number, { failovers }: OpenGroup): number =>
  failovers.filter((at) => at > instant).length;

const redirect = (
  { operation, to }: Of<'RedirectGroupMove'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const open = current(operation, state);
  if (open?.kind !== 'move' || open.to === to) return [];
  const { reason } = open;
  const data = { operation, from: state.owner, to, epoch: state.epoch + 1, reason };
  return [{ type: 'GroupMoveStarted', data }];
};

const startOperation = (
  { after, ...data }: Of<'StartGroupOperation'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  if (state.operation?.id === data.operation || isLate(after, state)) return [];
  requireIdle(state);
  const stranger = data.resources.find((resource) => !state.members.has(resource));
  if (stranger !== undefined)
    throw new ClusterError('ERROR_RESOURCE_NOT_FOUND', `not in this group: ${stranger}`);
  if (data.resources.length === 0) return [];
  return [{ type: 'GroupOperationStarted', data: { ...data, epoch: state.epoch + 1 } }];
};

/** The open operation if it is this one; whoever acts for another came too late. */
const current = (operation: OperationId, state: OpenGroup): GroupOperation | undefined =>
  state.operation?.id === operation ? state.operation : undefined;

const changeOwner = (
  { operation }: Of<'ChangeGroupOwner'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const open = current(operation, state);
  if (open?.kind !== 'move' || state.owner === open.to) return [];
  const { epoch, to } = open;
  return [{ type: 'GroupOwnerChanged', data: { operation, from: state.owner, to, epoch } }];
};

const complete = (
  { operation }: Of<'CompleteGroupOperation'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const open = current(operation, state);
  if (open === undefined) return [];
  const type = open.kind === 'move' ? 'GroupMoveCompleted' : 'GroupOperationCompleted';
  return [{ type, data: { operation, epoch: open.epoch } }];
};

const fail = (
  { operation, reason }: Of<'FailGroupOperation'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const open = current(operation, state);
  if (open === undefined) return [];
  const type = open.kind === 'move' ? 'GroupMoveFailed' : 'GroupOperationFailed';
  return [{ type, data: { operation, epoch: open.epoch, reason } }];
};

/** @throws ClusterError ERROR_INVALID_STATE for one that is over, or a move that has arrived */
const cancel = (
  { operation, by, resources }: Of<'CancelGroupOperation'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  if (state.operation?.id === by) return [];
  const open = current(operation, state);
  if (open === undefined)
    throw new ClusterError('ERROR_INVALID_STATE', `operation ${operation} is not under way`);
  if (open.kind === 'move' && open.to === state.owner)
    throw new ClusterError(
      'ERROR_INVALID_STATE',
      'the group has arrived already: move it back instead',
    );
  const ended = fail({ operation, reason: 'cancelled' }, state);
  if (resources.length === 0) return ended;
  const data = { operation: by, kind: 'offline', resources, persist: true, force: true } as const;
  const epoch = state.epoch + 1;
  return [...ended, { type: 'GroupOperationStarted', data: { ...data, epoch } }];
};

const close = (state: OpenGroup): readonly GroupEvent[] => {
  requireIdle(state);
  if (state.members.size > 0)
    throw new ClusterError(
      'ERROR_DIR_NOT_EMPTY',
      `the group still has ${state.members.size} resources`,
    );
  return [{ type: 'GroupClosed', data: {} }];
};
