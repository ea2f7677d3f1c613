import { type EventType } from '../../../words/bookkeeping.js';
import { markKindOf } from '../marks/mark-kinds.js';
import { answeredMarks } from './answered-marks.js';
import { barsOfGroup, barsOfNode } from './bars.js';
import { failoversIn } from './failovers.js';
import { capturesOn, ownedGroups } from './owned-groups.js';
import {
  instantOf,
  statesIn,
  type Bucket,
  type Due,
  type History,
  type Lane,
  type Move,
  type StateSpan,
  type Timeline,
} from './history.js';

type AnsweredLane = Timeline['lanes'][number];

/** The answers from which a timeline is made. */
export type Answers = Readonly<{ nodes: Timeline; groups: Timeline }>;

/**
 * The timeline with a lane for each node, or for each group, without lost writes and the marks of the
 * cluster as a whole: see `withMarks`.
 */
export const historyOf = (answers: Answers, by: 'nodes' | 'groups'): History => {
  const { nodes, groups } = answers;
  const asked = answers[by];
  const range = rangeOf(asked);
  const owned = by === 'nodes' ? ownedGroups(groups, range.to) : [];
  const own = (lane: AnsweredLane): Lane => {
    const marks = answeredMarks(lane.marks);
    return {
      ...laneOf(lane, range.to),
      marks: by === 'nodes' ? [...marks, ...capturesOn(lane.id, owned)] : marks,
      ...(by === 'nodes' ? barsOfNode(lane.id, owned, range) : barsOfGroup(lane, nodes, range)),
    };
  };
  return {
    range,
    position: asked.to.position,
    lanes: asked.lanes.map(own),
    moves: by === 'nodes' ? groups.lanes.flatMap((lane) => movesOf(lane)) : [],
    failovers: failoversIn(answers, range.to),
    marks: [],
    due: asked.due.map(dueOf),
    isPartial: asked.more || groups.more,
  };
};

const rangeOf = ({ from, to }: Timeline): Readonly<{ from: number; to: number }> => {
  const end = to.recordedAt === null ? 0 : instantOf(to.recordedAt);
  return { from: from.recordedAt === null ? end : instantOf(from.recordedAt), to: end };
};

const laneOf = (
  { id, name, spans, buckets, more }: AnsweredLane,
  end: number,
): Omit<Lane, 'bars' | 'rows' | 'marks'> => ({
  ...{ id, name, isPartial: more },
  states: withoutOpening(statesIn(spans, end)),
  buckets: buckets.map(bucketOf),
});

/** A node that was added is down for a moment, until it is opened; that is no failure. */
const OPENING_MS = 2000;

const withoutOpening = (states: readonly StateSpan[]): readonly StateSpan[] => {
  const [first, ...rest] = states;
  const isOpening = first?.state === 'Down' && first.to - first.from < OPENING_MS;
  return isOpening && rest.length > 0 ? rest : states;
};

export const bucketOf = ({ from, to, counts }: AnsweredLane['buckets'][number]): Bucket => {
  let [count, failures] = [0, 0];
  for (const [type, number] of Object.entries(counts)) {
    count += number;
    if (markKindOf(type as EventType) === 'failure') failures += number;
  }
  return { from: instantOf(from), to: instantOf(to), count, failures };
};

const movesOf = ({ id, name, spans }: AnsweredLane): readonly Move[] => {
  const owners = spans.filter(({ kind }) => kind === 'owner');
  return owners.flatMap((owner, index) => {
    const before = owners[index - 1];
    // Owners that are left out have no end that is the begin of the next one.
    if (before?.to?.position !== owner.from.position) return [];
    return [
      { at: instantOf(owner.from.recordedAt), group: id, name, from: before.id, to: owner.id },
    ];
  });
};

const DUE_WORDS: Readonly<Record<Timeline['due'][number]['what'], string>> = {
  restart: 'Restart of',
  retry: 'Next try of',
  failback: 'Failback of',
  'pending-timeout': 'End of the time of the supervisor of',
  backup: 'Backup of',
};

const dueOf = ({ at, what, thing }: Timeline['due'][number]): Due => ({
  at: instantOf(at),
  text: `${DUE_WORDS[what]} ${thing.kind === 'cluster' ? 'the cluster' : thing.name}`,
});
