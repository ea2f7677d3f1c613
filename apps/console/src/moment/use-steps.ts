import { useNavigate } from '@tanstack/react-router';

import { type AtQuery, useAt } from './use-at.js';
import { useNeighbours } from './neighbours.js';
import { useMoment } from './use-moment.js';

/** Ways to other moments; undefined where there is none, or while it is not known. */
export type Steps = Readonly<{
  before: (() => void) | undefined;
  after: (() => void) | undefined;
  now: () => void;
}>;

/** The ways from the moment of the page to its neighbours and to the present. */
export const useSteps = (): Steps => {
  const { at } = useAt();
  const moment = useMoment();
  const { before, after } = useNeighbours(moment.data?.position);
  const navigate = useNavigate();
  const go = (next: string | undefined) => () =>
    void navigate({ to: '.', search: (search: AtQuery) => ({ ...search, at: next }) });
  return {
    before: before === undefined ? undefined : go(before),
    after: at === undefined || after === undefined ? undefined : go(after),
    now: go(undefined),
  };
};
