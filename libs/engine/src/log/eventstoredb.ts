import { join } from 'node:path';

import { streamsOf } from '#domain';
import { LogReplaced, StoreUnavailable, type Anchor } from '#event-store';
import { openEsdbEventStore, type EsdbEventStore } from '#event-store-esdb';
import { lockFor, makePrivate } from '#event-store-sqlite';
import { logId } from '#read-models';

import { type OpenedLog, type OpenHooks } from '../engine-parts.js';
import { type EngineSettings } from '../engine-settings.js';
import { knownLogs, requireKnown } from './known-log.js';
import { type Lease, type LeaseHooks, type OpenParts } from './opened.js';
import { retrying } from './retrying.js';
import { openReads } from '../projection/projection-thread.js';
import { loadSnapshot, snapshotFile } from '../state/snapshots.js';
import { settingNamed } from './wrong-setting.js';

/**
 * Opens the EventStoreDB at a connection string and waits for its answer; the read model is in the
 * data folder.
 *
 * @throws StoreUnavailable if it is aborted meanwhile
 */
export const openEventStoreDb = async (
  settings: EngineSettings & Readonly<{ url: string }>,
  parts: OpenParts,
  hooks: OpenHooks,
): Promise<OpenedLog> => {
  const { data, cluster, url, masterKeyFile } = settings;
  makePrivate(data, { files: [masterKeyFile], warn: parts.warn });
  const file = join(data, 'reads.db');
  const unlock = lockFor(file, process.pid);
  const store = await connect(url, cluster, parts);
  const close = async (): Promise<void> => {
    await store.close();
    unlock();
  };
  const abort = (): void => void close();
  hooks.signal.addEventListener('abort', abort, { once: true });
  if (hooks.signal.aborted) abort();
  const again = retrying({ ...hooks, warn: parts.warn });
  try {
    hooks.onWait(new StoreUnavailable('EventStoreDB has not answered yet'));
    const { id, anchor } = await again(() =>
      withDiagnosis(store, () => knownLogOf(store, settings, parts)),
    );
    if (anchor !== undefined) store.expect(anchor);
    const log = { kind: 'eventstoredb', url, anchor } as const;
    const { reads } = await openReads({ file, log, id, cluster }, parts);
    const snapshot = { file: snapshotFile(settings), cluster, store };
    const recalled = await again(() => loadSnapshot(snapshot, parts.warn));
    const lease = (options: LeaseHooks): Lease =>
      store.lease({ ...options, prefix: `${cluster}.lease-`, ttlMs: settings.leaseSeconds * 1000 });
    return { store, place: log, reads, recalled, lease, problem: () => store.problem, close };
  } catch (error) {
    await close();
    throw error;
  } finally {
    hooks.signal.removeEventListener('abort', abort);
  }
};

/** The id of the log that the server holds, and the last event that the data folder knows of it. */
const knownLogOf = async (
  store: EsdbEventStore,
  settings: EngineSettings,
  { warn }: OpenParts,
): Promise<Readonly<{ id: string | null; anchor: Anchor | undefined }>> => {
  // An earlier try may have seen the wrong log.
  store.expect(undefined);
  const id = await logId(store);
  const anchor = await requireKnown({ settings, warn }, knownLogs(settings), { store, id });
  return { id, anchor };
};

/** Runs work. If it fails because the server can't be reached, the error says why. */
const withDiagnosis = async <Result>(
  store: EsdbEventStore,
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof StoreUnavailable) || cause instanceof LogReplaced) throw cause;
    if (!store.connection.isOpen) throw cause;
    const why = await store.diagnose();
    if (why === undefined) throw cause;
    throw new StoreUnavailable(`EventStoreDB does not answer: ${why}`, { cause });
  }
};

/**
 * Connects. @throws WrongSetting, whose message never shows the string, since it may hold a
 * password
 */
const connect = async (
  url: string,
  cluster: string,
  { metrics, patienceMs }: OpenParts,
): Promise<EsdbEventStore> => {
  try {
    return await openEsdbEventStore({
      url,
      streams: streamsOf(cluster),
      clock: () => new Date(),
      ...(patienceMs !== undefined && { appendPatienceMs: patienceMs, readPatienceMs: patienceMs }),
      onAppended: (append) => {
        metrics.appendedTo(append);
      },
    });
  } catch (error) {
    throw settingNamed(error);
  }
};
