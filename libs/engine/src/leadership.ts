import { pauseFor } from '#event-store';

import { type Lease, type OpenStores } from './log/opened.js';

type Worker = Readonly<{ start: () => Promise<void>; stop: () => Promise<void> }>;

/**
 * Decides whether this process runs the processes of the cluster: always if it alone writes the
 * log, otherwise while it holds the lease. Requests are answered either way.
 */
export class Leadership {
  readonly lease: Lease | undefined;
  private isStopping = false;
  private complaint: string | undefined;

  constructor(
    private readonly worker: Worker,
    lease: OpenStores['lease'],
    private readonly parts: Readonly<{
      newId: () => string;
      onDefect: (error: unknown, where: string) => void;
      warn: (reason: string) => void;
    }>,
  ) {
    this.lease = lease?.({
      holder: parts.newId(),
      now: () => performance.now(),
      pause: pauseFor,
      onTaken: () => {
        if (!this.isStopping) this.startWork(() => this.worker.start());
      },
      onLost: () => {
        this.startWork(() => this.worker.stop());
      },
      onFailure: (error) => {
        this.logOnce(error instanceof Error ? error.message : String(error));
      },
    });
  }

  get isHeld(): boolean {
    return this.lease?.isHeld ?? true;
  }

  /** Without a lease, resolves when all due steps are done. */
  async start(): Promise<void> {
    if (this.lease === undefined) await this.worker.start();
    else this.lease.start();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.worker.stop();
    await this.lease?.release();
  }

  /** Logs each reason once. */
  private logOnce(reason: string): void {
    if (reason !== this.complaint) this.parts.warn(`the lease: ${reason}`);
    this.complaint = reason;
  }

  /**
   * Starts the work without waiting for its end: while other processes write, there is always a
   * step left.
   */
  private startWork(work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      this.parts.onDefect(error, 'leadership');
    });
  }
}
