import { join, resolve } from 'node:path';

import { isErasable } from '#domain';
import { NO_STREAM, type Recorded } from '#event-store';
import { SqliteEventStore } from '#event-store-sqlite';
import { collect, eventsFor, keyStreamFor, streamFor } from '#testing/event-store';
import { finishedNode, type Finished } from '../support/finished.js';

export const MAIN = resolve(import.meta.dirname, '../../dist/apps/copy/src/main.js');
export const KEY = keyStreamFor('secret');
const STREAMS = 64;

export const openLog = (data: string): SqliteEventStore =>
  SqliteEventStore.open({ file: join(data, 'log.db'), clock: () => new Date(), isErasable });

/** Adds appends of three events to 64 streams in turn. */
export const fillLog = async (data: string, appends: number): Promise<void> => {
  const store = openLog(data);
  const known = new Map<string, bigint>();
  for (const { stream, revision } of await collect(store.readLog())) known.set(stream, revision);
  const isNew = known.size === 0;
  await Promise.all(
    Array.from({ length: appends }, (_, index) => {
      const stream = index === 5 && isNew ? KEY : streamFor(`${index % STREAMS}`);
      const at = known.get(stream) ?? NO_STREAM;
      known.set(stream, at + 3n);
      return store.append(stream, eventsFor(`${stream} ${at}`, 3), at);
    }),
  );
  await store.close();
};

export const logOf = async (data: string): Promise<readonly Recorded[]> => {
  const store = openLog(data);
  const records = await collect(store.readLog());
  await store.close();
  return records;
};

/** Runs a copy; its output without the progress, which is printed every second. */
export const copy = (...args: readonly string[]): Finished => {
  const ended = finishedNode(
    ['--disable-warning=ExperimentalWarning', MAIN, '--cluster', 'test', ...args],
    { env: {} },
  );
  return { ...ended, stderr: ended.stderr.replaceAll(/^[\d,]+ events\n/gm, '') };
};
