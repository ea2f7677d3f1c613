import { DELETED } from './event.js';
import { type EventLog } from './event-log.js';
import { metastreamOf } from './metadata.js';

/** The server's numbers for expectations that are not revisions. */
export const ANY = -2n;
export const NO_STREAM = -1n;
export const STREAM_EXISTS = -4n;

/** The decision about a write. */
export type Decision =
  | Readonly<{ kind: 'write' }>
  | Readonly<{ kind: 'wrong-expected-version'; actual: bigint }>
  | Readonly<{ kind: 'stream-deleted' }>
  /**
   * The write repeats an earlier one; the revision and the position are those of its last event.
   */
  | Readonly<{ kind: 'written-before'; revision: bigint; position: bigint }>;

export type Attempt = Readonly<{ stream: string; expected: bigint; ids: readonly string[] }>;

/**
 * Compares a write with the stream: its expected revision, and whether it repeats an earlier write.
 */
export const checkCommit = (log: EventLog, attempt: Attempt): Decision => {
  const last = log.lastRevision(attempt.stream);
  if (last === DELETED) return { kind: 'stream-deleted' };
  switch (attempt.expected) {
    case ANY:
      return checkByMemory(log, attempt);
    case STREAM_EXISTS:
      return checkExistence(log, attempt);
    default:
      return checkRevision(log, attempt, last);
  }
};

const wrong = (actual: bigint): Decision => ({ kind: 'wrong-expected-version', actual });

/** Metadata without events make a stream exist. */
const checkExistence = (log: EventLog, attempt: Attempt): Decision => {
  const { stream } = attempt;
  if (log.isSoftDeleted(stream)) return { kind: 'stream-deleted' };
  const last = log.lastRevision(stream);
  if (last < 0n && log.lastRevision(metastreamOf(stream)) < 0n) return wrong(last);
  return checkByMemory(log, attempt);
};

const checkRevision = (log: EventLog, attempt: Attempt, last: bigint): Decision => {
  if (attempt.expected < last) return checkByPlace(log, attempt);
  return attempt.expected > last ? wrong(last) : { kind: 'write' };
};

/**
 * Without an expected revision, a repetition is recognised by the event ids that the server has in
 * memory.
 */
const checkByMemory = (log: EventLog, { stream, ids }: Attempt): Decision => {
  const places = ids
    .map((id) => log.placeOf(id))
    .map((p) => (p?.stream === stream ? p : undefined));
  const last = places.at(-1);
  if (places[0] === undefined) return { kind: 'write' };
  if (last === undefined || places.includes(undefined)) return wrong(log.lastRevision(stream));
  return writtenBefore(log, stream, last.revision);
};

/** With an expected revision, a repetition is recognised by the ids after that revision. */
const checkByPlace = (log: EventLog, { stream, expected, ids }: Attempt): Decision => {
  const next = Number(expected + 1n);
  const there = log.stream(stream).slice(next, next + ids.length);
  const matches = ids.map((id, index) => there[index]?.id === id);
  if (matches.length > 0 && !matches.includes(false))
    return writtenBefore(log, stream, expected + BigInt(ids.length));
  const isNew = matches[0] === false && expected === NO_STREAM && log.isSoftDeleted(stream);
  return isNew ? { kind: 'write' } : wrong(log.lastRevision(stream));
};

const writtenBefore = (log: EventLog, stream: string, revision: bigint): Decision => {
  const position = log.stream(stream)[Number(revision)]?.position ?? -1n;
  return { kind: 'written-before', revision, position };
};
