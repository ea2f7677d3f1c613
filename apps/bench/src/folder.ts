import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Work in a folder that goes when it is done. */
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
