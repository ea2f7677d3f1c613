import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import {
  LogReplaced,
  readSnapshotHead,
  type Anchor,
  type EventStore,
  type Position,
} from '#event-store';
import { inspectReads } from '#read-models';

import { type EngineSettings } from '../engine-settings.js';
import { snapshotFile } from '../state/snapshots.js';
import { refuseFolder } from './data-folder.js';

/** A file in a data folder, and the log that it was made from. */
type KnownLog = Readonly<{
  name: 'reads.db' | 'fold.snapshot';
  /** The log's id; for an old snapshot, the id of its last event. */
  log: string;
  /** The position up to which it was made. */
  position: Position;
  /** The last event that can't be erased. */
  anchor: Anchor | undefined;
}>;

type Folder = Readonly<{ settings: EngineSettings; warn: (reason: string) => void }>;

const ENDS = ['', '-wal', '-shm'];

const readsFile = ({ data }: EngineSettings): string => join(data, 'reads.db');

/**
 * The log that each file of the data folder names, read before any of them is opened.
 *
 * @throws LogReplaced if the embedded log is gone and only its write-ahead log is left
 * @throws WrongSetting if one of them is a folder
 */
export const knownLogs = (settings: EngineSettings): readonly KnownLog[] => {
  refuseFolder(readsFile(settings));
  refuseFolder(snapshotFile(settings));
  const known = [ofReads(settings), ofSnapshot(settings)].filter((file) => file !== undefined);
  if (settings.eventStoreUrl === undefined && isOnlyWalLeft(settings))
    leaveBeheaded(settings, known[0]?.log ?? 'unknown');
  return known;
};

/** True for a write-ahead log without its log. SQLite would delete its content. */
const isOnlyWalLeft = ({ data }: EngineSettings): boolean => {
  const file = join(data, 'log.db');
  if (existsSync(file)) return false;
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
};

const leaveBeheaded = (settings: EngineSettings, log: string): void => {
  if (!isGivenUp(settings, log)) throw lostLog(settings, 'there is no log.db', log);
  for (const end of ENDS) moveAside(settings, log, `log.db${end}`);
};

const ofReads = (settings: EngineSettings): KnownLog | undefined => {
  const found = inspectReads(readsFile(settings));
  if (found?.log == null) return undefined;
  const { log, position, last } = found;
  const [id = log] = log.split('@');
  return { name: 'reads.db', log: id, position, anchor: last };
};

const ofSnapshot = (settings: EngineSettings): KnownLog | undefined => {
  const head = readSnapshotHead(snapshotFile(settings));
  if (head?.cluster !== settings.cluster) return undefined;
  const { log, stream, revision, position, event: id } = head;
  const anchor =
    stream === undefined || revision === undefined ? undefined : { id, stream, revision, position };
  return { name: 'fold.snapshot', log: log ?? id, position, anchor };
};

/**
 * Compares the files in the data folder with the log that is there, and moves aside the files of a
 * log that was given up.
 *
 * @param id the id of the present log, as `logId` returns it; null for an empty one
 * @returns the last known event of the log
 * @throws LogReplaced if the log is another one, or a server holds an earlier state of the same log
 */
export const requireKnown = async (
  folder: Folder,
  known: readonly KnownLog[],
  { store, id }: Readonly<{ store: EventStore; id: string | null }>,
): Promise<Anchor | undefined> => {
  const there = id?.split('@')[0];
  for (const file of known.filter((one) => isOfAnother(one, there)))
    handleForeignFile(folder, file, there);
  const anchors: Anchor[] = [];
  for (const file of known.filter(({ log }) => log === there))
    anchors.push(...(await anchorsIn(store, folder, file)));
  return anchors.toSorted((a, b) => (a.position < b.position ? 1 : -1))[0];
};

/** True for a file of another log. An old snapshot knows only its last event. */
const isOfAnother = ({ log, anchor }: KnownLog, there: string | undefined): boolean =>
  there === undefined || (anchor !== undefined && log !== there);

/** The last event that a file knows; undefined if the file does not match this log. */
const anchorsIn = async (
  store: EventStore,
  folder: Folder,
  file: KnownLog,
): Promise<readonly Anchor[]> => {
  if (file.anchor === undefined) return [];
  const place = await placeOf(store, file.anchor);
  if (place === 'missing') removeLaterFile(folder, file, file.anchor);
  // A copy of the log has the same event at another position.
  if (place === 'elsewhere') remove(folder.settings, file);
  return place === 'there' ? [file.anchor] : [];
};

/** Handles a file of another log. */
const handleForeignFile = (
  { settings, warn }: Folder,
  { name, log, position }: KnownLog,
  there: string | undefined,
): void => {
  const what = there === undefined ? 'the log is empty' : `the log is ${there}`;
  const known = `${name} knows another one up to position ${String(position)}`;
  if (!isGivenUp(settings, log)) throw lostLog(settings, `${what}, and ${known}`, log);
  for (const end of ENDS) moveAside(settings, log, `${name}${end}`);
  warn(`${what}: the files of log ${log} were moved to ${asideOf(settings, log)}`);
};

/** Removes a file of a later state of this log. If the log is embedded, the log is the truth. */
const removeLaterFile = ({ settings, warn }: Folder, file: KnownLog, anchor: Anchor): void => {
  if (settings.eventStoreUrl !== undefined) throw LogReplaced.missing(anchor);
  warn(`${file.name} knows event ${anchor.id}, which is not in the log: it is made anew`);
  remove(settings, file);
};

const remove = ({ data }: EngineSettings, { name }: KnownLog): void => {
  for (const end of ENDS) rmSync(join(data, `${name}${end}`), { force: true });
};

const placeOf = async (
  store: EventStore,
  { stream, revision, ...anchor }: Anchor,
): Promise<'there' | 'elsewhere' | 'missing'> => {
  // A known event is near the end of its stream, and an embedded log reads from one end or the other.
  const range = { from: revision, to: revision, direction: 'backwards', limit: 1 } as const;
  for await (const { id, position } of store.readStream(stream, range)) {
    if (id !== anchor.id) return 'missing';
    return position === anchor.position ? 'there' : 'elsewhere';
  }
  return 'missing';
};

const isGivenUp = ({ newLog }: EngineSettings, log: string): boolean => newLog === log;

const lostLog = (
  { data, eventStoreUrl }: EngineSettings,
  what: string,
  log: string,
): LogReplaced => {
  const cure =
    eventStoreUrl === undefined ? 'put its log.db back from a backup' : 'bring the right log back';
  return new LogReplaced(
    `the log that ${data} knows is lost: ${what}. Its id is ${log}: ${cure}, or set TIDEMARK_NEW_LOG=${log} to have its files moved aside`,
  );
};

const asideOf = ({ data }: EngineSettings, log: string): string => join(data, `lost-${log}`);

const moveAside = (settings: EngineSettings, log: string, name: string): void => {
  const from = join(settings.data, name);
  if (!existsSync(from)) return;
  mkdirSync(asideOf(settings, log), { recursive: true });
  renameSync(from, join(asideOf(settings, log), name));
};
