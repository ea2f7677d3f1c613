import { api, type Schemas } from '../../api/client.js';
import { useAt } from '../../moment/use-at.js';

const MOST = 1000;

/** The actor who took a backup, and the reason. */
export type Taking = Pick<Schemas['Event'], 'actor' | 'reason' | 'operation'>;

/** The events of the newest thousand backups by the ids of the backups. */
export const useTakings = (): ReadonlyMap<string, Taking> => {
  const { data } = api.useQuery('get', '/v1/events', {
    params: { query: { ...useAt(), type: 'BackupTaken', order: 'newest', limit: MOST } },
  });
  return new Map(data?.items.map((event) => [backupOf(event.stream), event]));
};

/** The streams of backups end in their ids. */
const backupOf = (stream: string): string => stream.replace(/^.*?backup-/, '');
