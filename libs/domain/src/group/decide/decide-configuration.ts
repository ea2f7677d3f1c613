import { ClusterError } from '#clusapi';

import { changedOf } from '../../vocabulary/changed.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type GroupCommand } from '../commands.js';
import { type GroupEvent } from '../events.js';
import { requireIdle, requireOpen } from './guard.js';
import { requireWindow } from '../policy.js';
import { type Group, type OpenGroup } from '../state.js';

export const openGroup = (
  data: DataOf<GroupCommand, 'OpenGroup'>,
  { status }: Group,
): readonly GroupEvent[] => (status === 'absent' ? [{ type: 'GroupOpened', data }] : []);

/** Opens a closed group again. @throws ClusterError ERROR_GROUP_NOT_FOUND for one that never was */
export const reopenGroup = (
  data: DataOf<GroupCommand, 'ReopenGroup'>,
  state: Group,
): readonly GroupEvent[] => {
  if (state.status === 'closed') return [{ type: 'GroupReopened', data }];
  requireOpen(state);
  return [];
};

/** @throws ClusterError ERROR_INVALID_PARAMETER if only one end of the failback window is set */
export const configureGroup = (
  wanted: DataOf<GroupCommand, 'ConfigureGroup'>,
  { policy }: OpenGroup,
): readonly GroupEvent[] => {
  const changed = changedOf(wanted, policy);
  if (Object.keys(changed).length === 0) return [];
  requireWindow({ ...policy, ...changed });
  return [{ type: 'GroupConfigured', data: changed }];
};

export const removePreferredOwner = (
  { node: removed }: DataOf<GroupCommand, 'RemovePreferredOwner'>,
  state: OpenGroup,
): readonly GroupEvent[] => {
  const preferredOwners = state.policy.preferredOwners.filter((node) => node !== removed);
  return configureGroup({ preferredOwners }, state);
};

/** Closes a group. Only a restore of a backup opens it again. */
export const closeGroup = (
  _: DataOf<GroupCommand, 'CloseGroup'>,
  state: Group,
): readonly GroupEvent[] => {
  if (state.status === 'closed') return [];
  const group = requireOpen(state);
  requireIdle(group);
  if (group.members.size > 0)
    throw new ClusterError(
      'ERROR_DIR_NOT_EMPTY',
      `the group still has ${group.members.size} resources`,
    );
  return [{ type: 'GroupClosed', data: {} }];
};
