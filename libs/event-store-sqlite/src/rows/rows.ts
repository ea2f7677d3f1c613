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

/** An event with its place in the log, and its JSON text, which is made once. */
export type Placed = Readonly<{
  stream: string;
  revision: bigint;
  event: NewEvent;
  text: string;
}>;

/** A row of the log: all events of one commit, or a part of them. */
export type Row = Readonly<{ first: number; count: number; body: string; checksum: number }>;

/** The part of a `Stored` that does not depend on its place, as JSON. */
export const textOf = ({ id, type, data, metadata }: NewEvent): string =>
  JSON.stringify({ i: id, t: type, d: data, m: metadata });

/** The difference in length between the names of an event and those of a `Stored`. */
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

/** An event as it is read after the write. */
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

/** A row is damaged; the message describes the damage. */
export class RowDamaged extends Error {
  override readonly name = 'RowDamaged';

  constructor(
    readonly first: number,
    fault: string,
  ) {
    super(fault);
  }
}

/**
 * @throws RowDamaged if the row is damaged
 */
export const fromRow = ({ first, count, body, checksum }: Row): readonly Recorded[] => {
  if (typeof body !== 'string' || crc32(body) !== checksum)
    throw new RowDamaged(first, 'the checksum of its row is wrong');
  const stored = JSON.parse(body) as Stored[];
  // An erased row is empty and keeps its positions.
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
