import { type Busy } from '../scale/activity.js';
import { inRows } from './rows.js';
import { statesIn, statesWithin, timeOf, type Bar, type Timeline } from './history.js';

type AnsweredLane = Timeline['lanes'][number];
type Bars = Readonly<{ bars: readonly Bar[]; rows: number }>;

const barsFrom = (parts: readonly Omit<Bar, 'row'>[]): Bars => {
  const bars = inRows(parts);
  return { bars, rows: bars.reduce((most, { row }) => Math.max(most, row + 1), 0) };
};

/** The groups that a node owned, each for its time and with its states. */
export const barsOfNode = (node: AnsweredLane, groups: Timeline, range: Busy): Bars =>
  barsFrom(
    groups.lanes
      .flatMap(({ id, name, spans }) => {
        const owned = spans.filter((span) => span.kind === 'owner' && span.id === node.id);
        if (owned.length === 0) return [];
        const states = statesIn(spans, range.to);
        return owned.map((span) => barOf({ id, name }, timeOf(span, range.to), states));
      })
      .map((bar) => ({ ...bar, isOpen: bar.to >= range.to })),
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
