import { COMPLETE, isDatabase, MANIFEST, README, SUMS, WINDOWS } from '../archive/entries.js';

/** In a folder, the files of Windows stand at the top. */
export const inFolder = (entry: string): string =>
  entry.startsWith(WINDOWS) ? entry.slice(WINDOWS.length) : entry;

/** The file that marks a complete backup. */
export const MARKER = inFolder(COMPLETE);

/** The folder of the files of events. */
export const EVENTS = 'events';

const TOP = new Set([README, MANIFEST, SUMS, EVENTS, MARKER]);

/** True for a name at the top of a folder that only a backup has. */
export const isOfBackup = (name: string): boolean => TOP.has(name) || isDatabase(name);
