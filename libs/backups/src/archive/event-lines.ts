import { lineOf, toPosition, type Metadata, type Recorded } from '#event-store';

import { ArchiveDamaged } from './archive-damaged.js';

/** The fields of a line: those of an event without its position, which each log assigns itself. */
type Fields = readonly [
  stream: string,
  revision: string,
  id: string,
  type: string,
  data: object,
  metadata: Metadata,
  recordedAt: string,
  schema: number,
];

/**
 * The event of a line.
 *
 * @param number the number of the event in the archive, from 1: its position in a log of its own
 * @throws ArchiveDamaged if the line is not exactly the text of an event
 */
export const eventOf = (
  text: string,
  number: number,
  place: Readonly<{ entry: string; line: number }>,
): Recorded => {
  const fields = fieldsOf(text);
  if (fields !== undefined) {
    const [stream, revision, id, type, data, metadata, recordedAt, schema] = fields;
    const recorded: Recorded = {
      ...{ stream, id, metadata, schema, event: { type, data } },
      revision: BigInt(revision),
      recordedAt: new Date(recordedAt),
      position: toPosition(BigInt(number)),
    };
    if (textOf(recorded) === text) return recorded;
  }
  throw new ArchiveDamaged(place, 'an event', short(text));
};

const fieldsOf = (text: string): Fields | undefined => {
  try {
    const found: unknown = JSON.parse(text);
    return isFields(found) ? found : undefined;
  } catch {
    return undefined;
  }
};

const KINDS = ['string', 'string', 'string', 'string', 'object', 'object', 'string', 'number'];

const isFields = (found: unknown): found is Fields =>
  Array.isArray(found) &&
  found.length === KINDS.length &&
  found.every((field, index) => typeof field === KINDS[index] && field !== null) &&
  /^\d{1,18}$/.test(String(found[1]));

/** The line of an event; undefined if the time is none. */
const textOf = (recorded: Recorded): string | undefined =>
  Number.isNaN(recorded.recordedAt.getTime()) ? undefined : lineOf(recorded);

const MAX_SHOWN = 80;

const short = (text: string): string =>
  text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
