import { type ReadModels } from '#read-models';

import { idFor } from './names.js';
import { compare, seconds, type Result, type Rounds } from './rounds.js';

type Past = Readonly<{ reads: ReadModels; events: number }>;

const PAGES = 20;
const PAGE = { limit: 100, order: 'newest' } as const;
/** The key that all events of the history are below. */
const KEY = 'SOFTWARE';

/** Seconds of the first pages of the history below a key: events, restores, versions of values. */
const pages = async ({ reads }: Past): Promise<number> => {
  const took = await seconds(() => {
    for (let count = 0; count < PAGES; count += 1) {
      const changes = reads.events.list({ key: KEY }, PAGE);
      const restores = reads.events.list({ key: KEY, type: 'RegistryRestored' }, PAGE);
      const versions = reads.valueHistory({ node: idFor('node 0'), key: KEY }, PAGE);
      if (changes.length + versions.items.length === 0 || restores.length > PAGE.limit)
        throw new Error(`nothing happened below ${KEY}`);
    }
  });
  return took / PAGES;
};

export const historyPages = (
  rounds: Rounds,
  { large, little }: Readonly<{ large: Past; little: Past }>,
): Promise<Result> =>
  compare(
    rounds,
    {
      first: [`pages s at ${large.events}`, () => pages(large)],
      second: [`pages s at ${little.events}`, () => pages(little)],
    },
    {
      bench: 'history',
      measure: `newest page below a key, ${large.events} events : ${little.events}`,
      aim: { most: 4 },
    },
  );
