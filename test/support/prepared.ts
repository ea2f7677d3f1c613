import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';

/** A data folder for each test of a block, with what was put into the first one once for all. */
export const preparedFolder = (
  prepare: (data: string) => Promise<void>,
): Readonly<{ path: string }> => {
  const folder = { path: '' };
  let first = '';
  beforeAll(async () => {
    first = await mkdtemp(join(tmpdir(), 'tidemark-prepared-'));
    await prepare(first);
  });
  beforeEach(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'tidemark-prepared-'));
    await cp(first, folder.path, { recursive: true });
  });
  afterEach(() => rm(folder.path, { recursive: true, force: true }));
  afterAll(() => rm(first, { recursive: true, force: true }));
  return folder;
};
