import { StoreUnavailable } from '#event-store';
import { keepFilesPrivate, LogDamaged, LogInUse, LogUnusable } from '#event-store-sqlite';

import { readArguments, WrongArguments, type Arguments } from './arguments.js';
import { copy, type Copied } from './copy.js';
import { openPlace, openSalvage } from './open-place.js';
import { Interrupted, Refusal } from './refusal.js';
import { salvage } from './salvage.js';

const TELL_EVERY_MS = 1000;
/** The exit code of a salvage: the intact parts are saved, and events may be missing. */
const INCOMPLETE = 4;

/** Errors that an administrator can correct, with their exit codes; 3 means: try again. */
const EXPECTED = [
  [Refusal, 1],
  [LogInUse, 1],
  [LogDamaged, 1],
  [LogUnusable, 1],
  [WrongArguments, 2],
  [Interrupted, 3],
  [StoreUnavailable, 3],
] as const;

const number = (count: number): string => count.toLocaleString('en');

const told = ({ events, streams, written, erased, hash }: Copied): string => {
  const there = `${number(events - written)} were there`;
  const gone = erased === 0 ? '' : `, erased ${number(erased)} key streams`;
  return `copied ${number(written)} events, ${there}${gone}; ${number(events)} events of ${number(streams)} streams, ${hash}`;
};

const progress = (): ((events: number) => void) => {
  let last = Date.now();
  return (events) => {
    if (Date.now() - last < TELL_EVERY_MS) return;
    last = Date.now();
    console.error(`${number(events)} events`);
  };
};

const save = async ({ cluster, ...places }: Omit<Arguments, 'salvage'>): Promise<void> => {
  const { pieces, store } = openSalvage(places);
  try {
    for (const line of await salvage({ pieces, to: store, cluster })) console.log(line);
    process.exitCode = INCOMPLETE;
  } finally {
    await store.close();
  }
};

const run = async (): Promise<void> => {
  keepFilesPrivate();
  const {
    from,
    to,
    cluster,
    salvage: isDamaged,
  } = readArguments(process.argv.slice(2), process.env);
  if (isDamaged) {
    await save({ from, to, cluster });
    return;
  }
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => {
      stopping.abort();
    });
  const source = await openPlace({ place: from, cluster, role: 'from' });
  try {
    const target = await openPlace({ place: to, cluster, role: 'to' });
    try {
      const { signal } = stopping;
      const options = { from: source.store, to: target, cluster, signal, onProgress: progress() };
      console.log(told(await copy(options)));
    } finally {
      await target.store.close();
    }
  } finally {
    await source.store.close();
  }
};

/** True for an error of the operating system or of SQLite about a file. */
const isOfFile = (error: Error): boolean =>
  'syscall' in error || ('code' in error && error.code === 'ERR_SQLITE_ERROR');

run().catch((error: unknown) => {
  const [, code] = EXPECTED.find(([kind]) => error instanceof kind) ?? [];
  const isExpected = error instanceof Error && (code !== undefined || isOfFile(error));
  console.error(isExpected ? error.message : error);
  process.exitCode = code ?? 1;
});
