import { Worker } from 'node:worker_threads';

import { ReadModels, type Advance, type Projecting } from '#read-models';

import { type OpenParts } from './opened.js';
import {
  type ProjectionOrder,
  type ProjectionPlace,
  type ProjectionReport,
} from './projection-messages.js';

/** So long the thread is not told of what was written while nobody waits for it. */
const LINGER_MS = 5;

/** Has a thread of its own bring the file of the read models up with a log, and reads that file. */
export const openReads = async (
  place: ProjectionPlace,
  { projection, metrics, onDefect }: OpenParts,
): Promise<Readonly<{ reads: ReadModels; thread: ProjectionThread }>> => {
  const thread = await ProjectionThread.open(projection, place, onDefect);
  const onLost = (rule: string): void => {
    metrics.lost(rule);
  };
  const { file, cluster } = place;
  const reads = ReadModels.over(file, { cluster, onLost }, (told) => thread.onAdvance(told));
  return { reads, thread };
};

/** The thread that projects, as the requests' thread speaks with it. */
export class ProjectionThread implements Projecting {
  private timer: NodeJS.Timeout | undefined;
  private advanced: (advance: Advance) => void = () => undefined;

  private constructor(private readonly worker: Worker) {
    worker.on('message', (report: ProjectionReport) => {
      if (report.type === 'advanced') this.advanced(report.advance);
    });
  }

  /** Resolves when the file is open, and one that can't be gone on with was begun anew. */
  static async open(
    entry: URL,
    place: ProjectionPlace,
    onDefect: (error: unknown) => void,
  ): Promise<ProjectionThread> {
    const worker = new Worker(entry, { workerData: place });
    const thread = new ProjectionThread(worker);
    await thread.report('opened');
    worker.on('error', onDefect);
    return thread;
  }

  onAdvance(advanced: (advance: Advance) => void): this {
    this.advanced = advanced;
    return this;
  }

  /** The log has more; told at once to a thread that somebody waits for. */
  written(): void {
    this.timer ??= setTimeout(() => {
      this.tell();
    }, LINGER_MS);
  }

  start(): void {
    this.order({ type: 'start' });
  }

  hurry(position: Parameters<Projecting['hurry']>[0]): void {
    this.order({ type: 'hurry', position });
    this.tell();
  }

  async rebuild(): Promise<void> {
    this.order({ type: 'rebuild' });
    await this.report('rebuilding');
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.order({ type: 'stop' });
    await this.report('stopped');
    await this.worker.terminate();
  }

  private tell(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.order({ type: 'written' });
  }

  private order(order: ProjectionOrder): void {
    this.worker.postMessage(order);
  }

  /** @throws Error when the thread ends before */
  private report(type: ProjectionReport['type']): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        this.worker.off('message', taken).off('error', failed).off('exit', failed);
        end();
      };
      const taken = (report: ProjectionReport): void => {
        if (report.type === type) settle(resolve);
      };
      const failed = (cause: unknown): void => {
        settle(() => {
          reject(new Error('the thread that projects has ended', { cause }));
        });
      };
      this.worker.on('message', taken).on('error', failed).on('exit', failed);
    });
  }
}
