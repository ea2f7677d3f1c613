import { type AggregateKind, type Fact } from '#domain';

import { type Recorded } from './recorded.js';
import { parseStream } from './streams.js';

const KINDS: ReadonlySet<string> = new Set<AggregateKind>(['cluster', 'node', 'group', 'resource']);

/** Whether a stream is an aggregate's. */
export const isAggregate = (kind: string): kind is AggregateKind => KINDS.has(kind);

/** The fact that an event of a cluster states; undefined for streams that are no aggregate's. */
export const toFact = (
  cluster: string,
  { id, stream, revision, position, recordedAt, event }: Recorded,
): Fact | undefined => {
  const parsed = parseStream(stream);
  if (parsed?.cluster !== cluster || !isAggregate(parsed.kind)) return undefined;
  // The one place where stored events become the domain's: their names are the storage format.
  return {
    kind: parsed.kind,
    id: parsed.id,
    revision: Number(revision),
    occurrence: {
      eventId: id,
      position: String(position),
      recordedAt: recordedAt.getTime(),
    },
    event,
  } as Fact;
};
