import { type Location } from './reg-file-error.js';

/** A place of a file that was passed over because it holds no data, and the kind of the place. */
export type RegFileNote = Location & Readonly<{ what: string }>;

/** The number of notes that are kept. */
const MAX_NOTES = 100;

/** The first places of a file that were passed over, and the number of all others. */
export class Notes {
  private readonly kept: RegFileNote[] = [];
  private leftOut = 0;

  /** @param locate is called only for a note that is kept */
  add(what: string, locate: () => Location): void {
    if (this.kept.length < MAX_NOTES) this.kept.push({ ...locate(), what });
    else this.leftOut += 1;
  }

  get items(): readonly RegFileNote[] {
    return this.kept;
  }

  /** The number of notes that were not kept. */
  get more(): number {
    return this.leftOut;
  }
}
