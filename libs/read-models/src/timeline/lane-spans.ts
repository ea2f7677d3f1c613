import { type ReadDatabase, type Row } from '../file/database.js';
import { type Track } from './span-writer.js';

/** A state, an owner or an operation of a lane, between two events. */
export type LaneSpan = Readonly<{
  kind: string;
  /** The id of the thing: the node or group itself, the owner, or the operation. */
  thing: string;
  from: SpanEdge;
  /** Undefined if it has not ended by the end of the range. */
  to: SpanEdge | undefined;
}>;

/** The event at an edge of a span, and its time in milliseconds since 1970. */
export type SpanEdge = Readonly<{ position: number; at: number }>;

/** The positions for which spans are asked, in ascending order, and the number of spans to show. */
export type AskedSpans = Readonly<{ edges: readonly number[]; most: number; samples: number }>;

/** Spans in order, and true if some were too many and too short to be shown. */
export type Spans = Readonly<{ spans: readonly LaneSpan[]; more: boolean }>;

const ROW = 'SELECT since, at, kind, thing FROM lane_spans WHERE lane = ?1 AND track = ?2';

/**
 * The spans of a track that overlap a range. If there are too many, those remain that are not within
 * one part of the range.
 */
export const spansOf = (
  db: ReadDatabase,
  [lane, track]: readonly [lane: string, track: Track],
  { edges, most, samples }: AskedSpans,
): Spans => {
  const [low = 0, high = 0] = [edges[0], edges.at(-1)];
  const after = `${ROW} AND since > ?3 AND since <= ?4 ORDER BY since LIMIT ${most + 1}`;
  const begin = rowAt(db, [lane, track], low);
  const rows = db.all(after, lane, track, low, high);
  if (rows.length <= most) {
    const all = begin === undefined ? rows : [begin, ...rows];
    return { spans: all.flatMap((row, index) => toSpan(row, all[index + 1])), more: false };
  }
  const step = Math.max(1, Math.ceil(edges.length / samples));
  const sampled = edges.filter((_, index) => index % step === 0 || index === edges.length - 1);
  return { spans: crossing(db, [lane, track], sampled), more: true };
};

/** The spans at some positions, each with its own end. */
const crossing = (
  db: ReadDatabase,
  [lane, track]: readonly [string, Track],
  positions: readonly number[],
): readonly LaneSpan[] => {
  const high = positions.at(-1) ?? 0;
  const next = `${ROW} AND since > ?3 AND since <= ?4 ORDER BY since LIMIT 1`;
  const spans = new Map<number, LaneSpan>();
  for (const position of positions) {
    const row = rowAt(db, [lane, track], position);
    if (row === undefined || spans.has(Number(row['since']))) continue;
    const [span] = toSpan(row, db.get(next, lane, track, Number(row['since']), high));
    if (span !== undefined) spans.set(span.from.position, span);
  }
  return [...spans.values()];
};

const rowAt = (
  db: ReadDatabase,
  [lane, track]: readonly [string, Track],
  position: number,
): Row | undefined =>
  db.get(`${ROW} AND since <= ?3 ORDER BY since DESC LIMIT 1`, lane, track, position);

const toSpan = (row: Row, next: Row | undefined): readonly LaneSpan[] => {
  const kind = String(row['kind']);
  if (kind === '') return [];
  const to = next && edgeOf(next);
  return [{ kind, thing: String(row['thing']), from: edgeOf(row), to }];
};

const edgeOf = (row: Row): SpanEdge => ({
  position: Number(row['since']),
  at: Number(row['at']),
});
