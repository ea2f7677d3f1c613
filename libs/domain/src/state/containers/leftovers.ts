import { type Resource } from '../../resource/state.js';
import { type ResourceId } from '../../vocabulary/ids.js';

/**
 * Checkpoints that closed resources left behind. The list is empty unless the service has a defect.
 */
export class Leftovers {
  private readonly counts: Map<ResourceId, number>;

  /** @param from the checkpoints to copy */
  constructor(from?: Leftovers) {
    this.counts = new Map(from?.counts);
  }

  /** @param last the resource just before it was closed */
  closed(id: ResourceId, last: Resource): void {
    const count = last.status === 'open' ? last.checkpoints.size + last.crypto.size : 0;
    if (count > 0) this.counts.set(id, count);
  }

  of(id: ResourceId): number {
    return this.counts.get(id) ?? 0;
  }
}
