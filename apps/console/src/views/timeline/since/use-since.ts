import { useMutation, type UseMutationResult } from '@tanstack/react-query';

import { type Schemas } from '../../../api/client.js';
import { watchedFetch } from '../../../api/connection.js';
import { type Fact } from '../../../cluster/since.js';
import { useAt } from '../../../moment/use-at.js';
import { instantOf } from '../lanes/history.js';
import { type Cursor } from '../cursor/use-cursor.js';

/** The answer to since when a fact is so. */
export type Found = Readonly<{ fact: Fact; bisection: Schemas['Bisection'] }>;

export type SinceWhen = UseMutationResult<Found, unknown, Fact>;

/** Asks since when a fact is so at the cursor, and puts the cursor on the event that made it so. */
export const useSince = ({ go }: Cursor): SinceWhen => {
  const { at } = useAt();
  return useMutation({
    mutationFn: async (fact: Fact) => ({ fact, bisection: await ask(fact, at) }),
    onSuccess: ({ bisection: { first } }) => {
      if (first !== null) go({ at: instantOf(first.recordedAt), position: first.position });
    },
  });
};

const ask = async ({ when }: Fact, to: string | undefined): Promise<Schemas['Bisection']> => {
  const answer = await watchedFetch('/v1/bisect', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ when, ...(to !== undefined && { to }) }),
  });
  const read: unknown = await answer.json();
  // A problem document is data that the caller shows, as openapi-react-query throws it too.
  if (!answer.ok) throw read;
  return read as Schemas['Bisection'];
};
