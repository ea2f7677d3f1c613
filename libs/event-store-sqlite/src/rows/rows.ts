import { crc32 } from 'node:zlib';

import { SCHEMA_VERSION, toPosition, type NewEvent, type Recorded } from '#event-store';

/** One event as a row's body holds it; its position follows from its place in the row. */
type Stored = Readonly<{
  i: string;
  s: string;
  r: number;
  t: string;
  d: object;
  m: Recorded['metadata'];
  a: number;
  v: number;
}>;

/** An event with the place it is written to, and its own part of the text, which is made once. */
export type Placed = Readonly<{
  stream: string;
  revision: bigint;
  event: NewEvent;
  text: string;
}>;

/** A row of the log: all events of one commit, or of a part of it. */
export type Row = Readonly<{ first: number; count: number; body: string; checksum: number }>;

/** What of a `Stored` does not depend on its place, as JSON. */
export const textOf = ({ id, type, data, metadata }: NewEvent): string =>
  JSON.stringify({ i: id, t: type, d: data, m: metadata });

/** How much shorter the names are there than an event's own. */
export const SHORTER_NAMES = 'idtypedatametadata'.length - 'itdm'.length;

/** A `Stored` as JSON. */
export const toStored = (
  { stream, revision, event, text }: Placed,
  { at }: Readonly<{ at: Date }>,
): string => {
  const place = `"s":${JSON.stringify(stream)},"r":${String(revision)}`;
  const rest = `"a":${(event.recordedAt ?? at).getTime()},"v":${event.schema ?? SCHEMA_VERSION}`;
  return `${text.slice(0, -1)},${place},${rest}}`;
};

/** An event as it will be read from where it was written. */
export const toRecorded = (
  { stream, revision, event }: Placed,
  { position, at }: Readonly<{ position: number; at: Date }>,
): Recorded => ({
  id: event.id,
  event: { type: event.type, data: event.data },
  stream,
  revision,
  position: toPosition(BigInt(position)),
  recordedAt: event.recordedAt ?? at,
  schema: event.schema ?? SCHEMA_VERSION,
  metadata: event.metadata,
});

export const toRow = (first: number, stored: readonly string[]): Row => {
  const body = `[${stored.join()}]`;
  return { first, count: stored.length, body, checksum: crc32(body) };
};

/** A row is not what was written; the message says how that shows. */
export class RowDamaged extends Error {
  override readonly name = 'RowDamaged';

  constructor(
    readonly first: number,
    fault: string,
  ) {
    super(fault);
  }
}

/** @throws RowDamaged when the row is not what was written */
export const fromRow = ({ first, count, body, checksum }: Row): readonly Recorded[] => {
  if (typeof body !== 'string' || crc32(body) !== checksum)
    throw new RowDamaged(first, 'the checksum of its row is wrong');
  const stored = JSON.parse(body) as Stored[];
  // One that was erased is empty, and keeps its places.
  if (stored.length !== count && stored.length > 0)
    throw new RowDamaged(first, `its row has ${stored.length} events, and says ${count}`);
  return stored.map((event, index) => fromStored(event, first + index));
};

const fromStored = ({ i, s, r, t, d, m, a, v }: Stored, position: number): Recorded => ({
  id: i,
  event: { type: t, data: d },
  stream: s,
  revision: BigInt(r),
  position: toPosition(BigInt(position)),
  recordedAt: new Date(a),
  schema: v,
  metadata: m,
});
