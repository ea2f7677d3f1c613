import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, expect } from '@jest/globals';

import { Tidemark, type Answer, type Json } from './tidemark.js';

/** A cluster with a checkpoint, and the folder `night` for the calls of Windows. */
export class DatabaseCalls {
  private current: Tidemark | undefined;

  get tidemark(): Tidemark {
    if (this.current === undefined) throw new Error('no test has begun');
    return this.current;
  }

  async begin(environment: Record<string, string> = {}): Promise<void> {
    this.current = await Tidemark.start(undefined, { environment });
    await this.tidemark.form();
    await this.tidemark.edit('node-a', '1433');
    await this.tidemark.addCheckpoint('Server');
    await mkdir(this.folder('night'), { recursive: true });
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

/** Calls for the tests of a file, each of which begins them. */
export const databaseCalls = (): DatabaseCalls => {
  const calls = new DatabaseCalls();
  afterEach(async () => {
    await calls.tidemark.stop();
    expect(calls.tidemark.defects).toEqual([]);
  });
  return calls;
};
