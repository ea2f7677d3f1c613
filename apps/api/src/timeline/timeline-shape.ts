import { nameOf, type NamedLane, type NameThen, type TimelineAnswer } from '#application';

import { type ReadModels } from '#read-models';

import { momentShape } from '../questions/moment-shape.js';
import { whatHappened } from '../operations/what-happened.js';
import { type TimelineShape } from './timeline-schemas.js';

type LaneShape = TimelineShape['lanes'][number];
type Edge = Readonly<{ position: number; at: number }>;

/** The JSON of a timeline. */
export const timelineShape = (
  reads: ReadModels,
  { moment, window: { low, high, begin, end }, instants, lanes, more, due = [] }: TimelineAnswer,
): TimelineShape => {
  const nameThen: NameThen = (kind, id) =>
    id === undefined ? undefined : nameOf(moment, kind, id);
  const texts = instants.map(timeOf);
  const last = end === undefined ? undefined : timeOf(end);
  if (last !== undefined) texts[texts.length - 1] = last;
  return {
    moment: momentShape(reads, moment),
    from: { position: String(low), recordedAt: begin === undefined ? null : timeOf(begin) },
    to: { position: String(high), recordedAt: last ?? null },
    lanes: lanes.map((lane) => laneShape(lane, texts, nameThen)),
    more,
    due: due.map(({ at, what, kind, id }) => ({
      at: timeOf(at),
      what,
      thing: { kind, id, name: (kind === 'cluster' ? undefined : nameThen(`${kind}s`, id)) ?? id },
    })),
  };
};

const laneShape = (
  { id, name, spans, moreSpans, buckets, marks, more }: NamedLane,
  instants: readonly string[],
  nameThen: NameThen,
): LaneShape => ({
  ...{ id, name, moreSpans, more },
  spans: spans.map(({ kind, thing, from, to }) => ({
    from: edgeShape(from),
    to: to === undefined ? null : edgeShape(to),
    kind: kind as LaneShape['spans'][number]['kind'],
    id: thing,
  })),
  buckets: buckets.map(({ index, counts }) => ({
    from: instants[index] ?? '',
    to: instants[index + 1] ?? '',
    counts,
  })),
  marks: marks.map((recorded) => ({
    position: String(recorded.position),
    recordedAt: recorded.recordedAt.toISOString(),
    kind: recorded.event.type,
    id: recorded.id,
    text: whatHappened(recorded, nameThen),
  })),
});

const edgeShape = ({ position, at }: Edge): Readonly<{ position: string; recordedAt: string }> => ({
  position: String(position),
  recordedAt: timeOf(at),
});

const timeOf = (at: number): string => new Date(at).toISOString();
