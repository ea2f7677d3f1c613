import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { LogUnusable } from './damage.js';

/**
 * The files of an open log, as they were when each was first seen. What is written into a file that
 * its path does not lead to any more is lost when the process ends.
 */
export class Writable {
  private readonly known = new Map<string, string>();
  /** Something was committed that nobody will find: there is no going on. */
  private lost: LogUnusable | undefined;

  constructor(private readonly file: string) {
    this.known.set(file, idOf(file) ?? '');
  }

  /** Why nothing that is written now would be found again; undefined while it would be. */
  get fault(): LogUnusable | undefined {
    if (this.lost !== undefined) return this.lost;
    const fault = this.faultOf(this.file) ?? this.faultOf(`${this.file}-wal`) ?? this.accessFault();
    return fault === undefined ? undefined : new LogUnusable(this.file, fault);
  }

  /** @throws LogUnusable while nothing is to be written */
  requireBefore(): void {
    const { fault } = this;
    if (fault !== undefined) throw fault;
  }

  /** @throws LogUnusable when nobody may be told of what was written; nothing is written after it */
  requireAfter(): void {
    const { fault } = this;
    if (fault === undefined) return;
    this.lost ??= new LogUnusable(this.file, `${fault.fault}, and something was written: restart`);
    throw this.lost;
  }

  private faultOf(path: string): string | undefined {
    const [known, now] = [this.known.get(path), idOf(path)];
    if (known === now) return undefined;
    if (known === undefined && now !== undefined) {
      this.known.set(path, now);
      return undefined;
    }
    return now === undefined ? `${path} was removed` : `another file stands at ${path}`;
  }

  private accessFault(): string | undefined {
    for (const path of [this.file, dirname(this.file)])
      try {
        accessSync(path, constants.W_OK);
      } catch {
        return `${path} can't be written`;
      }
    return undefined;
  }
}

/** The device and inode of a file; undefined where there is no file. */
const idOf = (path: string): string | undefined => {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
};
