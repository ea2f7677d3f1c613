import { type EventType } from '../../../words/bookkeeping.js';
import { type State } from '../lanes/history.js';

/** The states of resources, by their ids. */
export type States = Map<string, string>;

const AFTER: Readonly<Partial<Record<EventType, string>>> = {
  ResourceOnlinePending: 'OnlinePending',
  ResourceOnline: 'Online',
  ResourceOfflinePending: 'OfflinePending',
  ResourceOffline: 'Offline',
  ResourceStopped: 'Offline',
  ResourceFailed: 'Failed',
};

/** The state of a resource after an event of it; undefined if it stays as it is. */
export const stateAfter = (type: EventType): string | undefined => AFTER[type];

/** The state of a group by those of its resources. */
export const groupStateAfter = (
  states: States,
  groupOf: ReadonlyMap<string, string>,
  group: string,
): State => {
  const own = [...states].filter(([id]) => groupOf.get(id) === group).map(([, state]) => state);
  if (own.includes('Failed')) return 'Failed';
  if (own.some((state) => state.endsWith('Pending'))) return 'Pending';
  if (own.length > 0 && own.every((state) => state === 'Online')) return 'Online';
  return own.includes('Online') ? 'Pending' : 'Offline';
};
