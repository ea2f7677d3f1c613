import { type Message } from '../vocabulary/message.js';
import { type AggregateKind, type DomainEvent } from '../state/domain-event.js';
import { parseStream } from './stream-name.js';

/** An event in the form that a log returns. */
type Stored = Readonly<{
  id: string;
  stream: string;
  revision: bigint;
  position: bigint;
  recordedAt: Readonly<{ getTime: () => number }>;
  event: Message;
  metadata: Readonly<{ operation: string }>;
}>;

const KINDS: ReadonlySet<string> = new Set<AggregateKind>([
  ...(['cluster', 'node', 'group', 'resource', 'backup'] as const),
]);

/** True if a stream of this kind belongs to an aggregate. */
export const isAggregate = (kind: string): kind is AggregateKind => KINDS.has(kind);

/** The domain event of a stored event; undefined for a stream that belongs to no aggregate. */
export const toDomainEvent = (
  cluster: string,
  { id, stream, revision, position, recordedAt, event, metadata }: Stored,
): DomainEvent | undefined => {
  const parsed = parseStream(stream);
  if (parsed?.cluster !== cluster || !isAggregate(parsed.kind)) return undefined;
  // The one place that types stored events as domain events: their names are the storage format.
  return {
    kind: parsed.kind,
    id: parsed.id,
    revision: Number(revision),
    occurrence: {
      eventId: id,
      position: String(position),
      operation: metadata.operation,
      recordedAt: recordedAt.getTime(),
    },
    event,
  } as DomainEvent;
};
