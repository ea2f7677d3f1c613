import { reasonOf, StoreUnavailable, type Appended } from '#event-store';

import { toRow, toStored, type Placed, type Row } from './rows/rows.js';

/** The most characters of a row's body, unless one append alone is longer. */
const MAX_BODY = 1024 * 1024;

/** An append that waits for its commit. */
export type WaitingAppend = Readonly<{
  stream: string;
  /** True if its stream can be erased; such events have rows of their own. */
  erasable: boolean;
  placed: readonly Placed[];
  /** The time of its arrival, by the monitor's clock. */
  since: number;
  resolve: (appended: Appended) => void;
  reject: (error: Error) => void;
}>;

/** The measures of one group commit, in seconds of the monitor's clock. */
export type Commit = Readonly<{
  appends: number;
  events: number;
  seconds: number;
  /** The time that the first append of the commit waited for its answer. */
  waitedSeconds: number;
}>;

/** Observes commits. `now` is the clock that times them, in milliseconds. */
export type Monitor = Readonly<{ now: () => number; committed: (commit: Commit) => void }>;

export const UNWATCHED: Monitor = { now: () => 0, committed: () => undefined };

/** A row to be written, with the appends whose events it holds. */
export type PlannedRow = Readonly<{
  row: Row;
  erasable: boolean;
  members: readonly WaitingAppend[];
}>;

/** Plans the rows of all waiting appends. An append is never split. */
export const plan = (
  waiting: readonly WaitingAppend[],
  { first, at }: { first: number; at: Date },
): readonly PlannedRow[] => {
  const rows: PlannedRow[] = [];
  let next = first;
  let open:
    { stored: string[]; size: number; members: WaitingAppend[]; erasable: boolean } | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const { stored, members, erasable } = open;
    rows.push({ row: toRow(next, stored), erasable, members });
    next += stored.length;
    open = undefined;
  };
  for (const member of waiting) {
    const stored = member.placed.map((placed) => toStored(placed, { at }));
    const size = stored.reduce((sum, text) => sum + text.length, 0);
    const fits = open !== undefined && open.size + size <= MAX_BODY;
    if (!fits || open?.erasable === true || member.erasable) close();
    open ??= { stored: [], size: 0, members: [], erasable: member.erasable };
    open.stored.push(...stored);
    open.size += size;
    open.members.push(member);
  }
  close();
  return rows;
};

/** The error that a failed append is answered with. */
export const unavailable = (error: unknown): StoreUnavailable =>
  error instanceof StoreUnavailable
    ? error
    : new StoreUnavailable(`the log can't be written: ${reasonOf(error)}`, { cause: error });

/** The measures of a commit with these times. */
export const commitOf = (
  waiting: readonly WaitingAppend[],
  { began, ended }: Readonly<{ began: number; ended: number }>,
): Commit => ({
  appends: waiting.length,
  events: waiting.reduce((sum, { placed }) => sum + placed.length, 0),
  seconds: (ended - began) / 1000,
  waitedSeconds: (ended - (waiting[0]?.since ?? began)) / 1000,
});
