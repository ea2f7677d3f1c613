import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs work in a folder that is deleted afterwards. */
export const inFolder = async <Outcome>(
  work: (folder: string) => Promise<Outcome>,
): Promise<Outcome> => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
