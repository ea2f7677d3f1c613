import { toDomainEvent } from '#domain';
import { type Recorded } from '#event-store';

/**
 * The events of a log that belong to the history of a cluster, as `GET /v1/events` lists them. The
 * read model uses the same predicate. Sealed key material and leases are not part of the history;
 * they only take up positions.
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
