import { Digest } from './digest.js';
import { type Line } from './lines.js';
import { Refusal } from '../refusal.js';

/** What was seen of a log so far: how much, its hash, and where each stream stands. */
export class Tally {
  private readonly digest = new Digest();
  private readonly revisions = new Map<string, bigint>();

  /** @throws Refusal when an event is not the next one of its stream */
  note({ text, record: { stream, revision } }: Line): void {
    const next = (this.revisions.get(stream) ?? -1n) + 1n;
    if (revision !== next)
      throw new Refusal(
        `${stream} goes on with revision ${String(revision)}, not ${String(next)}: what is between is gone, and revisions could not be kept`,
      );
    this.revisions.set(stream, revision);
    this.digest.add(text);
  }

  get events(): number {
    return this.digest.count;
  }

  get streams(): number {
    return this.revisions.size;
  }

  get hash(): string {
    return this.digest.text;
  }
}
