import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { ClusterState, writeState } from '#domain';
import { type Recorded } from '#event-store';
import { answers, apply, randomHistory } from '#testing/processes';

/** All answers of a state, and its whole content. */
const whole = (state: ClusterState): string =>
  JSON.stringify([answers(state), ...writeState(state.freeze())], (_, value: unknown) =>
    value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value,
  );

/** The next events of the history go to one side. */
const going = fc.record({ side: fc.nat({ max: 2 }), events: fc.integer({ min: 1, max: 60 }) });

describe.each([11, 12, 13])('a fork of a state, history %i', (seed) => {
  let log: readonly Recorded[];
  /** The states of a fold that was never forked, after each event. */
  let alone: readonly string[];

  beforeAll(async () => {
    const cluster = await randomHistory(seed, 60);
    log = await cluster.log();
    await cluster.stop();
    const state = new ClusterState();
    alone = [whole(state), ...log.map((recorded) => whole(apply(state, [recorded])))];
  });

  test('changes on its own: events on one side never show on the other', () => {
    expect(log.length).toBeGreaterThan(100);
    fc.assert(
      fc.property(fc.nat({ max: log.length }), fc.array(going, { maxLength: 8 }), (cut, way) => {
        const original = apply(new ClusterState(), log.slice(0, cut));
        const fork = original.fork();
        const sides = [original, fork, fork.fork()].map((state) => ({ state, at: cut }));
        for (const { side, events } of way) {
          const gone = sides[side];
          if (gone === undefined) throw new Error(`there is no side ${side}`);
          apply(gone.state, log.slice(gone.at, gone.at + events));
          gone.at = Math.min(gone.at + events, log.length);
          for (const { state, at } of sides) expect(whole(state)).toBe(alone[at]);
        }
      }),
      { numRuns: 25 },
    );
  });
});
