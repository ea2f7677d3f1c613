/** Takes the position of an answer; null for an answer without one. */
type OnAnswer = (position: string | null) => void;

const ignore: OnAnswer = () => undefined;

/**
 * The positions of the log that the first answers about now are right for, until the stream of events
 * begins. Answers to later questions are never older than the beginning of the stream.
 */
export class AnsweredPositions {
  private oldest: bigint | undefined;
  private head: bigint | undefined;
  private onOlder = (): void => undefined;

  /** Notes that a question is asked. @returns a function for its answer */
  ask(): OnAnswer {
    if (this.head !== undefined) return ignore;
    return (position) => {
      const at = BigInt(position ?? -1);
      if (this.oldest === undefined || at < this.oldest) this.oldest = at;
      this.compare();
    };
  }

  /**
   * Notes that events after a position are followed.
   *
   * @param onOlder called if an answer is older, at once or when it comes
   */
  begin(position: string | null, onOlder: () => void): void {
    this.onOlder = onOlder;
    this.head = BigInt(position ?? Number.MAX_SAFE_INTEGER);
    this.compare();
  }

  private compare(): void {
    const { oldest, head } = this;
    if (oldest === undefined || head === undefined || oldest >= head) return;
    this.oldest = undefined;
    this.onOlder();
  }
}

/** Those of this page. */
export const answeredPositions = new AnsweredPositions();
