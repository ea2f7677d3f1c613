import { type Schemas } from '../../../api/client.js';
import { instantOf, type History, type Mark } from './history.js';
import { lostMarks, type Lost } from './lost-marks.js';

/** The answers that come after the lanes, and what they show on the lanes. */
export type Marking = Readonly<{
  lost: readonly Lost[];
  /** Events of the cluster as a whole that have a mark. */
  clusterEvents: readonly Mark[];
  tags: readonly Schemas['Tag'][];
}>;

/** A timeline with its lost writes, and with the marks of the cluster as a whole. */
export const withMarks = (history: History, { lost, clusterEvents, tags }: Marking): History => {
  const { range, lanes, failovers } = history;
  const losses = Map.groupBy(lost, ({ overwrittenAt }) => overwrittenAt.operation);
  return {
    ...history,
    lanes: lanes.map((lane) => ({ ...lane, marks: lostMarks(lost, lane, lane.marks) })),
    failovers: failovers.map((one) => ({ ...one, lost: losses.get(one.id)?.length ?? 0 })),
    marks: [...clusterEvents, ...tags.map(tagMark)].filter(
      ({ at }) => at >= range.from && at <= range.to,
    ),
  };
};

const tagMark = ({ name, position, recordedAt }: Schemas['Tag']): Mark => ({
  ...{ position, kind: 'tag', text: `Tag ${name}` },
  at: instantOf(recordedAt),
});
