import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { faultsOf, KINDS, Story } from '#testing/processes';

/** `TIDEMARK_RUNS=5000 npm test -- lifecycle.simulation` tries more cases. */
const numRuns = Number(process.env['TIDEMARK_RUNS'] ?? 100);

const acts = fc.array(
  fc.record({ kind: fc.constantFrom(...KINDS), a: fc.nat(19), b: fc.nat(19) }),
  { minLength: 1, maxLength: 60, size: 'max' },
);

test('any history of four nodes, six groups and twenty resources keeps the rules', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (all) => {
      const story = new Story();
      await story.begin();
      for (const [step, act] of all.entries()) {
        await story.act(act);
        expect({ step, act, faults: faultsOf(story) }).toEqual({ step, act, faults: [] });
      }
      expect(story.cluster.defects).toEqual([]);
      await story.cluster.stop();
    }),
    { numRuns },
  );
});
