import { type Backup, type FailedBackup, type TakenBackup } from '../../backup/state.js';
import { type BackupId } from '../../vocabulary/ids.js';
import { ForkedMap } from '../forked-map.js';

/** A run of the schedule of backups. `scheduledFor`: milliseconds since 1970. */
export type BackupRun<Outcome = TakenBackup | FailedBackup> = Outcome &
  Readonly<{ id: BackupId; scheduledFor: number }>;

/**
 * The runs of the schedule of backups: the last one, those whose backup still exists, and the last
 * failure without an archive after it.
 */
export class BackupRuns {
  private readonly taken: ForkedMap<BackupId, BackupRun<TakenBackup>>;
  private newest: BackupRun | undefined;
  private archivedAt = -Infinity;
  private failed: BackupRun<FailedBackup> | undefined;

  /** @param from the runs to fork */
  constructor(from?: BackupRuns) {
    this.taken = from?.taken.fork() ?? new ForkedMap();
    this.newest = from?.newest;
    this.archivedAt = from?.archivedAt ?? -Infinity;
    this.failed = from?.failed;
  }

  /** Takes in the state of a backup after an event. */
  note(id: BackupId, backup: Backup): void {
    switch (backup.status) {
      case 'taken':
        this.noteTaken(id, backup);
        return;
      case 'failed':
        this.noteFailed(id, backup);
        return;
      case 'deleted':
        this.taken.delete(id);
        return;
      case 'absent':
    }
  }

  private noteTaken(id: BackupId, backup: TakenBackup): void {
    const { at, archive, scheduledFor } = backup;
    if (archive !== undefined) {
      this.archivedAt = Math.max(this.archivedAt, at);
      this.failed = undefined;
    }
    if (scheduledFor === undefined) return;
    const run = { ...backup, id, scheduledFor };
    this.taken.set(id, run);
    this.noteRun(run);
  }

  private noteFailed(id: BackupId, backup: FailedBackup): void {
    const { scheduledFor } = backup;
    if (scheduledFor === undefined) return;
    this.failed = { ...backup, id, scheduledFor };
    this.noteRun(this.failed);
  }

  private noteRun(run: BackupRun): void {
    if (this.newest === undefined || run.scheduledFor >= this.newest.scheduledFor)
      this.newest = run;
  }

  /** The last run, whether it failed or not. */
  get last(): BackupRun | undefined {
    return this.newest;
  }

  /** The last run that failed, until any backup has an archive. */
  get failure(): BackupRun<FailedBackup> | undefined {
    return this.failed;
  }

  /** The time of the last archive of any backup; milliseconds since 1970, -Infinity if there is none. */
  get lastArchiveAt(): number {
    return this.archivedAt;
  }

  /** The backups that were taken and not deleted, newest first. */
  existing(): readonly BackupRun<TakenBackup>[] {
    return [...this.taken.values()].sort((a, b) => b.scheduledFor - a.scheduledFor);
  }
}

/** The runs, for those who only look. */
export type ShownRuns = Pick<BackupRuns, 'last' | 'failure' | 'lastArchiveAt' | 'existing'>;
