import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { type ClusterState } from '#domain';
import { reasonOf, type Position } from '#event-store';
import {
  buildReads,
  compareReads,
  compareWithFold,
  findDamage,
  readsBeside,
  ReadModelDamaged,
  type ReadDifference,
  type ReadModels,
} from '#read-models';

import { openLogAt } from '../../log/log-place.js';
import { JOB_FILES, type Fault, type TaskContext } from '../task-context.js';

/** How long a read model that is behind the log is waited for. */
const CATCH_UP_MS = 60_000;

/** Checks the file of the read models: first its own checksums, then all answers. */
export class ReadsCheck {
  private readonly file: string;
  /** A read model that is made from the log for this check. */
  private readonly made: string;

  constructor(private readonly context: TaskContext) {
    const { data } = context.place;
    this.file = join(data, 'reads.db');
    this.made = join(data, `${JOB_FILES}${context.id}.db`);
  }

  /** Reads every row. Returns true if the file is whole. */
  isWhole(): boolean {
    try {
      const damage = existsSync(this.file)
        ? findDamage(this.file, { goesOn: this.goesOn })
        : undefined;
      if (damage !== undefined) this.damaged(damage.what);
      return damage === undefined && existsSync(this.file);
    } catch (error) {
      this.damaged(reasonOf(error));
      return false;
    }
  }

  /** Makes a read model from the log, up to a position. */
  async build(head: Position, advanced: (position: Position) => void): Promise<void> {
    const { cluster, id, log } = this.context.place;
    const source = await openLogAt(log, cluster);
    const take = (position: Position): void => {
      this.context.requireWanted();
      advanced(position);
    };
    try {
      await buildReads({ file: this.made, log: source, id, cluster, upTo: head, advanced: take });
    } finally {
      await source.close();
    }
  }

  /** Asks the read model that was made. */
  async ofMade(work: (made: ReadModels) => Promise<void>): Promise<void> {
    const { cluster } = this.context.place;
    const made = readsBeside(this.made, { cluster });
    try {
      await work(made);
    } finally {
      await made.close();
    }
  }

  /** Compares the answers of the file with those of the one that was made, and with a fold. */
  async compare(made: ReadModels, folded: ClusterState, head: Position): Promise<void> {
    const { cluster } = this.context.place;
    try {
      const reads = await this.caughtUp(head);
      if (reads === undefined) return;
      try {
        await this.tell(compareReads(made, reads, head));
        await this.tell(compareWithFold(folded, reads, head));
      } finally {
        await reads.close();
      }
    } catch (error) {
      if (!(error instanceof ReadModelDamaged)) throw error;
      this.damaged(`${error.what} (cluster ${cluster})`);
    }
  }

  /** Removes the read model that was made. */
  remove(): void {
    for (const end of ['', '-wal', '-shm']) rmSync(`${this.made}${end}`, { force: true });
  }

  private readonly goesOn = (): boolean => {
    this.context.requireWanted();
    return true;
  };

  /** The file, once it has a position; undefined after a fault. */
  private async caughtUp(head: Position): Promise<ReadModels | undefined> {
    const { cluster } = this.context.place;
    const until = performance.now() + CATCH_UP_MS;
    for (;;) {
      const reads = readsBeside(this.file, { cluster });
      if (reads.position >= head) return reads;
      const { position } = reads;
      await reads.close();
      await this.context.pause();
      if (performance.now() < until) continue;
      const where = { file: this.file, position: String(position) };
      const expected = `all events up to ${head}`;
      this.context.fault({ what: 'read-model', where, expected, found: `up to ${position}` });
      return undefined;
    }
  }

  private async tell(differences: Iterable<ReadDifference | undefined>): Promise<void> {
    for (const difference of differences) {
      await this.context.pause();
      if (difference === undefined) continue;
      const { question, place, expected, found } = difference;
      const where = { file: this.file, thing: `${question}: ${place}` };
      this.context.fault({ what: 'read-model', where, expected, found });
    }
  }

  private damaged(found: string): void {
    const fault: Fault = {
      ...{ what: 'read-model', where: { file: this.file } },
      ...{ expected: 'rows with a right checksum', found },
    };
    this.context.fault(fault);
  }
}
