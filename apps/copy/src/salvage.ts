import { parseStream } from '#domain';
import { type EventStore, type Recorded } from '#event-store';

/** An intact part of a damaged log, or a gap between two parts; in the order of positions. */
export type Piece =
  | Readonly<{ type: 'events'; records: readonly Recorded[] }>
  | Readonly<{ type: 'lost'; first: number; last: number; fault: string }>;

type Parts = Readonly<{ pieces: Iterable<Piece>; to: EventStore; cluster: string }>;

/** The number of events in one transaction. */
const AT_ONCE = 1024;

/**
 * Copies the intact parts of a damaged log into a new one. A stream ends at its first lost event:
 * later events would get other revisions, or mean something else.
 *
 * @returns the report, line by line, about the saved and the lost events; it never says that the
 * copy is complete
 */
export const salvage = async ({ pieces, to, cluster }: Parts): Promise<readonly string[]> => {
  const saving = new Saving(to, cluster);
  for (const piece of pieces) await saving.take(piece);
  await saving.flush();
  return saving.report();
};

class Saving {
  private readonly heads = new Map<string, bigint>();
  private readonly cut = new Map<string, { revision: bigint; events: number }>();
  private readonly lost: string[] = [];
  private waiting: Recorded[] = [];
  private events = 0;

  constructor(
    private readonly store: EventStore,
    private readonly cluster: string,
  ) {}

  async take(piece: Piece): Promise<void> {
    if (piece.type === 'lost') this.lost.push(lineOf(piece));
    else for (const record of piece.records) this.note(record);
    if (this.waiting.length >= AT_ONCE) await this.flush();
  }

  async flush(): Promise<void> {
    const { waiting } = this;
    this.waiting = [];
    await Promise.all(
      waiting.map(({ stream, revision, event: { type, data }, ...rest }) =>
        this.store.append(stream, [{ ...rest, type, data }], revision - 1n),
      ),
    );
  }

  /** The lines of the report to the operator. */
  report(): readonly string[] {
    const cut = [...this.cut].map(
      ([stream, { revision, events }]) =>
        `left out: ${events} events of ${stream}, from revision ${String(revision)} on, because events before them are lost`,
    );
    const found = this.lost.length + cut.length === 0 ? ['no damage was found'] : this.lost;
    const saved = `saved ${this.events} events of ${this.heads.size} streams; this is NOT a complete copy`;
    return [...found, ...cut, saved];
  }

  private note(record: Recorded): void {
    const { stream, revision } = record;
    if (parseStream(stream)?.cluster !== this.cluster) return;
    const cut = this.cut.get(stream);
    if (cut !== undefined) cut.events += 1;
    else if (revision !== (this.heads.get(stream) ?? -1n) + 1n)
      this.cut.set(stream, { revision, events: 1 });
    else {
      this.heads.set(stream, revision);
      this.waiting.push(record);
      this.events += 1;
    }
  }
}

const lineOf = ({ first, last, fault }: Extract<Piece, { type: 'lost' }>): string =>
  first === last
    ? `lost: position ${first}: ${fault}`
    : `lost: positions ${first} to ${last}: ${fault}`;
