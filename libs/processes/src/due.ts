/**
 * The end of a period.
 *
 * A clock may go back. If it is before the beginning by more than the whole period, the period
 * counts as over, because the wait would be as long as the jump of the clock.
 *
 * @param since milliseconds since 1970, as `now`
 * @param period milliseconds
 */
export const periodEnd = (since: number, period: number, now: number): number =>
  now < since - period ? now : since + period;

/**
 * The earliest instant after `now`. An instant in the past has no effect by time alone: its work is
 * done, or waits for another event.
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
