import { randomUUID } from 'node:crypto';

import { checkCommit, type Decision } from './commit-check.js';
import { type Proposed } from './event.js';
import { type EventLog } from './event-log.js';
import { isMetastream, metastreamOf, originalOf, softDeletion, undeletion } from './metadata.js';

/** The result of a write: the place of its last event, or the reason why there is none. */
export type Outcome =
  | Readonly<{ kind: 'written'; revision: bigint; position: bigint }>
  | Exclude<Decision, { kind: 'write' | 'written-before' }>;

export type Append = Readonly<{ stream: string; expected: bigint; events: readonly Proposed[] }>;
export type Removal = Readonly<{ stream: string; expected: bigint; isFinal: boolean }>;

export const append = (log: EventLog, { stream, expected, events }: Append): Outcome => {
  const ids = events.map(({ id }) => id);
  const decision = checkCommit(log, { stream, expected, ids });
  if (decision.kind === 'written-before') return { ...decision, kind: 'written' };
  return decision.kind === 'write' ? write(log, stream, events) : decision;
};

/** Removes a stream. A final removal leaves a tombstone; another one hides the present events. */
export const remove = (log: EventLog, { stream, expected, isFinal }: Removal): Outcome => {
  const id = randomUUID();
  const decision = checkCommit(log, { stream, expected, ids: [id] });
  if (decision.kind === 'written-before') throw new Error('a new id cannot have been written');
  if (decision.kind !== 'write') return decision;
  if (isFinal) return written(log.putTombstone(stream, tombstone(id)));
  const metastream = metastreamOf(stream);
  if (log.lastRevision(stream) < 0n && log.lastRevision(metastream) < 0n)
    return { kind: 'wrong-expected-version', actual: -1n };
  return written(log.put(metastream, softDeletion(id)));
};

const write = (log: EventLog, stream: string, events: readonly Proposed[]): Outcome => {
  const before = log.lastRevision(stream);
  const deleted = [stream, ...(isMetastream(stream) ? [originalOf(stream)] : [])].filter((name) =>
    log.isSoftDeleted(name),
  );
  const last = events.map((event) => log.put(stream, event)).at(-1);
  if (last === undefined)
    return { kind: 'written', revision: before, position: log.putNothing(stream) };
  for (const name of deleted)
    undelete(log, name, name === stream ? before : log.lastRevision(name));
  return written(last);
};

const undelete = (log: EventLog, stream: string, last: bigint): void => {
  const metastream = metastreamOf(stream);
  log.put(metastream, undeletion(randomUUID(), log.stream(metastream).at(-1), last + 1n));
};

const written = ({ revision, position }: { revision: bigint; position: bigint }): Outcome => ({
  kind: 'written',
  revision,
  position,
});

const tombstone = (id: string): Proposed => ({
  id,
  type: '$streamDeleted',
  isJson: false,
  data: new Uint8Array(),
  metadata: new Uint8Array(),
});
