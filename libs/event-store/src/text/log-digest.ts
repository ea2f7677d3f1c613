import { createHash } from 'node:crypto';

import { type Recorded } from '../recorded.js';
import { canonicalJson } from './canonical-json.js';

/** The text of an event without its position, which each store assigns itself. */
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

/** The hash of a log: the sha-256 of the lines of its events in order, each with a line feed. */
export class LogDigest {
  private readonly hash = createHash('sha256');
  private lines = 0;

  add(line: string): void {
    this.hash.update(line).update('\n');
    this.lines += 1;
  }

  /** The number of events in the hash. */
  get count(): number {
    return this.lines;
  }

  /** The hash of all events so far. */
  get text(): string {
    return `sha256:${this.hash.copy().digest('hex')}`;
  }
}
