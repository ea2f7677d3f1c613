import { type Position, type Recorded } from './recorded.js';

/** The place of an event in the log, without its data. */
export type EventRef = Readonly<{
  id: string;
  type: string;
  stream: string;
  revision: bigint;
  position: Position;
  /** The id of the command that wrote the event. */
  command: string;
}>;

/** The references of one operation's events, as they are folded. */
export type OperationEvents = Readonly<{ refs: () => readonly EventRef[]; dispose: () => void }>;

/** Collects the events of those operations that a caller has asked for. */
export class OperationEventsIndex {
  private readonly open = new Map<string, Set<EventRef[]>>();

  begin(operation: string): OperationEvents {
    const refs: EventRef[] = [];
    const set = this.open.get(operation) ?? new Set();
    this.open.set(operation, set.add(refs));
    return {
      refs: () => refs,
      dispose: () => {
        set.delete(refs);
        if (set.size === 0) this.open.delete(operation);
      },
    };
  }

  note({ id, event, stream, revision, position, metadata }: Recorded): void {
    const collections = this.open.get(metadata.operation);
    if (collections === undefined) return;
    const { id: command } = metadata.command;
    const ref: EventRef = { id, type: event.type, stream, revision, position, command };
    for (const refs of collections) refs.push(ref);
  }
}
