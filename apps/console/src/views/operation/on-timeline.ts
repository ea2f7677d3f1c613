import { type Schemas } from '../../api/client.js';

type Report = Pick<Schemas['OperationReport'], 'startedAt' | 'endedAt'>;

/** The least time that is shown before and after an operation, in milliseconds. */
const LEAST_MS = 2000;

/** The search parameters of the timeline around an operation, with the cursor at its begin. */
export const onTimeline = ({
  startedAt,
  endedAt,
}: Report): Readonly<{ at: string; from: string; to?: string }> => {
  const begin = new Date(startedAt).getTime();
  const end = endedAt === null ? undefined : new Date(endedAt).getTime();
  const around = Math.max(LEAST_MS, (end ?? begin) - begin);
  const said = (instant: number): string => new Date(instant).toISOString();
  return {
    at: startedAt,
    from: said(begin - around),
    // The future is no moment yet, so that the edge after a new operation is left open.
    ...(end !== undefined && end + around < Date.now() && { to: said(end + around) }),
  };
};
