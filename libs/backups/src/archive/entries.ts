/** The names of the entries of an archive, in their order. */
export const README = 'README.txt';
export const MANIFEST = 'manifest.json';
export const SUMS = 'SHA256';
/** The folder of the files that BackupClusterDatabase would write. */
export const WINDOWS = 'windows/';
/** Windows marks a complete backup with an empty file of this name. It is the last entry. */
export const COMPLETE = `${WINDOWS}Clusbackup.dat`;

const DATABASE = /^chk[0-9a-f]{4}\.tmp$/;

/** True for the name of the copy of the cluster database. */
export const isDatabase = (name: string): boolean => DATABASE.test(name);

/** True for the name of a file of Windows but the last, below their folder. */
export const isWindowsFile = (name: string): boolean =>
  isDatabase(name) || /^[\w-]+\/\d{8}\.CP[TR]$/.test(name);

const DIGITS = 8;

/** The name of a file of events. @param number from 1 */
export const eventsEntry = (number: number): string =>
  `events/${String(number).padStart(DIGITS, '0')}.jsonl`;

/** The greatest sizes of entries, in bytes of content. */
export const LIMITS = {
  /** A file of events ends after the event with which it reaches this size. */
  fullEvents: 4 * 1024 * 1024,
  /** No event is larger than an append, and its line is not much larger. */
  events: 8 * 1024 * 1024,
  manifest: 256 * 1024 * 1024,
  sums: 16 * 1024 * 1024,
  readme: 64 * 1024,
  windows: 512 * 1024 * 1024,
} as const;
