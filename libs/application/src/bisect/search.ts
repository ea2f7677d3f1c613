import { malformed } from '../refusals.js';
import { type Predicate, type Span, type Turn } from './predicate.js';

/** The most positions that one search looks at. */
const MAX_LOOKED_AT = 100_000;
/** The number of positions between two turns. */
const SLICE = 100;

/** The last position at which an answer became yes, and the answers around it. */
export type Found = Readonly<{ first: number | undefined; before: boolean; after: boolean }>;

/**
 * Walks back from the end of a span, to the first answer that is no while the one after it is yes.
 *
 * @throws RequestRefusal beyond a number of positions
 */
export const search = async (
  { turns, at }: Predicate,
  span: Span,
  takeTurn: () => Promise<void>,
): Promise<Found> => {
  const walk = new Walk();
  for await (const turn of turns(span)) {
    const first = walk.take(turn);
    if (first !== undefined) return found(first);
    if (walk.looked % SLICE === 0) await takeTurn();
  }
  const before = await at(span.from);
  if (walk.trueSince !== undefined && !before) return found(walk.trueSince);
  return { first: undefined, before, after: walk.newest ?? before };
};

/** The answers so far, newest first. */
class Walk {
  looked = 0;
  /** The answer at the end of the span. */
  newest: boolean | undefined;
  /** The oldest position so far since which the answer has been yes. */
  trueSince: number | undefined;

  /** Takes an older answer. Returns the position at which the answer became yes, if it did. */
  take({ position, holds }: Turn): number | undefined {
    this.newest ??= holds;
    this.looked += 1;
    if (this.looked > MAX_LOOKED_AT) throw tooMany();
    const first = holds ? undefined : this.trueSince;
    this.trueSince = holds ? position : undefined;
    return first;
  }
}

const found = (first: number): Found => ({ first, before: false, after: true });

const tooMany = (): Error =>
  malformed(
    '/from',
    `more than ${MAX_LOOKED_AT} events touch this: narrow the range by "from" and "to"`,
  );
