import { type Erased } from './erased.js';
import { type Place } from './protocol.js';
import { type Reads } from './reads.js';
import { type Received } from './records.js';

/**
 * Finds the last event of a log that shares its server with others. While nothing comes, only what
 * others wrote since the last search is searched: what lies behind the log's last event may be long.
 */
export class Head {
  private last: Received | undefined;
  private isQuiet = false;
  /** Up to here all was searched. */
  private searched: Place | undefined;
  /** Where the server's log ended when the last search was over at the latest. */
  private end: Place | undefined;

  constructor(
    private readonly reads: Reads,
    private readonly erased: Erased,
  ) {}

  /** One after the other: each search begins when the one before has ended. */
  async read(): Promise<Received | undefined> {
    const [end, found] = await Promise.all([this.reads.lastOfAll(), this.search()]);
    this.isQuiet = found?.place.commit === this.last?.place.commit;
    this.last = found;
    this.searched = this.end;
    this.end = end?.place;
    return found;
  }

  private async search(): Promise<Received | undefined> {
    const { last, searched } = this;
    if (!this.isQuiet || searched === undefined) return this.latest();
    const after = later(searched, last?.place);
    let found: Received | undefined;
    for await (const event of this.reads.logAfter(after)) found = event;
    return found ?? this.unlessErased(last);
  }

  private async unlessErased(last: Received | undefined): Promise<Received | undefined> {
    if (last === undefined) return undefined;
    const [left] = await this.erased.without([last]);
    return left ?? this.latest();
  }

  private async latest(): Promise<Received | undefined> {
    for await (const event of this.reads.log({ direction: 'backwards', limit: 1 })) return event;
    return undefined;
  }
}

const later = (a: Place, b: Place | undefined): Place =>
  b === undefined || a.commit > b.commit ? a : b;
