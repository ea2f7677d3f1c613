import { type TaskContext } from './task-context.js';
import { inspectArchive } from './backup/inspect-archive.js';
import { inspectFolder } from './backup/inspect-folder.js';
import { verifyArchive } from './backup/verify-archive.js';
import { verifyBackup } from './backup/verify-backup.js';
import { writeBackup } from './backup/write-backup.js';
import { verify } from './verify/verify.js';

/**
 * Work that takes long and changes nothing in the log, by its name. A new task is a file of its own
 * and a row here.
 */
export const TASKS = {
  verify,
  'write-backup': writeBackup,
  'verify-backup': verifyBackup,
  'verify-archive': verifyArchive,
  'inspect-archive': inspectArchive,
  'inspect-folder': inspectFolder,
} as const satisfies Readonly<
  Record<string, (context: TaskContext, input: never) => Promise<unknown>>
>;

export type TaskName = keyof typeof TASKS;

/** The input of each task, which can be sent to another thread; none for a task without one. */
export type TaskInputs = {
  readonly [Name in TaskName]: Parameters<(typeof TASKS)[Name]> extends readonly [
    TaskContext,
    infer Input,
  ]
    ? Input
    : undefined;
};
