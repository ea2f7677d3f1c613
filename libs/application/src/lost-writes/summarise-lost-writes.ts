import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { LOST_STATES, type LostState, type LostWriteFilter, type Total } from '#read-models';

import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { lostWriteFilter, type LostWriteSelection } from './list-lost-writes.js';
import { judgedRows, plusRow } from './lost-write-scan.js';

/** The greatest number of groups of an answer. */
const MAX_GROUPS = 1000;

/** The property by which rows are counted together. */
export type SummaryBy = 'rule' | 'resource' | 'node' | 'actor' | 'state';

/** The total of the rows with one value of the property: the id of a thing, or a text. */
export type SummaryGroup = Readonly<{ value: string; total: Total }>;

/** The totals by a property, the greatest first, and that of all rows. */
export type LostWriteSummary = Readonly<{
  moment: Moment;
  groups: readonly SummaryGroup[];
  totals: Total;
  /** True if there are more groups than an answer has. */
  more: boolean;
}>;

/**
 * Counts lost writes by a property. A row with edits of two actors counts for both of them. By state,
 * every state has a group.
 */
export class SummariseLostWrites extends Query<LostWriteSummary> {
  constructor(
    readonly asOf: AsOf,
    readonly input: LostWriteSelection & Readonly<{ by: SummaryBy }>,
  ) {
    super();
  }
}

@QueryHandler(SummariseLostWrites)
export class SummariseLostWritesHandler implements IQueryHandler<SummariseLostWrites> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: SummariseLostWrites): Promise<LostWriteSummary> {
    const moment = await momentOf(this.cluster, asOf);
    const { by, state, ...selection } = input;
    const filter = lostWriteFilter(selection, { moment, cluster: this.cluster, tags: asOf.tags });
    const counting = { filter, moment, state };
    return { moment, ...(await (by === 'state' ? this.byState(counting) : this.by(by, counting))) };
  }

  private async by(by: Property, { filter, moment, state }: Counting): Promise<Counted> {
    const { lostWrites } = this.cluster.reads;
    const wanted = filter[by];
    const values =
      wanted === undefined ? lostWrites.textsOf(by, MAX_GROUPS + 1) : ([wanted] as const);
    const totalOf = async (about: LostWriteFilter): Promise<Total> =>
      state === undefined
        ? lostWrites.total(about)
        : ((await totalsByState(this.cluster, about, moment)).get(state) ?? NONE);
    const groups: SummaryGroup[] = [];
    for (const value of values.slice(0, MAX_GROUPS))
      groups.push({ value, total: await totalOf({ ...filter, [by]: value }) });
    const totals = await totalOf(filter);
    return { groups: ordered(groups), totals, more: values.length > MAX_GROUPS };
  }

  private async byState({ filter, moment, state }: Counting): Promise<Counted> {
    const found = await totalsByState(this.cluster, filter, moment);
    const groups = LOST_STATES.filter((is) => state === undefined || is === state).map((value) => ({
      value,
      total: found.get(value) ?? NONE,
    }));
    const totals = groups.reduce((sum, { total }) => plus(sum, total), NONE);
    return { groups, totals, more: false };
  }
}

type Property = Exclude<SummaryBy, 'state'>;
type Counted = Omit<LostWriteSummary, 'moment'>;
type Counting = Readonly<{
  filter: LostWriteFilter;
  moment: Moment;
  state: LostState | undefined;
}>;

const NONE: Total = { rows: 0, keys: 0, values: 0 };

const plus = (a: Total, b: Total): Total => ({
  rows: a.rows + b.rows,
  keys: a.keys + b.keys,
  values: a.values + b.values,
});

/** The totals of the states of rows, which are judged one by one. */
const totalsByState = async (
  cluster: RunningCluster,
  filter: LostWriteFilter,
  moment: Moment,
): Promise<ReadonlyMap<LostState, Total>> => {
  const totals = new Map<LostState, Total>();
  for await (const { row, state } of judgedRows(cluster, filter, moment))
    totals.set(state, plusRow(totals.get(state) ?? NONE, row));
  return totals;
};

/** The groups with rows, the greatest first. */
const ordered = (groups: readonly SummaryGroup[]): readonly SummaryGroup[] =>
  groups
    .filter(({ total }) => total.rows > 0)
    .sort((a, b) => b.total.rows - a.total.rows || (a.value < b.value ? -1 : 1));
