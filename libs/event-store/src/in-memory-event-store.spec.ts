import { eventStoreContract, isErasable, NOW } from '../testing/index.js';
import { InMemoryEventStore } from './in-memory-event-store.js';

eventStoreContract('the store in memory', async () => ({
  store: new InMemoryEventStore(() => NOW, isErasable),
  remove: () => Promise.resolve(),
}));
