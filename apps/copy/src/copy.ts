import { parseStream } from '#domain';
import { LogDigest, type EventStore, type LogRange, type Position } from '#event-store';

import { Cursor } from './format/cursor.js';
import { linesOf, type Line } from './format/lines.js';
import { Interrupted, Refusal } from './refusal.js';
import { resume } from './resume.js';
import { nextRound } from './rounds.js';
import { Tally } from './format/tally.js';
import { write, type Target } from './write.js';

export type CopyOptions = Readonly<{
  from: EventStore;
  to: Target;
  cluster: string;
  /** Stops the copy between two appends. */
  signal: AbortSignal;
  /** Called repeatedly with the number of source events that are in the target. */
  onProgress: (events: number) => void;
}>;

export type Copied = Readonly<{
  events: number;
  streams: number;
  /** The number of events that this run has written. */
  written: number;
  /** The number of key streams that an earlier run had copied, and that were erased since. */
  erased: number;
  /** The hash of all events, which is the same for both logs. */
  hash: string;
}>;

/**
 * Copies the log of a cluster. At the end the target is read again, to prove that it holds the same
 * events in the same order. Events that an earlier run has copied are compared and kept.
 *
 * @throws Refusal if the target holds other events, or the source is not a whole log
 * @throws Interrupted if it was stopped, or the source was written to meanwhile
 */
export const copy = async (options: CopyOptions): Promise<Copied> => {
  const { from, to } = options;
  const upTo = await from.head();
  const source = new Cursor(sourceOf(options, upTo === undefined ? {} : { to: upTo }));
  const target = new Cursor(linesOf(to.store));
  const tally = new Tally();
  try {
    if ((await source.peek()) === undefined) throw new Refusal(await nothingOf(options));
    const found = (line: Line): void => {
      requireGoing(options, tally);
      tally.note(line);
      options.onProgress(tally.events);
    };
    const erased = await resume({ from, source, target, found });
    for (const stream of erased) await to.store.erase(stream);
    const before = tally.events;
    await transfer(source, tally, options);
    await requireSame(to.store, tally);
    await requireStill(options, upTo);
    const { events, streams, hash } = tally;
    return { events, streams, written: events - before, erased: erased.size, hash };
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
};

const requireGoing = ({ signal }: CopyOptions, { events }: Tally): void => {
  if (signal.aborted) throw new Interrupted(`stopped at ${events} events: run it again to go on`);
};

const transfer = async (
  source: Cursor<Line>,
  tally: Tally,
  options: CopyOptions,
): Promise<void> => {
  for (;;) {
    requireGoing(options, tally);
    const round = await nextRound(source, options.to.atOnce);
    if (round.length === 0) return;
    for (const { lines } of round) for (const line of lines) tally.note(line);
    await write(options.to.store, round);
    options.onProgress(tally.events);
  }
};

const sourceOf = ({ from, cluster }: CopyOptions, range: LogRange): AsyncIterable<Line> =>
  linesOf(from, { range, isWanted: ({ stream }) => parseStream(stream)?.cluster === cluster });

const nothingOf = async ({ from, cluster }: CopyOptions): Promise<string> => {
  const nothing = `the source holds nothing of cluster "${cluster}"`;
  for await (const { stream } of from.readLog({ limit: 1 }))
    return `${nothing}: it begins with ${stream}`;
  return nothing;
};

const requireSame = async (store: EventStore, { events, hash }: Tally): Promise<void> => {
  const digest = new LogDigest();
  for await (const { text } of linesOf(store)) digest.add(text);
  if (digest.text !== hash)
    throw new Refusal(
      `the target does not hold the copied events: ${digest.count} events with ${digest.text}, not ${events} with ${hash}`,
    );
};

const requireStill = async (options: CopyOptions, head: Position | undefined): Promise<void> => {
  const later = head === undefined ? {} : { after: head };
  for await (const { record } of sourceOf(options, later))
    throw new Interrupted(
      `the source was written to meanwhile (${record.stream}): stop its servers and run it again`,
    );
};
