import { reasonOf } from '#event-store';

/** Logs the reasons why nothing can be written: each reason once, until a write succeeds. */
export class Refusals {
  private readonly logged = new Set<string>();

  constructor(private readonly warn: (reason: string) => void) {}

  note(error: unknown): void {
    const reason = reasonOf(error);
    if (this.logged.has(reason)) return;
    this.logged.add(reason);
    this.warn(`no write is acknowledged: ${reason}`);
  }

  recovered(): void {
    if (this.logged.size > 0) this.logged.clear();
  }
}
