import { toDomainEvent } from '#domain';
import { type Recorded } from '#event-store';

/**
 * The events of a log that are the history of a cluster, as `GET /v1/events` lists them: the read
 * model takes an event by the same predicate. Sealed key material and leases are no events of a
 * cluster, and leave no other trace than their positions.
 */
export async function* listed(
  cluster: string,
  batches: AsyncIterable<readonly Recorded[]>,
): AsyncGenerator<readonly Recorded[]> {
  for await (const batch of batches) {
    const domainEvents = batch.filter((recorded) => toDomainEvent(cluster, recorded) !== undefined);
    if (domainEvents.length > 0) yield domainEvents;
  }
}
