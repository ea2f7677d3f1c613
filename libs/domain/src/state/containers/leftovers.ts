import { type Resource } from '../../resource/state.js';
import { type ResourceId } from '../../vocabulary/ids.js';

/** Checkpoints that closed resources had left; there should be none. */
export class Leftovers {
  private readonly counts: Map<ResourceId, number>;

  /** @param from the checkpoints that the new ones are a copy of */
  constructor(from?: Leftovers) {
    this.counts = new Map(from?.counts);
  }

  /** @param last the resource as it was when it was closed */
  closed(id: ResourceId, last: Resource): void {
    const count = last.status === 'open' ? last.checkpoints.size + last.crypto.size : 0;
    if (count > 0) this.counts.set(id, count);
  }

  of(id: ResourceId): number {
    return this.counts.get(id) ?? 0;
  }
}
