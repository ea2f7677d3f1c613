/** The number of notes that are kept. */
const MAX_NOTES = 100;

/** The first notes about a file, and the number of all others. */
export class FirstNotes<Note> {
  private readonly kept: Note[] = [];
  private leftOut = 0;

  /** @param note is called only for a note that is kept */
  add(note: () => Note): void {
    if (this.kept.length < MAX_NOTES) this.kept.push(note());
    else this.leftOut += 1;
  }

  get items(): readonly Note[] {
    return this.kept;
  }

  /** The number of notes that were not kept. */
  get more(): number {
    return this.leftOut;
  }
}
