import { type ClusterEvent } from '../cluster/events.js';
import { type GroupEvent } from '../group/events.js';
import { type NodeEvent } from '../node/events.js';
import { type ResourceEvent } from '../resource/events.js';
import { type KeyId } from '../shared/ids.js';

/** The sealed keys that an event leaves without anybody who refers to them. */
export const lostKeys = (
  event: ClusterEvent | GroupEvent | NodeEvent | ResourceEvent,
): readonly KeyId[] => {
  switch (event.type) {
    case 'KeyContainerDeleted':
      return [event.data.key];
    case 'CryptoCheckpointDeleted':
      return event.data.keys;
    case 'KeyContainerStored':
    case 'KeyContainerRestored':
      return event.data.replaced === undefined ? [] : [event.data.replaced];
    default:
      return [];
  }
};
