import { describe, expect, test } from '@jest/globals';

import { collect } from '#testing/event-store';
import { FaultyStore, type Fault } from '#testing/processes';

import { empty, few, holding, interleaved, logOf, options, run } from '../testing/logs.js';
import { copy } from './copy.js';
import { Interrupted } from './refusal.js';

describe('a copy that was cut off', () => {
  const cut = async (fault: Fault, atOnce: number): Promise<void> => {
    const from = await interleaved(3, 8);
    const wanted = await logOf(from);
    const counting = new FaultyStore(empty(), () => false, fault);
    await run(from, counting, atOnce);
    for (let nth = 1; nth <= counting.count; nth += 1) {
      const to = empty();
      const faulty = new FaultyStore(to, (at) => at === nth, fault);
      const first = run(from, faulty, atOnce).catch((error: unknown) => error);
      const end = await Promise.race([first, faulty.dead.then(() => 'dead')]);
      expect(String(end)).toMatch(fault === 'fails' ? /out of order/ : /dead/);
      const { written } = await run(from, to, atOnce);
      expect(written).toBeLessThanOrEqual(wanted.length);
      expect(await logOf(to)).toEqual(wanted);
    }
    expect(counting.count).toBe(26);
  };

  test.each<[Fault, number]>([
    ['fails', 1],
    ['cut before', 1],
    ['cut after', 1],
    ['cut before', 50],
    ['cut after', 50],
  ])('goes on from where it stopped, for every append (%s, %i at once)', cut);

  test('goes on from any part of the log', async () => {
    const from = await few();
    const log = await collect(from.readLog());
    for (let length = 0; length <= log.length; length += 1) {
      const to = await holding(from, (records) => records.slice(0, length));
      expect((await run(from, to)).written).toBe(log.length - length);
      expect(await logOf(to)).toEqual(await logOf(from));
    }
  });

  test('by its user says so, and goes on', async () => {
    const [from, to] = [await interleaved(), empty()];
    const stopping = new AbortController();
    const onProgress = (events: number): void => {
      if (events > 100) stopping.abort();
    };
    const stopped = copy({ ...options(from, to, 1), signal: stopping.signal, onProgress });
    await expect(stopped).rejects.toThrow(Interrupted);
    const there = (await logOf(to)).length;
    expect(there).toBeGreaterThan(100);
    expect(there).toBeLessThan(110);
    await run(from, to);
    expect(await logOf(to)).toEqual(await logOf(from));
  });
});
