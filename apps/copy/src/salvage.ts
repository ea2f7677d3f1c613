import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { parseStream, type Recorded } from '#event-store';
import { salvage as salvaged, SqliteEventStore, type Salvaged } from '#event-store-sqlite';

import { isServer } from './open-place.js';
import { Refusal } from './refusal.js';

type Places = Readonly<{ from: string; to: string; cluster: string }>;

/** So many events are written in one transaction. */
const AT_ONCE = 1024;

/**
 * Copies what is whole in a damaged log into a new folder. A stream ends there where an event of it
 * is lost: what comes after that would stand at another revision, or mean something else.
 *
 * @returns what was saved and what was not, line by line; it is never said to be complete
 * @throws Refusal where the places are no data folders, or the target is no new one
 */
export const salvage = async ({ from, to, cluster }: Places): Promise<readonly string[]> => {
  const [source, target] = [join(from, 'log.db'), join(to, 'log.db')];
  if (isServer(from) || isServer(to)) throw new Refusal('--salvage is for data folders');
  if (!existsSync(source)) throw new Refusal(`there is no log in ${from}`);
  if (existsSync(target))
    throw new Refusal(`there is a log in ${to}: --salvage needs a new folder`);
  mkdirSync(to, { recursive: true });
  const store = SqliteEventStore.open({ file: target, clock: () => new Date() });
  const saving = new Saving(store, cluster);
  try {
    for (const piece of salvaged(source)) await saving.take(piece);
    await saving.flush();
  } finally {
    await store.close();
  }
  return saving.report();
};

class Saving {
  private readonly heads = new Map<string, bigint>();
  private readonly cut = new Map<string, { revision: bigint; events: number }>();
  private readonly lost: string[] = [];
  private waiting: Recorded[] = [];
  private events = 0;

  constructor(
    private readonly store: SqliteEventStore,
    private readonly cluster: string,
  ) {}

  async take(piece: Salvaged): Promise<void> {
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

  /** What an operator is told. */
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

const lineOf = ({ first, last, fault }: Extract<Salvaged, { type: 'lost' }>): string =>
  first === last
    ? `lost: position ${first}: ${fault}`
    : `lost: positions ${first} to ${last}: ${fault}`;
