import { Worker } from 'node:worker_threads';

import { type CheckOrder, type CheckReport } from './projection-messages.js';

type Hooks = Readonly<{
  /** Told of damage in words. */
  damaged: (damage: string) => void;
  /** Told why a check could not be carried out. */
  failed: (error: unknown) => void;
}>;

/**
 * Has the whole file read now and then, by a thread of its own beside whoever writes and reads it: a
 * statement that reads gigabytes must hold up neither.
 */
export class FileChecks {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private readonly isStopping = new Int32Array(new SharedArrayBuffer(4));

  constructor(
    private readonly check: Readonly<{ entry: URL; file: string; everyMs: number }>,
    private readonly hooks: Hooks,
  ) {}

  /** Checks at once, and from then on. */
  start(): void {
    Atomics.store(this.isStopping, 0, 0);
    this.running = this.carryOut();
  }

  /** Checks from then on, and not now. */
  wait(): void {
    Atomics.store(this.isStopping, 0, 0);
    this.timer = setTimeout(() => {
      this.running = this.carryOut();
    }, this.check.everyMs);
  }

  /** Resolves when the file is closed; one table may have to be read to its end before. */
  async stop(): Promise<void> {
    Atomics.store(this.isStopping, 0, 1);
    await this.running;
    clearTimeout(this.timer);
  }

  private async carryOut(): Promise<void> {
    try {
      const damage = await this.run();
      if (damage !== undefined && this.goesOn()) this.hooks.damaged(damage);
    } catch (error) {
      this.hooks.failed(error);
    }
    if (this.goesOn()) this.wait();
  }

  private goesOn(): boolean {
    return Atomics.load(this.isStopping, 0) === 0;
  }

  private run(): Promise<string | undefined> {
    const { entry, file } = this.check;
    const workerData: CheckOrder = { file, isStopping: this.isStopping };
    const worker = new Worker(entry, { workerData });
    return new Promise((resolve, reject) => {
      let report: CheckReport = { damage: undefined };
      worker
        .on('message', (message: CheckReport) => {
          report = message;
        })
        .on('error', reject)
        .on('exit', () => {
          resolve(report.damage);
        });
    });
  }
}
