import { isDeepStrictEqual } from 'node:util';

import { type Cut } from '#domain';

import { type Manifest } from '../manifest/manifest.js';
import { ArchiveDamaged } from './archive-damaged.js';
import { type ArchivedEvents } from './backup-content.js';
import { MANIFEST } from './entries.js';

/** The forms of archives: the first had no files of Windows but the last one. */
const [WITHOUT_WINDOWS, FORMAT] = ['tidemark-backup/1', 'tidemark-backup/2'] as const;

/** The backup of an archive. */
export type ArchivedBackup = Readonly<{
  id: string;
  name: string | null;
  /** RFC 3339. */
  takenAt: string;
  cut: Cut;
  rootHash: string;
  /** The id of the log that it was taken of. */
  log: string;
  /** The fingerprint of the master key that seals the keys; null if there was none. */
  masterKey: Readonly<{ id: string | null; present: boolean }>;
  content: Manifest;
}>;

/** A backup without what its log adds when it is written. */
export type BackupAtCut = Omit<ArchivedBackup, 'masterKey' | 'log'>;

/** The file `manifest.json` of an archive. */
export type ArchiveManifest = ArchivedBackup &
  Readonly<{
    format: typeof WITHOUT_WINDOWS | typeof FORMAT;
    events: ArchivedEvents;
    /** The streams of sealed keys that were erased before the archive was written. */
    erasedKeys: readonly string[];
  }>;

export const archiveManifest = (
  backup: ArchivedBackup,
  events: ArchivedEvents,
  erasedKeys: readonly string[],
): ArchiveManifest => ({ format: FORMAT, ...backup, events, erasedKeys });

/** True for an archive with the files of Windows. */
export const hasWindows = ({ format }: Pick<ArchiveManifest, 'format'>): boolean =>
  format === FORMAT;

const FIELDS: Readonly<Record<keyof ArchiveManifest, 'string' | 'object' | 'text or null'>> = {
  format: 'string',
  id: 'string',
  name: 'text or null',
  takenAt: 'string',
  cut: 'object',
  rootHash: 'string',
  log: 'string',
  masterKey: 'object',
  content: 'object',
  events: 'object',
  erasedKeys: 'object',
};

/**
 * The fault of a manifest that was read, as expected and found; undefined if it has its form. The
 * content is compared with a fold of the events, and needs no check of its form.
 */
export const manifestFault = (
  found: unknown,
): Readonly<{ expected: string; found: string }> | undefined => {
  if (typeof found !== 'object' || found === null)
    return { expected: 'an object', found: typeof found };
  const fields = found as Readonly<Record<string, unknown>>;
  if (fields['format'] !== FORMAT && fields['format'] !== WITHOUT_WINDOWS)
    return { expected: `format ${FORMAT}`, found: String(fields['format']) };
  const names = Object.keys(FIELDS).sort();
  if (!isDeepStrictEqual(Object.keys(fields).sort(), names))
    return { expected: names.join(), found: Object.keys(fields).sort().join() };
  const wrong = Object.entries(FIELDS).find(([name, kind]) => !isOf(fields[name], kind));
  return wrong && { expected: `${wrong[0]}: ${wrong[1]}`, found: typeof fields[wrong[0]] };
};

const isOf = (value: unknown, kind: (typeof FIELDS)[keyof ArchiveManifest]): boolean =>
  kind === 'text or null'
    ? value === null || typeof value === 'string'
    : typeof value === kind && value !== null;

/** The manifest in what was read. @throws ArchiveDamaged unless it has its form */
export const manifestIn = (found: unknown): ArchiveManifest => {
  const fault = manifestFault(found);
  if (fault !== undefined)
    throw new ArchiveDamaged({ entry: MANIFEST }, fault.expected, fault.found);
  return found as ArchiveManifest;
};

/** The fault of events that are not those of a manifest; undefined if they are. */
export const eventsFault = (
  { events }: Pick<ArchiveManifest, 'events'>,
  read: ArchivedEvents,
): Readonly<{ expected: string; found: string }> | undefined => {
  const [expected = '', found = ''] = [events, read].map(({ count, hash }) => `${count} ${hash}`);
  return expected === found ? undefined : { expected, found };
};
