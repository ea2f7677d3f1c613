import { parseStream } from '#domain';
import { type EventStore, type Recorded } from '#event-store';

/** The whole parts of a damaged log in the order of positions, and the gaps between them. */
export type Piece =
  | Readonly<{ type: 'events'; records: readonly Recorded[] }>
  | Readonly<{ type: 'lost'; first: number; last: number; fault: string }>;

type Parts = Readonly<{ pieces: Iterable<Piece>; to: EventStore; cluster: string }>;

/** So many events are written in one transaction. */
const AT_ONCE = 1024;

/**
 * Copies what is whole in a damaged log into a new one. A stream ends there where an event of it is
 * lost: what comes after that would stand at another revision, or mean something else.
 *
 * @returns what was saved and what was not, line by line; it is never said to be complete
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
