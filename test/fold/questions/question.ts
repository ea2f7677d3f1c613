import { type At, type WholeLog } from '../oracle/whole-log.js';
import { type Things } from '../oracle/things.js';
import { type Json } from '../../e2e/tidemark.js';

/** A question to the API, and the answer that the log leads to. */
export type Question = Readonly<{
  path: string;
  /** True for a list, which is read page by page to its end. */
  isList: boolean;
  /** True for a list that begins in its middle, and is read in both directions. */
  isBothWays?: boolean;
  /** The part of the answer that is compared; for a list, of each item. */
  shown: (body: Json) => unknown;
  /** True if the items may come in any order. */
  inAnyOrder?: true;
}> &
  Readonly<
    | { wanted: unknown; earlier?: undefined }
    /** The path of an earlier question that has the same answer. */
    | { earlier: string }
  >;

/** The means to make up a question. */
export type Asking = Readonly<{
  log: WholeLog;
  random: () => number;
  /** The moment that the question is about. */
  at: At;
  /** The things at that moment. */
  things: Things;
}>;

/** Makes up a question; undefined if there is nothing to ask about. */
export type Asks = (asking: Asking) => Question | undefined;

/** The answer that there is no such thing, with the last position at which it was there. */
export const missing = (
  events: Asking['at']['events'],
  place: number | undefined,
): Readonly<{ status: number; lastPosition: string | null }> => {
  const last = place === undefined ? undefined : events[place - 1];
  return { status: 404, lastPosition: last === undefined ? null : String(last.position) };
};

/** The same part of a problem. */
export const shownMissing = ({ status, lastPosition = null }: Json): unknown => ({
  status: status as unknown,
  lastPosition: lastPosition as unknown,
});

/** The text of a query, which is encoded when it is sent; undefined fields are left out. */
export const queryOf = (fields: Readonly<Record<string, unknown>>): string => {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => `${name}=${String(value)}`).join('&');
};

/** The position of a moment or a writing; undefined for null. */
export const positionIn = (place: unknown): unknown => (place as Json | null)?.['position'];

/** The fields of an object that another one has. */
export const like = (wanted: object, found: Json): Json =>
  Object.fromEntries(Object.keys(wanted).map((name) => [name, found[name] as unknown]));
