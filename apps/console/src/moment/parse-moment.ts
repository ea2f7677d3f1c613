/** A text that names a moment for the API: a position, an instant with an offset, or a tag. */
export type Named = Readonly<{ at: string }> | Readonly<{ fault: string }>;

type Zone = 'local' | 'utc';

const POSITION = /^\d{1,20}$/;
const TAG = /^[a-z][a-z0-9._-]{0,63}$/i;
/** A date, a time with or without an offset, or both. */
const INSTANT =
  /^(?<date>\d{4}-\d{2}-\d{2})?(?:(?:[T ]+|^)(?<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?<offset>z|[+-]\d{2}:\d{2})?)?$/i;
const NO_MOMENT: Named = {
  fault: 'This is no position, no time such as 2026-02-03 04:05, and no tag.',
};

/**
 * Reads what a person typed: `412`, `before-upgrade`, `2026-02-03 04:05` or `04:05`. A time without
 * an offset is in the zone of the page.
 *
 * @param zone the zone in which times are shown
 * @param now the instant whose day a time without a date is of
 */
export const parseMoment = (typed: string, zone: Zone, now: Date): Named => {
  const text = typed.trim();
  if (POSITION.test(text) || TAG.test(text)) return { at: text };
  const parts = partsOf(text, dayOf(now, zone));
  return parts === undefined ? NO_MOMENT : instantOf(parts, zone);
};

type Parts = Readonly<{ date: string; time: string; offset: string }>;

/** The parts of a time; undefined for anything else. */
const partsOf = (text: string, today: string): Parts | undefined => {
  const groups = text === '' ? undefined : INSTANT.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { date = today, time = '00:00', offset = '' } = groups;
  return { date, time: time.replace(/^(\d):/, '0$1:'), offset };
};

/** A typed moment as the API takes it; a text that is none is left for the API to refuse, in its words. */
export const momentIn = (typed: string, zone: Zone): string => {
  const named = parseMoment(typed, zone, new Date());
  return 'at' in named ? named.at : typed;
};

const instantOf = ({ date, time, offset }: Parts, zone: Zone): Named => {
  const zoned = offset === '' && zone === 'utc' ? 'Z' : offset.toUpperCase();
  const text = `${date}T${time.length === 5 ? `${time}:00` : time}`;
  const instant = new Date(`${text}${zoned}`);
  if (Number.isNaN(instant.getTime())) return { fault: `${date} ${time} is no time.` };
  return { at: offset === '' ? instant.toISOString() : `${text}${zoned}` };
};

const dayOf = (now: Date, zone: Zone): string => {
  const shifted = zone === 'utc' ? now : new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 10);
};
