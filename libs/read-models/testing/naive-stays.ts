import { type Recorded } from '#event-store';

import { NaiveOrigins } from './naive-origins.js';

/** A time during which a node had the value of an event. */
export type NaiveStay = Readonly<{ place: string; node: string; origin: number; since: number }> & {
  until?: number;
};

/** Follows the value of every place of some nodes, event by event. */
export class NaiveStays {
  readonly all: NaiveStay[] = [];
  private readonly naive = new NaiveOrigins();
  private readonly open = new Map<string, NaiveStay>();

  constructor(
    private readonly nodes: readonly string[],
    log: readonly Recorded[],
  ) {
    for (const recorded of log) this.take(recorded);
  }

  private take(recorded: Recorded): void {
    this.naive.take(recorded);
    const at = Number(recorded.position);
    for (const node of this.nodes) {
      const origins = this.naive.of(node);
      this.end(node, origins, at);
      for (const [place, origin] of origins) this.begin({ place, node, origin, since: at });
    }
  }

  private end(node: string, origins: ReadonlyMap<string, number>, at: number): void {
    for (const [id, stay] of this.open) {
      if (stay.node !== node || origins.get(stay.place) === stay.origin) continue;
      stay.until = at;
      this.open.delete(id);
    }
  }

  private begin(stay: NaiveStay): void {
    const id = `${stay.node}/${stay.place}`;
    if (this.open.has(id)) return;
    this.open.set(id, stay);
    this.all.push(stay);
  }
}
