import { type ClusterEvent } from '../../cluster/events.js';
import { type GroupEvent } from '../../group/events.js';
import { type NodeEvent } from '../../node/events.js';
import { type ResourceEvent } from '../../resource/events.js';
import { type KeyId } from '../../vocabulary/ids.js';

type Event = ClusterEvent | GroupEvent | NodeEvent | ResourceEvent;

/** Which sealed keys there are that nothing refers to: any more, or not yet. */
export class SealedKeys {
  private readonly lost: Set<KeyId>;
  private readonly unclaimed: Map<KeyId, number>;

  /** @param from the keys that the new ones are a copy of */
  constructor(from?: SealedKeys) {
    this.lost = new Set(from?.lost);
    this.unclaimed = new Map(from?.unclaimed);
  }

  /** What is to be erased. */
  get toErase(): ReadonlySet<KeyId> {
    return this.lost;
  }

  /** What a request has sealed and nothing refers to so far, and when it was; oldest first. */
  get waiting(): ReadonlyMap<KeyId, number> {
    return this.unclaimed;
  }

  /** @param at milliseconds since 1970 */
  sealed(key: KeyId, at: number): void {
    this.unclaimed.set(key, at);
  }

  erased(key: KeyId): void {
    this.lost.delete(key);
    this.unclaimed.delete(key);
  }

  take(event: Event): void {
    if ('key' in event.data) this.unclaimed.delete(event.data.key as KeyId);
    for (const key of lostKeys(event)) this.lost.add(key);
  }

  freeze(): SealedState {
    return { lost: [...this.lost], unclaimed: [...this.unclaimed] };
  }

  thaw({ lost, unclaimed }: SealedState): void {
    for (const key of lost) this.lost.add(key);
    for (const [key, at] of unclaimed) this.unclaimed.set(key, at);
  }
}

export type SealedState = Readonly<{
  lost: readonly KeyId[];
  unclaimed: readonly (readonly [KeyId, number])[];
}>;

/** The sealed keys that an event leaves without anybody who refers to them. */
const lostKeys = (event: Event): readonly KeyId[] => {
  switch (event.type) {
    case 'KeyContainerDeleted':
      return [event.data.key];
    case 'CryptoCheckpointDeleted':
      return event.data.keys;
    case 'KeyContainerStored':
    case 'KeyContainerRestored':
    case 'KeyContainerAbsenceRestored':
      return event.data.replaced === undefined ? [] : [event.data.replaced];
    default:
      return [];
  }
};
