import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { LogUnusable } from './damage.js';

/**
 * The files of an open log, with their identities at the time they were first seen. If a path leads
 * to another file later, writes into the open file would be lost when the process ends.
 */
export class Writable {
  private readonly known = new Map<string, string>();
  /** Set once a commit went to a file that can't be found again. No write is allowed after that. */
  private lost: LogUnusable | undefined;

  constructor(private readonly file: string) {
    this.known.set(file, idOf(file) ?? '');
  }

  /** The reason why a write would be lost; undefined while writes are safe. */
  get fault(): LogUnusable | undefined {
    if (this.lost !== undefined) return this.lost;
    const fault = this.faultOf(this.file) ?? this.faultOf(`${this.file}-wal`) ?? this.accessFault();
    return fault === undefined ? undefined : new LogUnusable(this.file, fault);
  }

  /**
   * @throws LogUnusable while a write would be lost
   */
  requireBefore(): void {
    const { fault } = this;
    if (fault !== undefined) throw fault;
  }

  /**
   * @throws LogUnusable if the commit is lost; all later writes are refused too
   */
  requireAfter(): void {
    const { fault } = this;
    if (fault === undefined) return;
    this.lost ??= new LogUnusable(
      this.file,
      `${fault.fault}, and a commit was lost: restart the server`,
    );
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

/** The device and inode of a file; undefined if there is no file. */
const idOf = (path: string): string | undefined => {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
};
