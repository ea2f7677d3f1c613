import { ClusterError } from '#clusapi';

import { changedOf } from '../shared/changed.js';
import { type Decider } from '../shared/message.js';
import { type GroupCommand, type GroupCommandData as Of } from './commands.js';
import { decideDependencies, type DependencyCommand } from './decide-dependencies.js';
import { decideOperation, requireIdle } from './decide-operation.js';
import { type GroupEvent } from './events.js';
import { requireWindow, type GroupPolicy } from './policy.js';
import { evolveGroup, initialGroup, type Group, type OpenGroup } from './state.js';

const decideGroup = (command: GroupCommand, state: Group): readonly GroupEvent[] => {
  if (command.type === 'OpenGroup')
    return state.status === 'absent' ? [{ type: 'GroupOpened', data: command.data }] : [];
  if (command.type === 'CloseGroup' && state.status === 'closed') return [];
  return decideOpen(command, requireOpen(state));
};

type OpenCommand = Exclude<GroupCommand, { type: 'OpenGroup' }>;
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

const close = (state: OpenGroup): readonly GroupEvent[] => {
  requireIdle(state);
  if (state.members.size > 0)
    throw new ClusterError(
      'ERROR_DIR_NOT_EMPTY',
      `the group still has ${state.members.size} resources`,
    );
  return [{ type: 'GroupClosed', data: {} }];
};
