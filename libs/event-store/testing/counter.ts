import { type FoldTarget } from '../src/fold/fold.js';
import { NO_STREAM } from '../src/event-store.js';
import { type Recorded } from '../src/recorded.js';

/** The smallest aggregate: a number that grows up to a limit. */
export type Counter = Readonly<{ total: number }>;
export type Add = Readonly<{ type: 'Add'; data: Readonly<{ by: number; limit?: number }> }>;
export type Added = Readonly<{ type: 'Added'; data: Readonly<{ by: number; total: number }> }>;

export class LimitReached extends Error {
  override readonly name = 'LimitReached';
}

export const counter = {
  initial: { total: 0 } satisfies Counter as Counter,
  decide: ({ data: { by, limit = Infinity } }: Add, { total }: Counter): readonly Added[] => {
    if (total + by > limit) throw new LimitReached(`${total} + ${by} is over ${limit}`);
    return by === 0 ? [] : [{ type: 'Added', data: { by, total: total + by } }];
  },
  evolve: (_: Counter, { data: { total } }: Added): Counter => ({ total }),
};

/** Counters by stream. */
export const counters = (): FoldTarget & { applied: Recorded[] } => {
  const states = new Map<string, { state: Counter; revision: bigint }>();
  const applied: Recorded[] = [];
  return {
    applied,
    apply: (recorded) => {
      const { stream, revision, event } = recorded;
      const known = states.get(stream)?.state ?? counter.initial;
      if (event.type === 'Broken') throw new Error('can not be folded');
      applied.push(recorded);
      states.set(stream, { state: counter.evolve(known, event as Added), revision });
    },
    state: (stream) => states.get(stream)?.state,
    revision: (stream) => states.get(stream)?.revision ?? NO_STREAM,
  };
};
