import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

import { reasonOf } from '#event-store';
import { ReadModelDamaged, ReadModels, type Projecting, type Told } from '#read-models';

import { type OpenParts } from '../log/opened.js';
import {
  type ProjectionOrder,
  type ProjectionPlace,
  type ProjectionReport,
} from './projection-messages.js';
import { WrongSetting } from '../log/wrong-setting.js';

/** So long the thread is not told of what was written while nobody waits for it. */
const LINGER_MS = 5;
/**
 * In MiB, three semi-spaces. What the thread makes of a batch is garbage after it: a young generation
 * of the size that suits requests would be more memory, and no less work.
 */
const YOUNG = { maxYoungGenerationSizeMb: 24 };
const DAY_MS = 24 * 60 * 60 * 1000;
const PROJECTION = new URL('./projection.worker.js', import.meta.url);

/** Has a thread of its own bring the file of the read models up with a log, and reads that file. */
export const openReads = async (
  place: Omit<ProjectionPlace, 'checkEveryMs'>,
  { projection = PROJECTION, checkEveryMs = DAY_MS, metrics, onDefect, warn }: OpenParts,
): Promise<Readonly<{ reads: ReadModels; thread: ProjectionThread }>> => {
  refuseFolder(place.file);
  const thread = await ProjectionThread.open(projection, { ...place, checkEveryMs }, warn);
  const onDamaged = ({ message }: ReadModelDamaged): void => {
    warn(`${message}; it is built anew from the log`);
  };
  if (thread.damage !== undefined) onDamaged(thread.damage);
  const onLost = (rule: string): void => {
    metrics.lost(rule);
  };
  const { file, cluster } = place;
  const options = { cluster, onLost, onStopped: onDefect, onDamaged };
  const reads = ReadModels.over(file, options, (told) => thread.tell(told));
  return { reads, thread };
};

/** A folder is not deleted: nobody knows what is in it. @throws WrongSetting */
const refuseFolder = (file: string): void => {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  throw new WrongSetting(`${file} is a folder; move it away, the file is built anew from the log`);
};

/** The thread that projects, as the requests' thread speaks with it. */
export class ProjectionThread implements Projecting {
  private timer: NodeJS.Timeout | undefined;
  private told: Told | undefined;
  private isStopping = false;
  private ended: Error | undefined;
  /** The damage for which the file was begun anew when it was opened. */
  damage: ReadModelDamaged | undefined;

  private constructor(
    private readonly worker: Worker,
    private readonly warn: (reason: string) => void,
  ) {
    worker.on('message', (report: ProjectionReport) => {
      this.take(report);
    });
  }

  /** Resolves when the file is open, and one that can't be gone on with was begun anew. */
  static async open(
    entry: URL,
    place: ProjectionPlace,
    warn: (reason: string) => void,
  ): Promise<ProjectionThread> {
    const worker = new Worker(entry, { workerData: place, resourceLimits: YOUNG });
    const thread = new ProjectionThread(worker, warn);
    await thread.report('opened');
    const end = (cause?: unknown): void => {
      thread.end(cause);
    };
    worker.on('error', end).on('exit', () => {
      end();
    });
    return thread;
  }

  /** Has somebody told what the thread reports from here on. */
  tell(told: Told): this {
    this.told = told;
    return this;
  }

  private take(report: ProjectionReport): void {
    if (report.type === 'advanced') this.told?.advanced(report.advance);
    if (report.type === 'recovered') this.told?.stopped(undefined);
    if (report.type === 'failed') {
      const { message, stack } = report;
      const error = Object.assign(new Error(`${message}; it is tried again by itself`), { stack });
      this.told?.stopped(error);
    }
    this.takeOfFile(report);
  }

  private takeOfFile(report: ProjectionReport): void {
    if (report.type === 'opened' && report.damage !== undefined)
      this.damage = new ReadModelDamaged(report.damage);
    if (report.type === 'rebuilding') this.told?.renewed();
    if (report.type === 'damaged') this.told?.damaged(new ReadModelDamaged(report.damage));
    if (report.type === 'unchecked') this.warn(`reads.db could not be checked: ${report.reason}`);
  }

  /** Whatever has ended the thread, there is no other one before a restart. */
  private end(cause: unknown): void {
    if (this.isStopping || this.ended !== undefined) return;
    const why = cause === undefined ? '' : `: ${reasonOf(cause)}`;
    const text = `the thread that projects has ended${why}; it does not go on without a restart`;
    this.ended = new Error(text, { cause });
    this.told?.stopped(this.ended);
  }

  /** The log has more; told at once to a thread that somebody waits for. */
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
