import { api, type Schemas } from '../../api/client.js';
import { useAt } from '../../moment/use-at.js';

type State = Schemas['LostWrite']['state'];

const MOST = 1000;

/**
 * The states of an operation's lost writes at the moment of the page, by their ids. A report has those
 * of the end of the operation.
 */
export const useLostStates = (
  operation: string,
  isEnabled: boolean,
): ReadonlyMap<string, State> => {
  const { data } = api.useQuery(
    'get',
    '/v1/lost-writes',
    { params: { query: { ...useAt(), operation, limit: MOST } } },
    { enabled: isEnabled },
  );
  return new Map(data?.items.map(({ id, state }) => [id, state]));
};
