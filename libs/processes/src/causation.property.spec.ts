import { describe, expect, test } from '@jest/globals';

import { type Recorded } from '#event-store';
import { PROCESSES_ACTOR } from '#processes';
import { causationFaults, crowdedHistory, randomHistory, stormyHistory } from '#testing/processes';

const STEPS = 80;

describe.each([
  ['random', 100, randomHistory],
  ['random', 101, randomHistory],
  ['stormy', 100, stormyHistory],
  ['stormy', 101, stormyHistory],
  ['crowded', 102, crowdedHistory],
  ['crowded', 103, crowdedHistory],
  ['crowded', 104, crowdedHistory],
] as const)('in a %s history, seed %i', (_, seed, history) => {
  let log: readonly Recorded[] = [];

  test('every step of a process names the event since which it was due', async () => {
    const cluster = await history(seed, STEPS);
    log = await cluster.log();
    await cluster.stop();
    expect(cluster.defects).toEqual([]);
    expect(log.length).toBeGreaterThan(STEPS);
    expect(causationFaults(log)).toEqual([]);
  });

  test('causations lead back to a command', () => {
    const places = new Map(log.map(({ id }, place) => [id, place]));
    for (const [place, { metadata }] of log.entries()) {
      const cause = places.get(metadata.causation);
      if (cause === undefined) expect(metadata.causation).toBe(metadata.command.id);
      else expect(cause).toBeLessThan(place);
      expect([metadata.actor === PROCESSES_ACTOR, cause === undefined]).not.toEqual([true, true]);
    }
  });
});
