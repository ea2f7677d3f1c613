import { Worker } from 'node:worker_threads';

import { reasonOf } from '#event-store';
import { ReadModelDamaged, ReadModels, type Projecting, type ProgressListener } from '#read-models';

import { type OpenParts } from '../log/opened.js';
import {
  type ProjectionOrder,
  type ProjectionPlace,
  type ProjectionReport,
  type ProjectionWorker,
  type StartProjection,
} from './projection-messages.js';

/** The longest delay before the thread learns of new events while no reader waits for them. */
const LINGER_MS = 5;
/**
 * In MiB, three semi-spaces. What the thread makes of a batch is garbage after it: a young generation
 * of the size that suits requests would be more memory, and no less work.
 */
const YOUNG = { maxYoungGenerationSizeMb: 24 };
const DAY_MS = 24 * 60 * 60 * 1000;
const PROJECTION = new URL('./projection.worker.js', import.meta.url);

const startThread: StartProjection = (workerData) =>
  new Worker(PROJECTION, { workerData, resourceLimits: YOUNG });

/** Starts the projection thread, and opens the file that it writes for reading. */
export const openReads = async (
  place: Omit<ProjectionPlace, 'checkEveryMs'>,
  { startProjection = startThread, checkEveryMs = DAY_MS, metrics, onDefect, warn }: OpenParts,
): Promise<Readonly<{ reads: ReadModels; thread: ProjectionThread }>> => {
  const thread = await ProjectionThread.open(startProjection({ ...place, checkEveryMs }), warn);
  const onDamaged = ({ message }: ReadModelDamaged): void => {
    warn(`${message}; it is built anew from the log`);
  };
  if (thread.damage !== undefined) onDamaged(thread.damage);
  const onLost = (rule: string): void => {
    metrics.lost(rule);
  };
  const { file, cluster } = place;
  const options = { cluster, onLost, onStopped: onDefect, onDamaged };
  const reads = ReadModels.over(file, options, (listener) => thread.reportTo(listener));
  return { reads, thread };
};

/** The projection thread, as seen from the main thread. */
export class ProjectionThread implements Projecting {
  private timer: NodeJS.Timeout | undefined;
  private listener: ProgressListener | undefined;
  private isStopping = false;
  private ended: Error | undefined;
  /** The damage that was the reason to begin the file anew when it was opened. */
  damage: ReadModelDamaged | undefined;

  private constructor(
    private readonly worker: ProjectionWorker,
    private readonly warn: (reason: string) => void,
  ) {
    worker.on('message', (report) => {
      this.take(report as ProjectionReport);
    });
  }

  /** Resolves when the file is open. A file that can't be continued is begun anew. */
  static async open(
    worker: ProjectionWorker,
    warn: (reason: string) => void,
  ): Promise<ProjectionThread> {
    const thread = new ProjectionThread(worker, warn);
    await thread.report('opened');
    const end = (cause?: unknown): void => {
      thread.end(cause);
    };
    worker.on('error', end);
    worker.on('exit', () => {
      end();
    });
    return thread;
  }

  /** Passes the reports of the thread to a listener from now on. */
  reportTo(listener: ProgressListener): this {
    this.listener = listener;
    return this;
  }

  private take(report: ProjectionReport): void {
    if (report.type === 'advanced') this.listener?.advanced(report.advance);
    if (report.type === 'recovered') this.listener?.stopped(undefined);
    if (report.type === 'failed') {
      const { message, stack } = report;
      const error = Object.assign(new Error(`${message}; it is retried automatically`), { stack });
      this.listener?.stopped(error);
    }
    this.takeOfFile(report);
  }

  private takeOfFile(report: ProjectionReport): void {
    if (report.type === 'opened' && report.damage !== undefined)
      this.damage = new ReadModelDamaged(report.damage);
    if (report.type === 'rebuilding') this.listener?.renewed();
    if (report.type === 'damaged') this.listener?.damaged(new ReadModelDamaged(report.damage));
    if (report.type === 'unchecked') this.warn(`reads.db could not be checked: ${report.reason}`);
  }

  /** Handles the end of the thread. No other thread replaces it before a restart. */
  private end(cause: unknown): void {
    if (this.isStopping || this.ended !== undefined) return;
    const why = cause === undefined ? '' : `: ${reasonOf(cause)}`;
    const text = `the projection thread has ended${why}; it does not go on without a restart`;
    this.ended = new Error(text, { cause });
    this.listener?.stopped(this.ended);
  }

  /** Tells the thread that the log has more events, at once if a reader waits for them. */
  written(): void {
    this.timer ??= setTimeout(() => {
      this.pass();
    }, LINGER_MS);
  }

  start(): void {
    this.order({ type: 'start' });
  }

  flushUpTo(position: Parameters<Projecting['flushUpTo']>[0]): void {
    this.order({ type: 'flushUpTo', position });
    this.pass();
  }

  async rebuild(): Promise<void> {
    this.order({ type: 'rebuild' });
    await this.report('rebuilding');
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.isStopping = true;
    if (this.ended !== undefined) return;
    this.order({ type: 'stop' });
    await this.report('stopped');
    await this.worker.terminate();
  }

  private pass(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.order({ type: 'written' });
  }

  private order(order: ProjectionOrder): void {
    this.worker.postMessage(order);
  }

  /**
   * @throws Error if the thread ends first
   */
  private report(type: ProjectionReport['type']): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        this.worker.off('message', taken);
        this.worker.off('error', failed);
        this.worker.off('exit', failed);
        end();
      };
      const taken = (report: unknown): void => {
        if ((report as ProjectionReport).type === type) settle(resolve);
      };
      const failed = (cause?: unknown): void => {
        settle(() => {
          reject(new Error('the projection thread has ended', { cause }));
        });
      };
      this.worker.on('message', taken);
      this.worker.on('error', failed);
      this.worker.on('exit', failed);
    });
  }
}
