import { spawnSync } from 'node:child_process';

import { describe } from '@jest/globals';

/** The output of a program that must succeed. */
export const outputOf = (
  program: string,
  args: readonly string[],
  { input = '' }: Readonly<{ input?: string }> = {},
): string => {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    input,
    maxBuffer: 256 * 1024 * 1024,
    // Perl prints and reads UTF-8; reglookup prints the bytes of a name as they are stored.
    env: { ...process.env, PERL_UNICODE: 'SD', LC_ALL: 'C' },
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return stdout;
};

/** True if a program is installed; prints that the specs of an absent one are skipped. */
export const isInstalled = (program: string): boolean =>
  noted(spawnSync(program, ['-h'], { stdio: 'ignore' }).error === undefined, program);

/** The same for a module of Python. */
export const hasModule = (python: string, module: string): boolean =>
  noted(spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0, module);

const noted = (isThere: boolean, name: string): boolean => {
  if (!isThere) console.warn(`skipped: ${name} is not installed`);
  return isThere;
};

export const suiteOf = (isThere: boolean): typeof describe =>
  isThere ? describe : (describe.skip as typeof describe);
