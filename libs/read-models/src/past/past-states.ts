import { deflateSync, inflateSync } from 'node:zlib';

import { PastState, StateReader, toDomainEvent, writeState, type PastSources } from '#domain';
import { toPosition, type Position } from '#event-store';

import { type ReadDatabase } from '../file/database.js';
import { type Events } from '../events/events.js';

const PAGE = 1000;
/** The number of states in the cache: questions about one moment come in a row. */
const CACHE_SIZE = 8;

/** A state at a position that is at hand; each call of `state` gives a copy of its own. */
export type StateSeed = Readonly<{ at: Position; state: () => PastState }>;

/** Every aggregate's state at a position, without the nodes' registries. */
export class PastStates {
  private readonly cache = new Map<Position, PastState>();
  private since = 0;

  constructor(
    private readonly db: ReadDatabase,
    private readonly events: Events,
    private readonly options: Readonly<{
      cluster: string;
      keepEvery: number;
      seed?: StateSeed | undefined;
    }>,
  ) {}

  at(position: Position): PastState {
    const known = this.cache.get(position) ?? this.folded(position);
    this.cache.delete(position);
    this.cache.set(position, known);
    const [oldest] = this.cache.keys();
    if (this.cache.size > CACHE_SIZE && oldest !== undefined) this.cache.delete(oldest);
    return known;
  }

  /**
   * The states at positions in ascending order. Each is valid until the next one is taken. States
   * that are near to each other cost only the events between them.
   */
  *along(
    positions: Iterable<Position>,
    sourcesAt: (position: Position) => PastSources,
  ): Iterable<PastState> {
    let last: Readonly<{ state: PastState; at: Position }> | undefined;
    for (const position of positions) {
      if (last === undefined || last.at < this.lastKept(position))
        last = { state: this.folded(position), at: position };
      else this.advance(last.state, last.at, position);
      last = { state: last.state, at: position };
      yield last.state.withSources(sourcesAt(position));
    }
  }

  /** The position of the last kept state up to a position; 0 if there is none. */
  private lastKept(to: Position): bigint {
    const row = this.db.get(
      'SELECT position AS at FROM worlds WHERE position <= ? ORDER BY position DESC LIMIT 1',
      Number(to),
    );
    return BigInt(Number(row?.['at'] ?? 0));
  }

  /** Keeps the state at regular distances, in the transaction of the event at that position. */
  keep(state: PastState, position: Position): void {
    this.since += 1;
    if (this.since < this.options.keepEvery) return;
    this.since = 0;
    const text = [...writeState(state.freeze())].join('\n');
    const sql = 'INSERT OR REPLACE INTO main.worlds (position, archive) VALUES (?, ?)';
    this.db.run(sql, Number(position), deflateSync(text, { level: 1 }));
  }

  /** Empties the cache, after a rebuild or an undone transaction. */
  forget(): void {
    this.cache.clear();
    this.since = 0;
  }

  /** A separate copy of the state, which the caller may change. */
  folded(to: Position): PastState {
    const { state, at } = this.kept(to);
    this.advance(state, at, to);
    return state;
  }

  /**
   * The same with the causes of what processes do, as far as they are among the last events: at least
   * as many as lie between two kept states.
   */
  resumable(to: Position): PastState {
    const { state, at } = this.kept(to, 1);
    this.advance(state.withCauses(), at, to);
    return state;
  }

  /** Applies the events after one position up to another one. */
  private advance(state: PastState, from: Position, to: Position): void {
    let cursor = from;
    for (;;) {
      const page = this.events.list({ to }, { limit: PAGE, order: 'oldest', cursor });
      for (const recorded of page) {
        const domainEvent = toDomainEvent(this.options.cluster, recorded);
        if (domainEvent !== undefined) state.apply(domainEvent);
      }
      cursor = page.at(-1)?.position ?? cursor;
      if (page.length < PAGE) return;
    }
  }

  /** @param before the number of later kept states that are passed over */
  private kept(to: Position, before = 0): Readonly<{ state: PastState; at: Position }> {
    const { seed } = this.options;
    if (seed !== undefined && seed.at <= to) return { state: seed.state(), at: seed.at };
    const sql =
      'SELECT position, archive FROM worlds WHERE position <= ? ORDER BY position DESC LIMIT 1 OFFSET ?';
    const row = this.db.get(sql, Number(to), before);
    if (row === undefined) return { state: PastState.initial(), at: toPosition(0n) };
    const reader = new StateReader();
    const text = inflateSync(row['archive'] as Uint8Array).toString();
    for (const line of text.split('\n')) reader.read(line);
    return {
      state: PastState.thaw(reader.state()),
      at: toPosition(BigInt(Number(row['position']))),
    };
  }
}
