import { type ArchivedBackup } from './archive-manifest.js';

/** The form of a backup: one file, or the same files in a folder. */
export type BackupForm = 'archive' | 'folder';

/** The text for people in a backup. */
export const readmeOf = (
  { id, name, takenAt, cut, rootHash, log }: Omit<ArchivedBackup, 'content'>,
  form: BackupForm,
): string =>
  `This is a backup of Tidemark.

Backup:     ${id}${name === null ? '' : ` (${name})`}
Taken at:   ${takenAt}
Log:        ${log}
Last event: ${cut.event}
            ${cut.stream}, revision ${cut.revision}
Root hash:  ${rootHash}

${USES[form]}

events/*.jsonl has every event of the log up to the last event, one a line, as
[stream, revision, id, type, data, metadata, time, schema version].
manifest.json has the content of the cluster at the last event, with the hashes of
all registries and stored copies.
SHA256 has the sums of the files before it, for sha256sum -c.
Sealed keys are among the events. Only the master key opens them, and the master
key is not in this backup. Keys that were erased before are named in the manifest.

${WHERE[form]} has the files that BackupClusterDatabase of Windows writes, as hives: the
newest capture of each registry checkpoint (<resource>/<number>.CPT), and the
cluster database (chk....tmp). Hives have no permissions of their own here: loading
one resets the permissions of its keys. A .CPR file holds a sealed key container in
a form of Tidemark's own, not that of Windows. Clusbackup.dat, the last file, says
that the backup is complete. The quorum log (quolog.log) is not there: its format is
not public.
`;

const USES: Readonly<Record<BackupForm, string>> = {
  archive: `Read it with zstd and tar:  zstd -d -c FILE | tar x
Check it with Tidemark:     npm run backup:verify -- FILE [--key MASTER-KEY-FILE]
Restore it into a new data folder:  npm start -- --restore FILE`,
  folder: `Restore it into the cluster that it was taken of:
POST /v1/cluster/restore-database {"path": FOLDER}`,
};

const WHERE: Readonly<Record<BackupForm, string>> = { archive: 'windows/', folder: 'This folder' };
