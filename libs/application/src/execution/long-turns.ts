import { type RunningCluster } from '../running-cluster.js';

/** The time of one piece of a long answer, in milliseconds. */
const PIECE_MS = 5;

/** The turns of one long answer: a new one for each piece of about 5 ms. */
export class LongTurns {
  private begun: number;

  constructor(
    private readonly cluster: Pick<RunningCluster, 'takeTurn'>,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.begun = now();
  }

  /** Resolves at once while the piece is short; else when the next turn comes. */
  async pause(): Promise<void> {
    if (this.now() - this.begun < PIECE_MS) return;
    await this.cluster.takeTurn();
    this.begun = this.now();
  }
}
