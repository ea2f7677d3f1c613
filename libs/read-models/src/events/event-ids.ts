import { type Recorded } from '#event-store';

import { type ReadDatabase } from '../file/database.js';
import { type EventBlocks } from './event-blocks.js';
import { OperationIndex } from '../operations/operation-index.js';

/** The most frequent events. No process begins an operation because of one of them. */
const NO_CAUSE: ReadonlySet<string> = new Set([
  'RegistryChanged',
  'RegistryChangesStaged',
  'RegistryCheckpointCaptured',
]);

/** The positions, by id, of the events that may cause other events. */
export class EventIds {
  private readonly index: OperationIndex;

  constructor(
    db: ReadDatabase,
    private readonly blocks: EventBlocks,
  ) {
    this.index = new OperationIndex(db, 'event_ids');
  }

  note({ id, event, position }: Recorded): void {
    if (!NO_CAUSE.has(event.type)) this.index.note(id, Number(position));
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
