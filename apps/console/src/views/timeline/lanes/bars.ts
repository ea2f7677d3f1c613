import { type Busy } from '../scale/activity.js';
import { type OwnedGroup } from './owned-groups.js';
import { inRows } from './rows.js';
import { statesIn, statesWithin, timeOf, type Bar, type Timeline } from './history.js';

type AnsweredLane = Timeline['lanes'][number];
type Bars = Readonly<{ bars: readonly Bar[]; rows: number }>;

const barsFrom = (parts: readonly Omit<Bar, 'row'>[]): Bars => {
  const bars = inRows(parts);
  return { bars, rows: bars.reduce((most, { row }) => Math.max(most, row + 1), 0) };
};

/** The groups that a node owned, each for its time and with its states. */
export const barsOfNode = (node: string, groups: readonly OwnedGroup[], range: Busy): Bars =>
  barsFrom(
    groups.flatMap(({ id, name, states, owned }) =>
      (owned.get(node) ?? []).map(({ from, to }) => ({
        ...barOf({ id, name }, { from, to }, states),
        isOpen: to >= range.to,
      })),
    ),
  );

/** The owners of a group, one after the other. */
export const barsOfGroup = (group: AnsweredLane, nodes: Timeline, range: Busy): Bars => {
  const names = new Map(nodes.lanes.map(({ id, name }) => [id, name]));
  const states = statesIn(group.spans, range.to);
  return barsFrom(
    group.spans
      .filter(({ kind }) => kind === 'owner')
      .map((span) => ({
        ...barOf(
          { id: span.id, name: names.get(span.id) ?? 'a node that is gone' },
          timeOf(span, range.to),
          states,
        ),
        isOpen: span.to === null,
      })),
  );
};

const barOf = (
  thing: Readonly<{ id: string; name: string }>,
  time: Busy,
  states: Parameters<typeof statesWithin>[0],
): Omit<Bar, 'row' | 'isOpen'> => ({ ...thing, ...time, states: statesWithin(states, time) });
