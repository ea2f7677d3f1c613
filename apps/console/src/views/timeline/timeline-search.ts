import { type AtQuery } from '../../moment/use-at.js';

/** All of the search parameters. `at`, the moment of every page, is the cursor. */
export const TIMELINE_SEARCH = [
  ...(['from', 'to', 'lanes', 'pin', 'idle'] as const),
  ...(['with', 'fork'] as const),
] as const;

/**
 * The parts that are shown: the range by its edges, lanes of nodes or of groups, the names of pinned lanes, whether
 * idle time is drawn in full, the other cursor of a comparison, and the command of a fork.
 */
export type TimelineSearch = Readonly<
  Partial<Record<(typeof TIMELINE_SEARCH)[number], string | undefined>>
>;

/** The edges of a timeline, as the API takes them; without them it is the whole history up to now. */
export type Edges = Readonly<{ from?: string; to?: string }>;

export const edgesIn = ({ from, to }: TimelineSearch): Edges => ({
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
});

/** True for a timeline that shows the present and goes on with the log. */
export const isLiveIn = ({ at, to }: TimelineSearch & AtQuery): boolean =>
  at === undefined && to === undefined;

export const lanesIn = ({ lanes }: TimelineSearch): 'nodes' | 'groups' =>
  lanes === 'groups' ? 'groups' : 'nodes';

/** A name may have a comma, but no slash. */
const BETWEEN_PINS = '/';

/** The names of the lanes that stay on top. */
export const pinsIn = ({ pin }: TimelineSearch): readonly string[] =>
  pin === undefined ? [] : pin.split(BETWEEN_PINS);

/** The search parameter with a lane pinned, or no longer so. */
export const pinning = (search: TimelineSearch, name: string): TimelineSearch => {
  const pins = pinsIn(search);
  const next = pins.includes(name) ? pins.filter((one) => one !== name) : [...pins, name];
  return { pin: next.length === 0 ? undefined : next.join(BETWEEN_PINS) };
};

const INSTANT = /^\d{4}-\d{2}-\d{2}T/;

/** A moment as an instant in milliseconds, if its text is one; a position or a tag is none. */
export const instantIn = (moment: string | undefined): number | undefined => {
  if (moment === undefined || !INSTANT.test(moment)) return undefined;
  const instant = new Date(moment).getTime();
  return Number.isNaN(instant) ? undefined : instant;
};
