import { type Schemas } from '../../../api/client.js';
import { type Busy } from '../scale/activity.js';
import { firstThat } from '../scale/first-that.js';
import { type MarkKind } from '../marks/mark-kinds.js';

export type Timeline = Schemas['Timeline'];
type Span = Timeline['lanes'][number]['spans'][number];

/** The state of a node or of a group, as its lane shows it. */
export type State = 'Up' | 'Down' | 'Paused' | 'Online' | 'Offline' | 'Failed' | 'Pending';

export type StateSpan = Busy & Readonly<{ state: State }>;

/** A group on a node, or an owner of a group, for a time. */
export type Bar = Busy &
  Readonly<{
    /** The id and the name of the group, or of the owner in a lane of a group. */
    id: string;
    name: string;
    /** The row of the lane, from 0 on. */
    row: number;
    states: readonly StateSpan[];
    /** True if it goes on at the end of the timeline. */
    isOpen: boolean;
  }>;

/** An event that stands out. */
export type Mark = Readonly<{
  position: string;
  at: number;
  kind: MarkKind;
  text: string;
}>;

/** The number of events in a bucket, and how many of them are failures. */
export type Bucket = Busy & Readonly<{ count: number; failures: number }>;

export type Lane = Readonly<{
  id: string;
  name: string;
  states: readonly StateSpan[];
  bars: readonly Bar[];
  /** The number of rows that the bars take. */
  rows: number;
  marks: readonly Mark[];
  buckets: readonly Bucket[];
  /** True if it has more events than marks. */
  isPartial: boolean;
}>;

/** A group that changed its owner: from one lane to another, by their ids. */
export type Move = Readonly<{
  at: number;
  group: string;
  name: string;
  from: string;
  to: string;
}>;

/** A move or a failover of groups as one operation, with the edits that it lost. */
export type Failover = Busy &
  Readonly<{ id: string; position: string; text: string; lost: number; isFailover: boolean }>;

/** The things that will happen by time alone. */
export type Due = Readonly<{ at: number; text: string }>;

/** All that a timeline shows. */
export type History = Readonly<{
  range: Busy;
  /** The position at the end of the range. */
  position: string;
  lanes: readonly Lane[];
  moves: readonly Move[];
  failovers: readonly Failover[];
  /** Marks of the cluster as a whole. */
  marks: readonly Mark[];
  due: readonly Due[];
  /** True if lanes are left out. */
  isPartial: boolean;
}>;

export const instantOf = (text: string): number => new Date(text).getTime();

/** A span as a time; one that goes on ends with the timeline. */
export const timeOf = ({ from, to }: Span, end: number): Busy => {
  const begin = instantOf(from.recordedAt);
  return { from: begin, to: Math.max(begin, to === null ? end : instantOf(to.recordedAt)) };
};

const STATES: Readonly<Partial<Record<Span['kind'], State>>> = {
  Up: 'Up',
  Down: 'Down',
  Paused: 'Paused',
  Online: 'Online',
  // A part of it is out of service, as while it comes or goes.
  PartialOnline: 'Pending',
  Pending: 'Pending',
  Offline: 'Offline',
  Failed: 'Failed',
};

/** The states among spans. */
export const statesIn = (spans: readonly Span[], end: number): readonly StateSpan[] =>
  spans.flatMap((span) => {
    const state = STATES[span.kind];
    return state === undefined ? [] : [{ ...timeOf(span, end), state }];
  });

/** The parts of states that lie in a time. @param states one after the other */
export const statesWithin = (
  states: readonly StateSpan[],
  { from, to }: Busy,
): readonly StateSpan[] => {
  const begin = firstThat(states, (state) => state.to > from);
  const end = firstThat(states, (state) => state.from >= to);
  return states.slice(begin, end).map((one) => ({
    ...{ from: Math.max(one.from, from), to: Math.min(one.to, to) },
    state: one.state,
  }));
};
