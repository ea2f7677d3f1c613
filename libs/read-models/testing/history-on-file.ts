import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';

import { type Position, type Recorded } from '#event-store';
import { randomHistory, type SimulatedCluster } from '#testing/processes';

import { type OneThreadOptions } from '../src/read-model-options.js';
import { ReadModels } from '../src/read-models.js';
import { answers } from './answers.js';

/** One history for the tests of a block, and a new file for the read models of each test. */
export class HistoryOnFile {
  cluster!: SimulatedCluster;
  log: readonly Recorded[] = [];
  private folder = '';

  /** Call it in a `describe` block: the history exists when its tests run. */
  constructor() {
    beforeAll(async () => {
      this.cluster = await randomHistory(7, 60);
      this.log = await this.cluster.log();
    });
    afterAll(() => this.cluster.stop());
    beforeEach(async () => {
      this.folder = await mkdtemp(join(tmpdir(), 'tidemark-reads-'));
    });
    afterEach(() => rm(this.folder, { recursive: true, force: true }));
  }

  get file(): string {
    return join(this.folder, 'reads.db');
  }

  head(): Promise<Position | undefined> {
    return this.cluster.store.head();
  }

  open(more: Partial<OneThreadOptions> = {}): Promise<ReadModels> {
    return ReadModels.open({
      file: this.file,
      log: this.cluster.store,
      cluster: 'test',
      ...more,
    });
  }

  /** The answers of read models that took the whole history at once. */
  async whole(): Promise<unknown> {
    const reads = await this.open({ file: ':memory:' });
    await reads.start(await this.head());
    const all = answers(reads);
    await reads.close();
    return all;
  }
}
