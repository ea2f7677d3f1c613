import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';

import { type ArchivedBackup, type WrittenArchive } from '#backups';
import { ClusterError, type StatusName } from '#clusapi';
import { type Position } from '#event-store';

import { type Jobs } from '../jobs/jobs.js';
import { JOB_FILES } from '../jobs/task-context.js';
import { BackupFolder } from './backup-folder.js';

/** Writes the archives of backups, each on a thread of its own. */
export class Archives {
  readonly folder: BackupFolder;

  constructor(
    folder: string,
    private readonly data: string,
    private readonly jobs: Jobs,
  ) {
    this.folder = new BackupFolder(folder);
  }

  /**
   * Writes all events up to a position into a new file below the folder of backups.
   *
   * @throws ClusterError for a path that can't be used, and a file that can't be written
   * @throws TooManyJobs
   */
  async write(
    path: string,
    upTo: Position,
    backup: Omit<ArchivedBackup, 'masterKey' | 'log'>,
  ): Promise<WrittenArchive & Readonly<{ path: string }>> {
    const place = this.folder.fileAt(path);
    return { path: place.path, ...(await this.writeTo(place.file, upTo, backup)) };
  }

  /**
   * Writes the same into a file of the data folder, which the caller removes.
   *
   * @throws ClusterError for a file that can't be written
   * @throws TooManyJobs
   */
  async writeAside(
    upTo: Position,
    backup: Omit<ArchivedBackup, 'masterKey' | 'log'>,
  ): Promise<string> {
    const file = join(this.data, `${JOB_FILES}${randomUUID()}.tar.zst`);
    await this.writeTo(file, upTo, backup);
    return file;
  }

  /** The file of an archive that was written earlier; undefined if it is not there any more. */
  found({ path, bytes }: Readonly<{ path: string; bytes: number }>): string | undefined {
    try {
      const { file } = this.folder.fileAt(path);
      return statSync(file).size === bytes ? file : undefined;
    } catch {
      return undefined;
    }
  }

  private async writeTo(
    path: string,
    upTo: Position,
    backup: Omit<ArchivedBackup, 'masterKey' | 'log'>,
  ): Promise<WrittenArchive> {
    const job = await this.jobs.run('write-backup', { path, upTo, backup });
    if (job.status !== 'completed')
      throw new ClusterError(
        STATUSES[job.code ?? ''] ?? 'ERROR_INVALID_STATE',
        `the archive was not written: ${job.failure ?? `its job was ${job.status}`}`,
      );
    return job.result as WrittenArchive;
  }
}

/** The statuses of errors, by the codes of the file system. */
const STATUSES: Readonly<Record<string, StatusName>> = {
  ArchiveExists: 'ERROR_ALREADY_EXISTS',
  ENOSPC: 'ERROR_DISK_FULL',
  EDQUOT: 'ERROR_DISK_FULL',
  EFBIG: 'ERROR_DISK_FULL',
  EACCES: 'ERROR_ACCESS_DENIED',
  EPERM: 'ERROR_ACCESS_DENIED',
  EROFS: 'ERROR_ACCESS_DENIED',
  ENOENT: 'ERROR_PATH_NOT_FOUND',
};
