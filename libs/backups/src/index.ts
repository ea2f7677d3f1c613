export { ArchiveDamaged, type ArchivePlace } from './archive/archive-damaged.js';
export { checkSeal, readArchive, type ArchivePart } from './archive/read-archive.js';
export { manifestOf, type Manifest } from './manifest/manifest.js';
export { rootHashOf } from './manifest/root-hash.js';
export { writeArchive, type ArchiveContent, type ArchivedEvents } from './archive/write-archive.js';
