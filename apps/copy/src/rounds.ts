import { type NewEvent } from '#event-store';

import { type Cursor } from './format/cursor.js';
import { type Line } from './format/lines.js';

/** Consecutive events of the log and of their stream, which make one append. */
export type AppendRun = Readonly<{ stream: string; expected: bigint; lines: readonly Line[] }>;

/** The most bytes of an append of several events: every store adds some of its own. */
const MAX_RUN_BYTES = 768 * 1024;

/** The most bytes that are under way at once. */
const MAX_ROUND_BYTES = 4 * 1024 * 1024;

export const toNewEvent = ({ record }: Line): NewEvent => ({
  id: record.id,
  type: record.event.type,
  data: record.event.data,
  metadata: record.metadata,
  recordedAt: record.recordedAt,
  schema: record.schema,
});

const sizeOf = ({ text }: Line): number => Buffer.byteLength(text);

/** The next events that fit into one append; undefined at the end. */
const nextRun = async (
  log: Cursor<Line>,
): Promise<Readonly<{ run: AppendRun; bytes: number }> | undefined> => {
  const first = await log.take();
  if (first === undefined) return undefined;
  const { stream, revision } = first.record;
  const lines = [first];
  let bytes = sizeOf(first);
  for (let next = await log.peek(); next?.record.stream === stream; next = await log.peek()) {
    bytes += sizeOf(next);
    if (bytes > MAX_RUN_BYTES) break;
    lines.push(next);
    await log.take();
  }
  return { run: { stream, expected: revision - 1n, lines }, bytes };
};

/** The appends that may be under way at once, in the order of the log; empty at the end. */
export const nextRound = async (
  log: Cursor<Line>,
  atOnce: number,
): Promise<readonly AppendRun[]> => {
  const runs: AppendRun[] = [];
  for (let bytes = 0; runs.length < atOnce && bytes < MAX_ROUND_BYTES;) {
    const next = await nextRun(log);
    if (next === undefined) break;
    runs.push(next.run);
    bytes += next.bytes;
  }
  return runs;
};
