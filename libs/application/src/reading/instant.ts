import { isTag } from '#domain';
import { type Position } from '#event-store';

import { malformed } from '../refusals.js';
import { parsePosition } from './position.js';

/** A moment as a request gives it. */
export type TypedMoment = Position | Instant | TypedTag;

/** The name of a tag. */
export type TypedTag = Readonly<{ tag: string }>;

/** A point in time. Events have whole milliseconds, a caller may give more digits. */
export type Instant = Readonly<{
  /** Milliseconds since 1970, rounded down. */
  ms: number;
  /** The nanoseconds that were left out: 0 to 999,999. */
  rest: number;
}>;

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:[Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const MS_DIGITS = 3;
const NS_DIGITS = 9;

/**
 * A position in decimal digits, an instant (RFC 3339 with an offset), or a tag.
 *
 * @throws RequestRefusal that points at the field, for any other text, and for a day that no month has
 */
export const parseMoment = (text: string, pointer: string): TypedMoment => {
  if (/^\d+$/.test(text)) return parsePosition(text, pointer);
  if (isTag(text)) return { tag: text };
  const instant = instantOf(text);
  if (instant === undefined)
    throw malformed(
      pointer,
      `"${text}" is neither a position, nor an RFC 3339 instant with an offset, nor a tag`,
    );
  return instant;
};

/** True for an instant. */
export const isInstant = (moment: TypedMoment): moment is Instant =>
  typeof moment === 'object' && 'ms' in moment;

/** True for a tag. */
export const isTypedTag = (moment: TypedMoment): moment is TypedTag =>
  typeof moment === 'object' && 'tag' in moment;

/** True for an instant that is later than another one. */
export const isLater = (a: Instant, b: Instant): boolean =>
  a.ms > b.ms || (a.ms === b.ms && a.rest > b.rest);

const instantOf = (text: string): Instant | undefined => {
  const [, date = '', time = '', digits = ''] = INSTANT.exec(text) ?? [];
  const ms = Date.parse(text.toUpperCase());
  if (!isDayAndTime(`${date}T${time}`) || Number.isNaN(ms)) return undefined;
  return { ms, rest: Number(digits.padEnd(NS_DIGITS, '0').slice(MS_DIGITS)) };
};

/** True for a day that its month has, and a time of that day: Date makes 31 November the next day. */
const isDayAndTime = (text: string): boolean => {
  const shown = new Date(`${text}Z`);
  return !Number.isNaN(shown.getTime()) && shown.toISOString().startsWith(text);
};
