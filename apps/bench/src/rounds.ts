/** How often the alternatives of a bench are measured, one after the other. */
export type Rounds = Readonly<{ rounds: number; sizes: Readonly<Record<string, number>> }>;

/** What came out of comparing two alternatives: how much better the first one is. */
export type Result = Readonly<{
  bench: string;
  measure: string;
  /** Median of the rounds' ratios. */
  ratio: number;
  /** Smallest and largest of them. */
  spread: readonly [number, number];
  /** What the ratio should be: at least, or at most. What is told beside the aims has none. */
  aim?: Readonly<{ least: number } | { most: number }>;
  /** Medians of the two alternatives, in their unit. */
  figures: Readonly<Record<string, number>>;
  note?: string;
}>;

const sorted = (numbers: readonly number[]): readonly number[] => numbers.toSorted((a, b) => a - b);

export const median = (numbers: readonly number[]): number => {
  const all = sorted(numbers);
  const middle = Math.floor(all.length / 2);
  const upper = all[middle] ?? NaN;
  return all.length % 2 === 1 ? upper : ((all[middle - 1] ?? NaN) + upper) / 2;
};

type Alternative = () => Promise<number> | number;

/**
 * Measures two alternatives in turn, so that what else the machine does falls on both, and gives
 * the ratio of each round.
 */
export const compare = async (
  { rounds }: Rounds,
  alternatives: Readonly<{
    first: readonly [string, Alternative];
    second: readonly [string, Alternative];
  }>,
  what: Pick<Result, 'bench' | 'measure' | 'aim' | 'note'>,
): Promise<Result> => {
  const { first, second } = alternatives;
  const measured: [number, number][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const isEven = round % 2 === 0;
    const one = isEven ? await first[1]() : undefined;
    const two = await second[1]();
    measured.push([one ?? (await first[1]()), two]);
  }
  const ratios = sorted(measured.map(([a, b]) => a / b));
  return {
    ...what,
    ratio: median(ratios),
    spread: [ratios[0] ?? NaN, ratios.at(-1) ?? NaN],
    figures: {
      [first[0]]: median(measured.map(([a]) => a)),
      [second[0]]: median(measured.map(([, b]) => b)),
    },
  };
};

/** Seconds that something takes. */
export const seconds = async (work: () => unknown): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

/** What was aimed at, and whether it was reached. */
export const verdictOf = ({ ratio, aim }: Result): string => {
  if (aim === undefined) return 'no aim';
  const isReached = 'least' in aim ? ratio >= aim.least : ratio <= aim.most;
  const wanted = 'least' in aim ? `≥ ${aim.least}` : `≤ ${aim.most}`;
  return `aim ${wanted}: ${isReached ? 'reached' : 'MISSED'}`;
};
