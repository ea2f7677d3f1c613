import { type UseQueryResult } from '@tanstack/react-query';

import { api, type Schemas } from '../../../api/client.js';
import { useAt } from '../../../moment/use-at.js';

type Event = Schemas['Event'];

export type Schedule = Schemas['BackupSchedule'];

/** The schedule with the event that set it; `isSet` is undefined while that is not known. */
export type FoundSchedule = Readonly<{
  isSet: boolean | undefined;
  setBy: Event | undefined;
  query: UseQueryResult<Schedule, Schemas['Problem']>;
}>;

/** The schedule at the moment. It is asked for only if it is set, because it is a problem else. */
export const useSchedule = (): FoundSchedule => {
  const at = useAt();
  const set = useNewest('BackupScheduleSet');
  const deleted = useNewest('BackupScheduleDeleted');
  const isKnown = set !== undefined && deleted !== undefined;
  const isSet = isKnown ? isLater(set[0], deleted[0]) : undefined;
  const query = api.useQuery(
    'get',
    '/v1/backups/schedule',
    { params: { query: at } },
    { enabled: isSet === true },
  );
  return { isSet, setBy: set?.[0], query };
};

/** The newest event of a type, or none; undefined while it is not known. */
const useNewest = (
  type: 'BackupScheduleSet' | 'BackupScheduleDeleted',
): readonly Event[] | undefined => {
  const { data } = api.useQuery('get', '/v1/events', {
    params: { query: { ...useAt(), type, order: 'newest', limit: 1 } },
  });
  return data?.items;
};

const isLater = (one: Event | undefined, other: Event | undefined): boolean =>
  one !== undefined && (other === undefined || BigInt(one.position) > BigInt(other.position));
