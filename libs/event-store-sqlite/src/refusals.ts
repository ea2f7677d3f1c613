import { reasonOf } from '#event-store';

/** Logs the reasons why nothing can be written: each reason once, until a write succeeds. */
export class Refusals {
  private readonly said = new Set<string>();

  constructor(private readonly warn: (reason: string) => void) {}

  note(error: unknown): void {
    const reason = reasonOf(error);
    if (this.said.has(reason)) return;
    this.said.add(reason);
    this.warn(`no write is acknowledged: ${reason}`);
  }

  over(): void {
    if (this.said.size > 0) this.said.clear();
  }
}
