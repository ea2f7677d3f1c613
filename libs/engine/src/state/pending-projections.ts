import { type Position } from '#event-store';

type Written = Readonly<{ operation: string; position: Position }>;

/** The operations whose events are folded, and may not be in the read model yet. */
export class PendingProjections {
  private readonly last = new Map<string, Position>();
  private queue: Written[] = [];
  private from = 0;

  note(operation: string, position: Position): void {
    this.last.set(operation, position);
    this.queue.push({ operation, position });
  }

  /** The position of an operation's last event; undefined if the read model has that event. */
  lastOf(operation: string, projected: Position): Position | undefined {
    this.forget(projected);
    return this.last.get(operation);
  }

  /** Forgets what is projected; called now and then to limit the memory. */
  forget(projected: Position): void {
    for (
      let next = this.queue[this.from];
      next !== undefined && next.position <= projected;
      next = this.queue[this.from]
    ) {
      this.from += 1;
      if (this.last.get(next.operation) === next.position) this.last.delete(next.operation);
    }
    if (this.from * 2 < this.queue.length) return;
    this.queue = this.queue.slice(this.from);
    this.from = 0;
  }
}
