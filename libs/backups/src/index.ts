export { ArchiveDamaged, type ArchivePlace } from './archive/archive-damaged.js';
export { checkSeal, readArchive, type ArchivePart } from './archive/read-archive.js';
export { writeArchive, type ArchiveContent, type ArchivedEvents } from './archive/write-archive.js';
