import { type Erased } from '../erased.js';
import { type LogPlace } from '../read/protocol.js';
import { type Reads } from '../read/reads.js';
import { type Received } from '../read/records.js';
import { type Sight } from '../identity/sight.js';
import { type Witness } from '../identity/witness.js';

export type HeadParts = Readonly<{ reads: Reads; erased: Erased; sight: Sight; witness: Witness }>;

/** The result of a search, and the place where the next one can begin. */
type Search = Readonly<{
  sight?: number;
  last?: Received | undefined;
  /** True if nothing came since the search before. */
  isQuiet?: boolean;
  /** The place up to which everything was searched. */
  searched?: LogPlace | undefined;
  /** A place that the server's log had reached by the end of the search. */
  end?: LogPlace | undefined;
}>;

const NONE: Search = {};

/**
 * Finds the last event of a log that shares its server with others. While the log does not grow,
 * only the records that others wrote since the last search are searched: there may be many behind
 * the log's last event.
 */
export class Head {
  private before: Search = NONE;

  constructor(private readonly parts: HeadParts) {}

  /**
   * Searches run one after the other.
   *
   * @throws LogReplaced if the log is not the known one
   */
  async read(): Promise<Received | undefined> {
    const { reads, sight, witness } = this.parts;
    for (;;) {
      const { current } = sight;
      const before = this.before.sight === current ? this.before : NONE;
      // A place of another log means nothing here. Use it at most once.
      this.before = NONE;
      const [end, last] = await Promise.all([reads.lastOfAll(), this.search(before)]);
      await witness.requireSame();
      if (sight.current !== current) continue;
      const isQuiet = last?.place.commit === before.last?.place.commit;
      this.before = { sight: current, last, isQuiet, searched: before.end, end: end?.place };
      return last;
    }
  }

  private async search({ last, isQuiet, searched }: Search): Promise<Received | undefined> {
    if (!isQuiet || searched === undefined) return this.latest();
    const after = later(searched, last?.place);
    let found: Received | undefined;
    for await (const event of this.parts.reads.logAfter(after)) found = event;
    return found ?? this.unlessErased(last);
  }

  private async unlessErased(last: Received | undefined): Promise<Received | undefined> {
    if (last === undefined) return undefined;
    const [left] = await this.parts.erased.without([last]);
    return left ?? this.latest();
  }

  private async latest(): Promise<Received | undefined> {
    for await (const event of this.parts.reads.log({ direction: 'backwards', limit: 1 }))
      return event;
    return undefined;
  }
}

const later = (a: LogPlace, b: LogPlace | undefined): LogPlace =>
  b === undefined || a.commit > b.commit ? a : b;
