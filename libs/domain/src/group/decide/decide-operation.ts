import { ClusterError } from '#clusapi';

import { type OperationId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type GroupCommand } from '../commands.js';
import { type GroupEvent } from '../events.js';
import { failoversAt } from '../failovers.js';
import { requireIdle } from './guard.js';
import { type GroupOperation, type OpenGroup } from '../state.js';

export const startGroupMove = (
  data: DataOf<GroupCommand, 'StartGroupMove'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const { operation, to, failover, after } = data;
  if (state.operation?.id === operation || isLate(after, state)) return [];
  requireIdle(state);
  if (to === state.owner) return [];
  const started = moveStarted(data, state);
  if (failover === undefined) return [started];
  const { limit, ...counted } = failover;
  if (failoversAt(counted.at, state) >= limit) return [];
  return [started, { type: 'GroupFailoverCounted', data: { operation, ...counted } }];
};

const moveStarted = (
  {
    operation,
    to,
    reason = 'operator',
    returnOnError,
    isDeniable,
    isNamed,
  }: DataOf<GroupCommand, 'StartGroupMove'>,
  { owner: from, epoch }: OpenGroup,
): GroupEvent => {
  const data = { operation, from, to, epoch: epoch + 1, reason };
  const more = {
    ...(returnOnError === true && { returnOnError }),
    ...(isDeniable === true && { isDeniable }),
    ...(isNamed !== undefined && { isNamed }),
  };
  return { type: 'GroupMoveStarted', data: { ...data, ...more } };
};

/** True if another operation began after the sender looked. */
const isLate = (after: number | undefined, { epoch }: OpenGroup): boolean =>
  after !== undefined && after !== epoch;

export const redirectGroupMove = (
  { operation, to }: DataOf<GroupCommand, 'RedirectGroupMove'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const open = current(operation, state);
  if (open?.kind !== 'move' || open.to === to) return [];
  const { reason } = open;
  const data = { operation, from: state.owner, to, epoch: state.epoch + 1, reason };
  return [{ type: 'GroupMoveStarted', data }];
};

export const startGroupOperation = (
  { after, ...data }: DataOf<GroupCommand, 'StartGroupOperation'>,
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

/** The open operation if it has this id; undefined for a sender that acts for an earlier one. */
const current = (operation: OperationId, state: OpenGroup): GroupOperation | undefined =>
  state.operation?.id === operation ? state.operation : undefined;

export const changeGroupOwner = (
  { operation }: DataOf<GroupCommand, 'ChangeGroupOwner'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const open = current(operation, state);
  if (open?.kind !== 'move' || state.owner === open.to) return [];
  const { epoch, to } = open;
  return [{ type: 'GroupOwnerChanged', data: { operation, from: state.owner, to, epoch } }];
};

export const completeGroupOperation = (
  { operation }: DataOf<GroupCommand, 'CompleteGroupOperation'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const open = current(operation, state);
  if (open === undefined) return [];
  const type = open.kind === 'move' ? 'GroupMoveCompleted' : 'GroupOperationCompleted';
  return [{ type, data: { operation, epoch: open.epoch } }];
};

export const failGroupOperation = (
  { operation, reason }: DataOf<GroupCommand, 'FailGroupOperation'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const open = current(operation, state);
  if (open === undefined) return [];
  const type = open.kind === 'move' ? 'GroupMoveFailed' : 'GroupOperationFailed';
  return [{ type, data: { operation, epoch: open.epoch, reason } }];
};

export const denyGroupMove = (
  { operation, deniedBy }: DataOf<GroupCommand, 'DenyGroupMove'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const open = current(operation, state);
  if (open?.kind !== 'move' || !open.isDeniable) return [];
  return [{ type: 'GroupMoveDenied', data: { operation, epoch: open.epoch, deniedBy } }];
};

/**
 * @throws ClusterError ERROR_INVALID_STATE for an operation that has ended, or a move that has
 *   arrived
 */
export const cancelGroupOperation = (
  { operation, by, resources }: DataOf<GroupCommand, 'CancelGroupOperation'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  if (state.operation?.id === by) return [];
  const open = current(operation, state);
  if (open === undefined)
    throw new ClusterError('ERROR_INVALID_STATE', `operation ${operation} is not under way`);
  if (open.kind === 'move' && open.to === state.owner)
    throw new ClusterError(
      'ERROR_INVALID_STATE',
      'the group has already arrived: move it back instead',
    );
  const ended = failGroupOperation({ operation, reason: 'cancelled' }, state);
  if (resources.length === 0) return ended;
  const data = { operation: by, kind: 'offline', resources, persist: true, force: true } as const;
  const epoch = state.epoch + 1;
  return [...ended, { type: 'GroupOperationStarted', data: { ...data, epoch } }];
};
