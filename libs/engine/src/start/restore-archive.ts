import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { OtherLog, rebuildLog, syncFolder } from '#backups';
import { isErasable, streamsOf } from '#domain';
import { type EventStore } from '#event-store';
import { openEsdbEventStore } from '#event-store-esdb';
import { SqliteEventStore } from '#event-store-sqlite';

import { type EngineSettings } from '../engine-settings.js';
import { verifyArchiveFile, type WholeArchive } from '../jobs/backup/verify-archive.js';
import { type Fault } from '../jobs/task-context.js';
import { WrongSetting } from '../log/wrong-setting.js';

/** A restore that has begun: the archive, and the id of the new log. */
type Begun = Readonly<{ file: string; logId: string }>;

/** The file that says that the log of a data folder is not whole yet. */
const MARK = 'restoring.json';
const ONLY_OWNER = 0o700;

/** True if a restore into the data folder has begun and has not ended. */
export const isRestoring = ({ data }: Pick<EngineSettings, 'data'>): boolean =>
  existsSync(join(data, MARK));

/**
 * Rebuilds the log from an archive, into an empty log. A restore that died half way is finished: with
 * the same file, under the same id of the log.
 *
 * @param file undefined to finish the restore that has begun
 * @throws WrongSetting if the archive is damaged, or the log is not empty
 */
export const restoreArchive = async (
  settings: EngineSettings,
  file: string | undefined,
  say: (what: string) => void,
): Promise<void> => {
  const { data } = settings;
  mkdirSync(data, { recursive: true, mode: ONLY_OWNER });
  const mark = join(data, MARK);
  const earlier = begunIn(mark);
  const path = fileOf(file, earlier);
  say(`checking ${path}`);
  const { length, manifest } = await requireWhole(settings, path);
  const store = await storeOf(settings);
  try {
    const begun = earlier?.file === path ? earlier : await begin(store, { mark, file: path });
    const { logId } = begun;
    const isOrdered = settings.eventStoreUrl === undefined;
    const restoredFrom = { log: manifest.log, cut: manifest.cut.event };
    const target = { store, logId, restoredFrom, isOrdered };
    const count = await rebuildLog({ file: path, length }, target);
    rmSync(mark);
    say(`restored ${count} events of backup ${manifest.id} into the new log ${logId}`);
  } catch (error) {
    if (error instanceof OtherLog) throw new WrongSetting(`--restore: ${error.message}`);
    throw error;
  } finally {
    await store.close();
  }
};

/** @throws WrongSetting if there is no such file */
const fileOf = (asked: string | undefined, earlier: Begun | undefined): string => {
  const path = asked === undefined ? (earlier?.file ?? '') : resolve(asked);
  if (!existsSync(path)) throw new WrongSetting(`--restore: there is no file ${path}`);
  return path;
};

const begunIn = (mark: string): Begun | undefined =>
  existsSync(mark) ? (JSON.parse(readFileSync(mark, 'utf8')) as Begun) : undefined;

/** @throws WrongSetting if the log has an event */
const begin = async (
  store: EventStore,
  { mark, file }: Readonly<{ mark: string; file: string }>,
): Promise<Begun> => {
  if ((await store.head()) !== undefined)
    throw new WrongSetting(
      '--restore: the log is not empty: restore into a new data folder, or leave --restore out',
    );
  const begun = { file, logId: randomUUID() };
  const handle = await open(mark, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(begun));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(dirname(mark));
  return begun;
};

/** @throws WrongSetting for the first fault of the archive */
const requireWhole = async (
  { data, masterKeyFile, cluster }: EngineSettings,
  file: string,
): Promise<WholeArchive> => {
  const faults: Fault[] = [];
  const context = {
    pause: () => undefined,
    progress: () => undefined,
    fault: (fault: Fault) => faults.push(fault),
  };
  const key = existsSync(masterKeyFile) ? masterKeyFile : undefined;
  const scratch = join(data, `job-restore-${randomUUID()}.db`);
  const whole = await verifyArchiveFile(context, { file, masterKeyFile: key, scratch });
  const [first] = faults;
  if (first !== undefined) {
    const { where, expected, found } = first;
    const place = where.thing ?? where.event ?? 'the archive';
    throw new WrongSetting(
      `--restore: ${file} is damaged: ${place}: expected ${expected}, found ${found}`,
    );
  }
  if (whole === undefined) throw new WrongSetting(`--restore: ${file} has no manifest`);
  const { name } = whole.manifest.content;
  if (name === cluster) return whole;
  throw new WrongSetting(
    `--restore: ${file} is a backup of cluster "${name}": set TIDEMARK_CLUSTER to it`,
  );
};

const storeOf = ({ data, cluster, eventStoreUrl: url }: EngineSettings): Promise<EventStore> => {
  const clock = (): Date => new Date();
  return url === undefined
    ? Promise.resolve(SqliteEventStore.open({ file: join(data, 'log.db'), clock, isErasable }))
    : openEsdbEventStore({ url, streams: streamsOf(cluster), clock });
};
