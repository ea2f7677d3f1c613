import { ClusterError } from '#clusapi';

import { type OperationId } from '../shared/ids.js';
import { type GroupCommandData as Of, type OperationCommand } from './commands.js';
import { type GroupEvent } from './events.js';
import { failoversAt } from './failovers.js';
import { type GroupOperation, type OpenGroup } from './state.js';

export const decideOperation = (
  command: OperationCommand,
  state: OpenGroup,
): readonly GroupEvent[] => {
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

/** @throws ClusterError while something is under way */
export const requireIdle = ({ operation }: OpenGroup): void => {
  if (operation === undefined) return;
  throw operation.kind === 'move'
    ? new ClusterError('ERROR_CLUSTER_GROUP_MOVING', `the group is moving: ${operation.id}`)
    : new ClusterError('ERROR_CLUSTER_GROUP_BUSY', `the group is busy: ${operation.id}`);
};

const startMove = (data: Of<'StartGroupMove'>, state: OpenGroup): readonly GroupEvent[] => {
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
