import { type ResourceState } from '../resource/state.js';

/** The state of a group, which follows from those of its members. */
export type GroupState = 'Online' | 'Offline' | 'Failed' | 'PartialOnline' | 'Pending';

const PENDING = ['OnlinePending', 'OfflinePending', 'Initializing'] as const;

/**
 * The state of a group, in the precedence of Windows (domain facts, C20).
 *
 * @param members the number of members in each state
 */
export const groupStateOf = (members: ReadonlyMap<ResourceState, number>): GroupState => {
  const count = (state: ResourceState): number => members.get(state) ?? 0;
  if (count('Failed') > 0) return 'Failed';
  if (PENDING.some((state) => count(state) > 0)) return 'Pending';
  if (count('Online') === 0) return 'Offline';
  return count('Offline') > 0 ? 'PartialOnline' : 'Online';
};
