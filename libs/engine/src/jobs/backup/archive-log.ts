import { readArchive } from '#backups';
import { toPosition, type LogRange, type Position, type Recorded } from '#event-store';
import { type LogSource } from '#read-models';

/** The events of an archive as a log, whose positions are their numbers. */
export class ArchiveLog implements LogSource {
  /** @param count the number of events */
  constructor(
    private readonly file: string,
    private readonly length: number | undefined,
    private readonly count: number,
  ) {}

  async *readLog({ after = toPosition(0n), to }: LogRange = {}): AsyncIterable<Recorded> {
    for await (const batch of this.batches(after))
      for (const recorded of batch) {
        if (to !== undefined && recorded.position > to) return;
        yield recorded;
      }
  }

  async *subscribe(after: Position | undefined): AsyncIterable<readonly Recorded[]> {
    yield* this.batches(after ?? toPosition(0n));
  }

  head(): Promise<Position | undefined> {
    return Promise.resolve(this.count === 0 ? undefined : toPosition(BigInt(this.count)));
  }

  private async *batches(after: Position): AsyncIterable<readonly Recorded[]> {
    for await (const part of readArchive(this.file, this.length)) {
      if (part.type !== 'events') continue;
      const left = part.records.filter(({ position }) => position > after);
      if (left.length > 0) yield left;
    }
  }
}
