import { type DomainEvent } from '../domain-event.js';
import { type KeyId } from '../../vocabulary/ids.js';

type Event = DomainEvent['event'];

/** The sealed keys that no event refers to, either no longer or not yet. */
export class SealedKeys {
  private readonly lost: Set<KeyId>;
  private readonly unclaimed: Map<KeyId, number>;

  /** @param from the keys to copy */
  constructor(from?: SealedKeys) {
    this.lost = new Set(from?.lost);
    this.unclaimed = new Map(from?.unclaimed);
  }

  /** The keys to erase. */
  get toErase(): ReadonlySet<KeyId> {
    return this.lost;
  }

  /**
   * The keys that a request has sealed and no event refers to yet, with their times; oldest first.
   */
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

/** The sealed keys to which no event refers after this one. */
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
