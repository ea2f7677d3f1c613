/**
 * When a period that began at an instant is over.
 *
 * A clock may go back. Where it stands before the beginning by more than the whole period, the
 * period counts as over: it would be waited for as long as the clock went back.
 *
 * @param since milliseconds since 1970, as `now`
 * @param period milliseconds
 */
export const periodEnd = (since: number, period: number, now: number): number =>
  now < since - period ? now : since + period;

/**
 * The first of some instants that is still to come. One that has come already changes nothing by
 * time alone: what it made due is done, or waits for something else.
 */
export const earliestAfter = (
  now: number,
  instants: Iterable<number | undefined>,
): number | undefined => {
  let first: number | undefined;
  for (const at of instants)
    if (at !== undefined && at > now && (first === undefined || at < first)) first = at;
  return first;
};
