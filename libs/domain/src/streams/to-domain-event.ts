import { type Message } from '../vocabulary/message.js';
import { type AggregateKind, type DomainEvent } from '../state/domain-event.js';
import { parseStream } from './stream-name.js';

/** An event as a log gives it back. */
type Stored = Readonly<{
  id: string;
  stream: string;
  revision: bigint;
  position: bigint;
  recordedAt: Readonly<{ getTime: () => number }>;
  event: Message;
}>;

const KINDS: ReadonlySet<string> = new Set<AggregateKind>(['cluster', 'node', 'group', 'resource']);

/** Whether a stream is an aggregate's. */
export const isAggregate = (kind: string): kind is AggregateKind => KINDS.has(kind);

/** The event that an event of a cluster states; undefined for streams that are no aggregate's. */
export const toDomainEvent = (
  cluster: string,
  { id, stream, revision, position, recordedAt, event }: Stored,
): DomainEvent | undefined => {
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
  } as DomainEvent;
};
