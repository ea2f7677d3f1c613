/** The number of rounds in which the alternatives are measured in turn, and the sizes. */
export type Rounds = Readonly<{ rounds: number; sizes: Readonly<Record<string, number>> }>;

/** The result of a comparison of two alternatives: the ratio of the first to the second. */
export type Result = Readonly<{
  bench: string;
  measure: string;
  /** Median of the rounds' ratios. */
  ratio: number;
  /** The smallest and the largest ratio. */
  spread: readonly [number, number];
  /**
   * The target of the ratio: at least, or at most. A result without a target is shown for
   * information.
   */
  aim?: Readonly<{ least: number } | { most: number }>;
  /** Medians of the two alternatives, in their units. */
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
 * Measures two alternatives in turn, so that other load on the machine affects both, and returns
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

type Target = Pick<Result, 'bench' | 'measure' | 'note'> &
  Readonly<{ figure: string; aim: Readonly<{ most: number } | { least: number }> }>;

/** Compares measures with a fixed target: their ratio to it. */
export const against = ({ figure, aim, ...what }: Target, measured: readonly number[]): Result => {
  const target = 'most' in aim ? aim.most : aim.least;
  return {
    ...what,
    ratio: median(measured) / target,
    spread: [Math.min(...measured) / target, Math.max(...measured) / target],
    aim: 'most' in aim ? { most: 1 } : { least: 1 },
    figures: { [figure]: median(measured) },
  };
};

/** The same measure, round after round. */
export const inRounds = async (
  { rounds }: Pick<Rounds, 'rounds'>,
  measure: () => Promise<number>,
): Promise<readonly number[]> => {
  const measured: number[] = [];
  for (let round = 0; round < rounds; round += 1) measured.push(await measure());
  return measured;
};

/** Seconds that some work takes. */
export const seconds = async (work: () => unknown): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

/** The target, and whether it was reached. */
export const verdictOf = ({ ratio, aim }: Result): string => {
  if (aim === undefined) return 'no aim';
  const isReached = 'least' in aim ? ratio >= aim.least : ratio <= aim.most;
  const wanted = 'least' in aim ? `≥ ${aim.least}` : `≤ ${aim.most}`;
  return `aim ${wanted}: ${isReached ? 'reached' : 'MISSED'}`;
};
