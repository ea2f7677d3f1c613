import { Worker } from 'node:worker_threads';

import { type CheckOrder, type CheckReport } from './projection-messages.js';

type Hooks = Readonly<{
  /** Called with a description of the damage. */
  damaged: (damage: string) => void;
  /** Called with the error if a check could not be carried out. */
  failed: (error: unknown) => void;
}>;

/**
 * Reads the whole file now and then, on a thread of its own: a statement that reads gigabytes must
 * hold up neither the writer nor the readers.
 */
export class FileChecks {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private readonly isStopping = new Int32Array(new SharedArrayBuffer(4));

  constructor(
    private readonly check: Readonly<{ entry: URL; file: string; everyMs: number }>,
    private readonly hooks: Hooks,
  ) {}

  /** Checks now, and then regularly. */
  start(): void {
    Atomics.store(this.isStopping, 0, 0);
    this.running = this.carryOut();
  }

  /** Checks regularly, but not now. */
  wait(): void {
    Atomics.store(this.isStopping, 0, 0);
    this.timer = setTimeout(() => {
      this.running = this.carryOut();
    }, this.check.everyMs);
  }

  /** Resolves when the file is closed. It may first have to read one table to its end. */
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
