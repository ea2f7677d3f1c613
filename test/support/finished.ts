import { spawnSync, type SpawnSyncOptions } from 'node:child_process';

/**
 * The longest time of a program. Jest can't end a test that blocks, so a program that hangs would
 * hang the whole suite.
 */
const AT_MOST_MS = 300_000;

export type Finished = Readonly<{ status: number | null; stdout: string; stderr: string }>;

/**
 * Runs a program to its end.
 *
 * @throws Error if it can't be started, or does not end within five minutes
 */
export const finished = (
  command: string,
  args: readonly string[],
  options: SpawnSyncOptions = {},
): Finished => {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    maxBuffer: 1 << 28,
    ...options,
    encoding: 'utf8',
    timeout: AT_MOST_MS,
    killSignal: 'SIGKILL',
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
};

/** The same for a program of this Node.js. */
export const finishedNode = (args: readonly string[], options: SpawnSyncOptions = {}): Finished =>
  finished(process.execPath, args, options);
