import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { Tidemark, type Answer, type Json } from './tidemark.js';

/** A cluster with a checkpoint, and the folder `night` for the calls of Windows. */
export class DatabaseCalls {
  private constructor(readonly tidemark: Tidemark) {}

  static async begin(environment: Record<string, string> = {}): Promise<DatabaseCalls> {
    const tidemark = await Tidemark.start(undefined, { environment });
    const calls = new DatabaseCalls(tidemark);
    await tidemark.form();
    await tidemark.edit('node-a', '1433');
    await tidemark.addCheckpoint('Server');
    await mkdir(calls.folder('night'), { recursive: true });
    return calls;
  }

  /** A path below the folder of backups. */
  folder(...names: readonly string[]): string {
    return join(this.tidemark.parts.folder, 'backups', ...names);
  }

  backup(path = 'night'): Promise<Answer> {
    return this.tidemark.send('POST /v1/cluster/backup-database', { path });
  }

  restore(more: Json = {}): Promise<Answer> {
    return this.tidemark.send('POST /v1/cluster/restore-database', { path: 'night', ...more });
  }
}

/** The HTTP status of a refusal, and its Win32 status. */
export const refusal = ({ status, body }: Answer): readonly unknown[] => [
  status,
  body['win32']?.code,
];
