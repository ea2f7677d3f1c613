import { createHash } from 'node:crypto';

import { type Recorded } from '#event-store';

import { canonicalJson } from './canonical-json.js';

/** All that an event is, but for its position: that is the store's own. */
export const lineOf = ({ stream, revision, id, event, metadata, ...rest }: Recorded): string =>
  canonicalJson([
    stream,
    String(revision),
    id,
    event.type,
    event.data,
    metadata,
    rest.recordedAt.toISOString(),
    rest.schema,
  ]);

/** The hash of a log: sha-256 over the lines of its events, each with a line feed, in their order. */
export class Digest {
  private readonly hash = createHash('sha256');
  private lines = 0;

  add(line: string): void {
    this.hash.update(line).update('\n');
    this.lines += 1;
  }

  /** How many events it is the hash of. */
  get count(): number {
    return this.lines;
  }

  /** Of all that was added so far. */
  get text(): string {
    return `sha256:${this.hash.copy().digest('hex')}`;
  }
}
