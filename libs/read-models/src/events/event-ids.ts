import { type Recorded } from '#event-store';

import { type ReadDatabase } from '../file/database.js';
import { type EventBlocks } from './event-blocks.js';
import { OperationIndex } from '../operations/operation-index.js';

/** Frequent events that no question names by id. No process begins an operation because of one. */
const WITHOUT_INDEX: ReadonlySet<string> = new Set([
  'RegistryChangesStaged',
  'RegistryCheckpointCaptured',
]);

/** The positions of events by id. */
export class EventIds {
  private readonly index: OperationIndex;

  constructor(
    db: ReadDatabase,
    private readonly blocks: EventBlocks,
  ) {
    this.index = new OperationIndex(db, 'event_ids');
  }

  note({ id, event, position }: Recorded): void {
    if (!WITHOUT_INDEX.has(event.type)) this.index.note(id, Number(position));
  }

  find(id: string): Recorded | undefined {
    const span = { low: 0, high: Number.MAX_SAFE_INTEGER, order: 'newest' } as const;
    for (const position of this.index.of(id, span)) {
      const found = this.blocks.at(position)?.item;
      if (found?.id === id) return found;
    }
    return undefined;
  }

  flush(): void {
    this.index.flush();
  }

  forget(): void {
    this.index.forget();
  }
}
