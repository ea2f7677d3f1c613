import { useQuery, type UseQueryResult } from '@tanstack/react-query';

import { type Schemas } from '../../../api/client.js';
import { watchedFetch } from '../../../api/connection.js';
import { type Fork } from './fork-command.js';

const SECOND = 1000;

/** The outcome that commands would have from a moment on; nothing happens. */
export const useWhatIf = (
  fork: Fork,
  at: Readonly<{ at?: string }>,
): UseQueryResult<Schemas['WhatIf']> =>
  useQuery({
    queryKey: ['what-if', fork, { params: { query: at } }],
    queryFn: ({ signal }) => ask({ ...at, ...bodyOf(fork) }, signal),
    retry: false,
  });

const bodyOf = ({ command, seconds }: Fork): object => ({
  commands: [command],
  ...(seconds > 0 && { advance: seconds * SECOND }),
});

const ask = async (body: object, signal: AbortSignal): Promise<Schemas['WhatIf']> => {
  const answer = await watchedFetch('/v1/what-if', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
  const read: unknown = await answer.json();
  // A problem document is data that the caller shows, as openapi-react-query throws it too.
  if (!answer.ok) throw read;
  return read as Schemas['WhatIf'];
};
