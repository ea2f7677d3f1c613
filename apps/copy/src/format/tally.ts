import { LogDigest } from '#event-store';

import { type Line } from './lines.js';
import { Refusal } from '../refusal.js';

/**
 * The part of a log that was read: its number of events, its hash, and the last revision of each
 * stream.
 */
export class Tally {
  private readonly digest = new LogDigest();
  private readonly revisions = new Map<string, bigint>();

  /**
   * @throws Refusal if an event is not the next one of its stream
   */
  note({ text, record: { stream, revision } }: Line): void {
    const next = (this.revisions.get(stream) ?? -1n) + 1n;
    if (revision !== next)
      throw new Refusal(
        `${stream} goes on with revision ${String(revision)}, not ${String(next)}: events between them are missing, and revisions could not be kept`,
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
