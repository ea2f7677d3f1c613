export { ArchiveDamaged, type ArchivePlace } from './archive/archive-damaged.js';
export {
  ArchiveExists,
  syncFolder,
  writeArchiveFile,
  type WrittenArchive,
} from './archive/archive-file.js';
export {
  archiveManifest,
  eventsFault,
  hasWindows,
  manifestFault,
  manifestIn,
  type ArchivedBackup,
  type ArchiveManifest,
  type BackupAtCut,
} from './archive/archive-manifest.js';
export { readmeOf, type BackupForm } from './archive/readme.js';
export { type ArchivePart } from './archive/entry-sequence.js';
export { type ArchivedEvents, type BackupContent } from './archive/backup-content.js';
export { checkSeal, readArchive } from './archive/read-archive.js';
export { readFolder, windowsFileIn, windowsFilesIn } from './folder/read-folder.js';
export { FolderTaken, writeFolder } from './folder/write-folder.js';
export { OtherLog, rebuildLog } from './rebuild/rebuild-log.js';
export { manifestOf, type Manifest } from './manifest/manifest.js';
export { rootHashOf } from './manifest/root-hash.js';
export { writeArchive } from './archive/write-archive.js';
export { type SealedCopy } from './windows/container-file.js';
export { windowsFiles, type WindowsContent, type WindowsFile } from './windows/windows-files.js';
