import { api, type Schemas } from '../../api/client.js';

export type Job = Schemas['Job'];

const MOST = 100;
const ASK_EVERY_MS = 500;

/** The last verification of each backup since the server's start, by the ids of the backups. */
export const useVerifications = (): ReadonlyMap<string, Job> => {
  const { data } = api.useQuery(
    'get',
    '/v1/jobs',
    { params: { query: { limit: MOST } } },
    {
      // Jobs are no events, so that nothing else tells of their progress.
      refetchInterval: ({ state }) =>
        state.data?.items.some(isRunningVerification) === true ? ASK_EVERY_MS : false,
    },
  );
  const oldestFirst = (data?.items ?? []).toReversed();
  return new Map(
    oldestFirst.flatMap((job) => (job.backup === null ? [] : [[job.backup, job] as const])),
  );
};

const isRunningVerification = ({ backup, status }: Job): boolean =>
  backup !== null && status === 'running';
