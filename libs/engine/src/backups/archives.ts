import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { syncFolder, type BackupAtCut, type WrittenArchive } from '#backups';
import { ClusterError, type StatusName } from '#clusapi';
import { type Archive, type Cut } from '#domain';
import { type Position } from '#event-store';

import { type EngineSettings } from '../engine-settings.js';
import { type FolderBackup } from '../jobs/backup/inspect-folder.js';
import { type Job, type Jobs } from '../jobs/jobs.js';
import { JOB_FILES } from '../jobs/task-context.js';
import { BackupFolder } from './backup-folder.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const SUFFIX = '.tar.zst';
/** The name of an archive that is being written. */
const UNFINISHED = /^\..*\.tar\.zst\.[^.]*\.part$/;

/** Writes the archives of backups, each on a thread of its own. */
export class Archives {
  readonly folder: BackupFolder;

  constructor(
    private readonly settings: Pick<EngineSettings, 'backups' | 'data' | 'profile'>,
    private readonly jobs: Jobs,
  ) {
    this.folder = new BackupFolder(settings.backups);
  }

  /** The version of Windows whose calls are answered. */
  get profile(): EngineSettings['profile'] {
    return this.settings.profile;
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
    backup: BackupAtCut,
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
  async writeAside(upTo: Position, backup: BackupAtCut): Promise<string> {
    const file = join(this.settings.data, `${JOB_FILES}${randomUUID()}.tar.zst`);
    await this.writeTo(file, upTo, backup);
    return file;
  }

  /**
   * The cut of an archive below the folder of backups, whose seal is checked.
   *
   * @throws ClusterError for a path that can't be used, and a file that is no whole archive
   * @throws TooManyJobs
   */
  async cutIn(path: string): Promise<Cut> {
    const { file } = this.folder.fileAt(path);
    const job = await this.jobs.run('inspect-archive', { file });
    return resultOf(job, `the archive ${path} can't be read`, READING) as Cut;
  }

  /**
   * Writes all events up to a position, and the files of Windows, unpacked into a folder that exists.
   *
   * @returns the path below the folder of backups
   * @throws ClusterError for a path that can't be used, a folder that has a backup already, and files
   *   that can't be written
   * @throws TooManyJobs
   */
  async writeUnpacked(path: string, upTo: Position, backup: BackupAtCut): Promise<string> {
    const place = this.folder.folderAt(path);
    const order = { path: place.folder, form: 'folder', upTo, backup } as const;
    resultOf(await this.jobs.run('write-backup', order), 'the backup was not written', WRITING);
    return place.path;
  }

  /**
   * The backup that is unpacked in a folder, after a comparison of its files.
   *
   * @throws ClusterError for a path that can't be used, and a folder without a whole backup
   * @throws TooManyJobs
   */
  async unpackedIn(path: string): Promise<FolderBackup> {
    const { folder } = this.folder.folderAt(path);
    const job = await this.jobs.run('inspect-folder', { folder });
    return resultOf(job, `there is no whole backup in ${path}`, READING) as FolderBackup;
  }

  /** The path of a folder that exists, at or below the folder of backups. */
  folderAt(path: string): Readonly<{ path: string }> {
    return { path: this.folder.folderAt(path).path };
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

  /** True if the file of an archive is there, with the bytes that were written. */
  async isWhole(archive: Archive): Promise<boolean> {
    const file = this.found(archive);
    if (file === undefined) return false;
    const hash = createHash('sha256');
    try {
      await pipeline(createReadStream(file), hash);
    } catch {
      return false;
    }
    return hash.digest('hex') === archive.sha256;
  }

  /**
   * Deletes the archive of a scheduled backup, and those that earlier tries of the same run have left.
   *
   * @throws the error of the file system, unless the files are gone already
   */
  async remove({ path }: Archive, id: string): Promise<void> {
    const { file } = this.folder.fileAt(path);
    const folder = dirname(file);
    const tries = (await readdir(folder)).filter((name) => name.endsWith(`-${id}${SUFFIX}`));
    for (const name of new Set([...tries, basename(file)]))
      await rm(join(folder, name), { force: true });
    await syncFolder(folder);
  }

  /** Deletes unfinished files that a process has left behind, once they are a day old. */
  async removeUnfinished(path: string, now: number): Promise<void> {
    const { folder } = this.folder.folderAt(path);
    for (const name of await readdir(folder)) {
      if (!UNFINISHED.test(name)) continue;
      const file = join(folder, name);
      const found = await stat(file).catch(() => undefined);
      if (found !== undefined && found.mtimeMs < now - DAY_MS) await rm(file, { force: true });
    }
  }

  private async writeTo(
    path: string,
    upTo: Position,
    backup: BackupAtCut,
  ): Promise<WrittenArchive> {
    const job = await this.jobs.run('write-backup', { path, form: 'archive', upTo, backup });
    return resultOf(job, 'the archive was not written', WRITING) as WrittenArchive;
  }
}

/** The statuses of errors, by the codes of the file system, or the names of others. */
type Statuses = Readonly<Record<string, StatusName>>;

/** @throws ClusterError for a job that has no result */
const resultOf = (job: Job, complaint: string, statuses: Statuses): unknown => {
  if (job.status === 'completed') return job.result;
  throw new ClusterError(
    statuses[job.code ?? ''] ?? 'ERROR_INVALID_STATE',
    `${complaint}: ${job.failure ?? `the job was ${job.status}`}`,
  );
};

const READING: Statuses = {
  ArchiveDamaged: 'ERROR_DATABASE_BACKUP_CORRUPT',
  EACCES: 'ERROR_ACCESS_DENIED',
  EISDIR: 'ERROR_INVALID_PARAMETER',
  ENOENT: 'ERROR_FILE_NOT_FOUND',
};

const WRITING: Statuses = {
  ArchiveExists: 'ERROR_ALREADY_EXISTS',
  FolderTaken: 'ERROR_ALREADY_EXISTS',
  ENOSPC: 'ERROR_DISK_FULL',
  EDQUOT: 'ERROR_DISK_FULL',
  EFBIG: 'ERROR_DISK_FULL',
  EACCES: 'ERROR_ACCESS_DENIED',
  EPERM: 'ERROR_ACCESS_DENIED',
  EROFS: 'ERROR_ACCESS_DENIED',
  ENOENT: 'ERROR_PATH_NOT_FOUND',
};
