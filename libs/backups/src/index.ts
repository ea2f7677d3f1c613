export { ArchiveDamaged, type ArchivePlace } from './archive/archive-damaged.js';
export {
  ArchiveExists,
  syncFolder,
  writeArchiveFile,
  type WrittenArchive,
} from './archive/archive-file.js';
export {
  archiveManifest,
  hasWindows,
  manifestFault,
  type ArchivedBackup,
  type ArchiveManifest,
} from './archive/archive-manifest.js';
export { readmeOf } from './archive/readme.js';
export { checkSeal, readArchive, type ArchivePart } from './archive/read-archive.js';
export { OtherLog, rebuildLog } from './rebuild/rebuild-log.js';
export { manifestOf, type Manifest } from './manifest/manifest.js';
export { rootHashOf } from './manifest/root-hash.js';
export { writeArchive, type ArchiveContent, type ArchivedEvents } from './archive/write-archive.js';
export { type SealedCopy } from './windows/container-file.js';
export { windowsFiles, type WindowsContent, type WindowsFile } from './windows/windows-files.js';
