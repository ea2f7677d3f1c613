import { parseStream } from '#domain';
import { lineOf, type EventStore, type NewEvent, type Recorded } from '#event-store';

import { ArchiveDamaged } from '../archive/archive-damaged.js';
import { readArchive } from '../archive/read-archive.js';

/** An empty log, or one that an earlier, unfinished run has begun to write. */
export type RebuildTarget = Readonly<{
  store: EventStore;
  /** The id that the new log gets. */
  logId: string;
  /** The log of the backup, and its last event. */
  restoredFrom: Readonly<{ log: string; cut: string }>;
  /**
   * True if the store writes the appends of one turn of the event loop in order, and none of them if
   * one fails.
   */
  isOrdered: boolean;
}>;

/** The log holds other events than the archive. */
export class OtherLog extends Error {
  override readonly name = 'OtherLog';
}

/** The most bytes of one append: every store adds some of its own. */
const MAX_APPEND_BYTES = 768 * 1024;

/**
 * Writes the events of an archive into a log, with their ids, revisions and times. Only the first event
 * differs: it names the new log, and the one that the backup was taken of. Events that are there
 * already are compared and kept, so that a run that died is finished by the next one.
 *
 * @param length the number of bytes before the seal of the archive
 * @returns the number of events of the log
 * @throws OtherLog
 */
export const rebuildLog = async (
  archive: Readonly<{ file: string; length: number }>,
  target: RebuildTarget,
): Promise<number> => {
  const { store } = target;
  const there = store.readLog()[Symbol.asyncIterator]();
  let count = 0;
  let waiting: Recorded[] = [];
  let isBehind = true;
  try {
    for await (const recorded of eventsOf(archive, target)) {
      count += 1;
      isBehind &&= await isNext(there, recorded);
      if (isBehind) continue;
      waiting.push(recorded);
      if (waiting.length < ROUND) continue;
      await write(target, waiting);
      waiting = [];
    }
    await write(target, waiting);
    if (isBehind) await requireEnd(there);
  } finally {
    await there.return?.();
  }
  return count;
};

/** The number of events that are written in one round. */
const ROUND = 2000;

async function* eventsOf(
  { file, length }: Readonly<{ file: string; length: number }>,
  target: Pick<RebuildTarget, 'logId' | 'restoredFrom'>,
): AsyncIterable<Recorded> {
  let first: Recorded | undefined;
  for await (const part of readArchive(file, length)) {
    if (part.type !== 'events') continue;
    for (const recorded of part.records) {
      if (first === undefined) yield (first = renamed(recorded, target));
      else yield recorded;
    }
  }
}

/** The first event, under the id of the new log. */
const renamed = (
  recorded: Recorded,
  names: Pick<RebuildTarget, 'logId' | 'restoredFrom'>,
): Recorded => {
  const { event, id } = recorded;
  if (event.type !== 'ClusterFormed')
    throw new ArchiveDamaged({}, 'ClusterFormed as the first event', `${event.type} ${id}`);
  const { logId, restoredFrom } = names;
  return { ...recorded, event: { ...event, data: { ...event.data, logId, restoredFrom } } };
};

/** True if the log goes on with this event; false at its end. */
const isNext = async (there: AsyncIterator<Recorded>, wanted: Recorded): Promise<boolean> => {
  const found = await nextOf(there);
  if (found === undefined) return false;
  if (lineOf(found) === lineOf(wanted)) return true;
  throw new OtherLog(
    `the log holds something else: ${found.stream} ${String(found.revision)} where ${wanted.stream} ${String(wanted.revision)} belongs`,
  );
};

const requireEnd = async (there: AsyncIterator<Recorded>): Promise<void> => {
  const more = await nextOf(there);
  if (more !== undefined)
    throw new OtherLog(`the log goes on with ${more.stream} ${String(more.revision)}`);
};

/** The next event that is no lease. */
const nextOf = async (there: AsyncIterator<Recorded>): Promise<Recorded | undefined> => {
  for (;;) {
    const next = await there.next();
    if (next.done === true) return undefined;
    if (parseStream(next.value.stream) !== undefined) return next.value;
  }
};

const write = async (
  { store, isOrdered }: RebuildTarget,
  events: readonly Recorded[],
): Promise<void> => {
  const appends = [...runsOf(events)].map(
    (run) => () =>
      store.append(run[0]?.stream ?? '', run.map(toNewEvent), (run[0]?.revision ?? 0n) - 1n),
  );
  if (isOrdered) await Promise.all(appends.map((append) => append()));
  else for (const append of appends) await append();
};

/** Consecutive events of one stream, as many as fit one append. */
function* runsOf(events: readonly Recorded[]): Iterable<readonly Recorded[]> {
  let run: Recorded[] = [];
  let bytes = 0;
  for (const recorded of events) {
    const size = Buffer.byteLength(lineOf(recorded));
    const goesOn = run[0]?.stream === recorded.stream && bytes + size <= MAX_APPEND_BYTES;
    if (run.length > 0 && !goesOn) {
      yield run;
      [run, bytes] = [[], 0];
    }
    run.push(recorded);
    bytes += size;
  }
  if (run.length > 0) yield run;
}

const toNewEvent = ({ id, event, metadata, recordedAt, schema }: Recorded): NewEvent => ({
  ...{ id, type: event.type, data: event.data, metadata, recordedAt, schema },
});
