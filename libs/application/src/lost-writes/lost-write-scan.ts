import { type LostState, type LostWrite, type LostWriteFilter, type Total } from '#read-models';

import { type Moment } from '../reading/moment.js';
import { malformed } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';

/** The greatest number of rows whose states one question judges. */
export const MAX_JUDGED = 100_000;
/** The number of rows between two turns. */
const SLICE = 200;

/** A row in its state, with its size in characters. */
type Judged = Readonly<{ row: LostWrite; state: LostState; size: number }>;

/**
 * The rows that a filter finds, newest first, each with its state at the moment. States have no
 * index, so each row is judged; commands have their turns in between.
 *
 * @throws RequestRefusal if there are more rows than one question may judge
 */
export async function* judgedRows(
  cluster: RunningCluster,
  filter: LostWriteFilter,
  { position }: Moment,
): AsyncGenerator<Judged> {
  const { lostWrites, ledger } = cluster.reads;
  let count = 0;
  for (const { item: row, size } of lostWrites.all(filter)) {
    if (count === MAX_JUDGED) throw tooMany();
    if (count > 0 && count % SLICE === 0) await cluster.takeTurn();
    count += 1;
    yield { row, state: ledger.states.of(row, Number(position)).state, size };
  }
}

const tooMany = (): Error =>
  malformed(
    '/from',
    `more than ${MAX_JUDGED} lost writes match, and the state of each has to be judged: narrow the question by "from", "to", "node", "resource" or "key"`,
  );

/** The total with one more row. */
export const plusRow = (total: Total, { lost, kept, name }: LostWrite): Total => {
  const side = lost ?? kept;
  const sizes =
    name === null && side !== undefined && 'keys' in side
      ? side
      : { keys: 0, values: name === null ? 0 : 1 };
  return {
    rows: total.rows + 1,
    keys: total.keys + sizes.keys,
    values: total.values + sizes.values,
  };
};
