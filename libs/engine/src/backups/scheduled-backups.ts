import { ClusterError } from '#clusapi';
import { type BackupCommand } from '#domain';
import { pauseFor, reasonOf, type Metadata, type Receipt } from '#event-store';
import { type BackupWork, type CommandEnvelope, type ExecutionContext } from '#processes';

import { type Archives } from './archives.js';

/**
 * Takes the backup of a run of the schedule. Resolves with the command that records the outcome, a
 * failure too; rejects if there is none for now.
 */
export type TakeScheduled = (work: ScheduledWork) => Promise<BackupCommand>;

export type ScheduledWork = Extract<
  BackupWork['command'],
  { type: 'TakeScheduledBackup' }
>['data'] &
  Pick<BackupWork, 'id'>;

type ExpiredWork = Extract<BackupWork['command'], { type: 'DeleteExpiredBackup' }>['data'] &
  Pick<BackupWork, 'id'>;

/** The pause before work is tried again that could not be done for now. */
const AGAIN_MS = 10_000;

type Parts = Readonly<{
  take: TakeScheduled;
  archives: Pick<Archives, 'isWhole' | 'remove' | 'removeUnfinished'>;
  execute: (command: CommandEnvelope, context: ExecutionContext) => Promise<Receipt>;
  /** False while another process runs the processes of the cluster. */
  isHeld: () => boolean;
  now: () => number;
  warn: (reason: string) => void;
}>;

/**
 * Carries out the work of the schedule of backups beside everything else, each once at a time. A
 * process that dies or stops leaves no trace: the work is due again at the next start.
 */
export class ScheduledBackups {
  private readonly running = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(private readonly parts: Parts) {}

  /** Begins work, unless it is under way. Its event follows when the work is done. */
  begin(work: BackupWork, metadata: Metadata): number {
    const { id, command } = work;
    // One backup is taken at a time. Its event makes the next one due.
    const place = command.type === 'TakeScheduledBackup' ? command.type : id;
    if (this.running.has(place) || this.stopping.signal.aborted) return 0;
    const ended = this.run(work, metadata).finally(() => this.running.delete(place));
    this.running.set(place, ended);
    return 0;
  }

  /** No work is begun or recorded any more. */
  giveUp(): void {
    this.stopping.abort();
  }

  /** Resolves once no work is under way. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running.values());
  }

  /** Tries until there is an outcome. A run without one is overdue before long, which is an alarm. */
  private async run(work: BackupWork, metadata: Metadata): Promise<void> {
    for (let complaint = ''; this.isWanted;) {
      try {
        await this.attempt(work, metadata);
        return;
      } catch (error) {
        const reason = `the scheduled backup ${work.id} is tried again: ${reasonOf(error)}`;
        if (reason !== complaint) this.parts.warn(reason);
        complaint = reason;
        await pauseFor(AGAIN_MS, this.stopping.signal);
      }
    }
  }

  private async attempt(work: BackupWork, metadata: Metadata): Promise<void> {
    const { id } = work;
    const command = await this.outcomeOf(work);
    if (command === undefined || !this.isWanted) return;
    try {
      await this.parts.execute({ kind: 'backup', id, command }, { metadata });
    } catch (error) {
      // Another process was faster.
      if (!(error instanceof ClusterError)) throw error;
    }
  }

  private async outcomeOf({ id, command }: BackupWork): Promise<BackupCommand | undefined> {
    if (command.type === 'DeleteExpiredBackup') return this.expire({ ...command.data, id });
    await this.parts.archives.removeUnfinished(command.data.path, this.parts.now()).catch(() => {
      // A folder that can't be read is the reason of a failed backup.
    });
    return this.parts.take({ ...command.data, id });
  }

  /** The file goes first: the event says that it is gone. */
  private async expire({ id, archive, newer }: ExpiredWork): Promise<BackupCommand | undefined> {
    const { archives, warn } = this.parts;
    if (!(await this.hasWhole(newer))) {
      warn(`the backup ${id} is kept, because no archive of a newer one is whole`);
      return undefined;
    }
    if (archive !== undefined) await archives.remove(archive, id);
    return { type: 'DeleteBackup', data: { because: 'retention' } };
  }

  private async hasWhole(newer: ExpiredWork['newer']): Promise<boolean> {
    for (const archive of newer) if (await this.parts.archives.isWhole(archive)) return true;
    return false;
  }

  private get isWanted(): boolean {
    return !this.stopping.signal.aborted && this.parts.isHeld();
  }
}
