import { api, type Schemas } from '../../../api/client.js';
import { instantOf } from '../lanes/history.js';
import { instantIn } from '../timeline-search.js';

/** The other cursor of a comparison. */
export type Other = Readonly<{
  /** The moment as the URL names it. */
  moment: string;
  /** Its instant in milliseconds; undefined until it is known. */
  at: number | undefined;
  position: string | undefined;
  error: Schemas['Problem'] | null;
}>;

/** The moment that the page is compared with; undefined for none. */
export const useOther = (moment: string | undefined): Other | undefined => {
  const { data, error } = api.useQuery(
    'get',
    '/v1/overview',
    { params: { query: { at: moment ?? '0' } } },
    { enabled: moment !== undefined },
  );
  if (moment === undefined) return undefined;
  const recordedAt = data?.moment.recordedAt ?? undefined;
  const known = recordedAt === undefined ? undefined : instantOf(recordedAt);
  return { moment, at: instantIn(moment) ?? known, position: data?.moment.position, error };
};
