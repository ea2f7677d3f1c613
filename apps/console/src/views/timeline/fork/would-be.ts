import { type Schemas } from '../../../api/client.js';
import { type Names } from '../../../api/names.js';
import { eventText, subjectOf } from '../../../words/event-text.js';
import {
  statesWithin,
  type Bar,
  type History,
  type Lane,
  type Mark,
  type Move,
  type State,
  type StateSpan,
} from '../lanes/history.js';
import { lostMarks } from '../lanes/lost-marks.js';
import { inRows } from '../lanes/rows.js';
import { markKindOf } from '../marks/mark-kinds.js';
import { wouldBeEvents, type Event } from './would-be-events.js';
import { groupStateAfter, stateAfter, type States } from './would-be-states.js';

type Overview = Schemas['Overview'];

/** The distance of two events. The clock of a fork stands still, so they are drawn in their order. */
const STEP = 1000;

type Asked = Readonly<{ whatIf: Schemas['WhatIf']; cluster: Overview; names: Names }>;

/** A what-if as a timeline of the nodes that it touches, one event after the other. */
export const wouldBe = ({ whatIf, cluster, names }: Asked): History => {
  const base = Number(whatIf.base.position);
  const range = { from: 0, to: (whatIf.events.length + 1) * STEP };
  const steps = wouldBeEvents(whatIf).map((event, index) => ({ event, at: (index + 1) * STEP }));
  const tracks = tracksOf(cluster, steps, range.to);
  const lanes = cluster.nodes.map(({ id, name }): Lane => {
    const bars = inRows(tracks.bars.filter(({ node }) => node === id));
    const marks = steps.flatMap((step) => markOf(step, { node: id, tracks, names }));
    return {
      ...{ id, name, bars, buckets: [], isPartial: false },
      states: tracks.nodes.get(id) ?? [],
      rows: Math.max(1, ...bars.map(({ row }) => row + 1)),
      marks: withLosses(whatIf, { id, name, marks }, base),
    };
  });
  return {
    ...{ range, position: String(base), moves: tracks.moves },
    lanes: lanes.filter(({ id, marks }) => marks.length > 0 || tracks.touched.has(id)),
    ...{ failovers: [], marks: [], due: [], isPartial: false },
  };
};

type Step = Readonly<{ event: Event; at: number }>;
type Data = Readonly<Record<string, unknown>>;

type Tracks = Readonly<{
  bars: readonly (Omit<Bar, 'row'> & Readonly<{ node: string }>)[];
  nodes: ReadonlyMap<string, readonly StateSpan[]>;
  moves: readonly Move[];
  /** The owner of each group after each event, by the time of the event. */
  ownerAt: (group: string, at: number) => string | undefined;
  groupOf: ReadonlyMap<string, string>;
  touched: ReadonlySet<string>;
}>;

/** The owners and states of groups, and the states of nodes, from the first event to the last. */
const tracksOf = (cluster: Overview, steps: readonly Step[], end: number): Tracks => {
  const ids = new Map(cluster.nodes.map(({ id, name }) => [name, id]));
  const groups = new Map(cluster.groups.map((group) => [group.name, group.id]));
  const groupOf = new Map(
    cluster.resources.map((resource) => [resource.id, groups.get(resource.group) ?? '']),
  );
  const moves = steps.flatMap(({ event, at }): Move[] => {
    const { from, to } = event.data as Data;
    const group = subjectOf(event.stream)?.id;
    if (event.type !== 'GroupOwnerChanged' || group === undefined) return [];
    const name = cluster.groups.find(({ id }) => id === group)?.name ?? group;
    return [{ at, group, name, from: String(from), to: String(to) }];
  });
  const states = groupStates(cluster, steps, { groupOf, end });
  const bars = cluster.groups.flatMap(({ id, name, owner }) => {
    const own = moves.filter(({ group }) => group === id);
    const owners = [{ at: 0, to: ids.get(owner) ?? owner }, ...own];
    return owners.map(({ at, to }, index) => {
      const until = owners[index + 1]?.at ?? end;
      const parts = statesWithin(states.get(id) ?? [], { from: at, to: until });
      return {
        ...{ id, name, node: to, from: at, to: until, states: parts },
        isOpen: until === end,
      };
    });
  });
  return {
    ...{ bars, moves, groupOf },
    nodes: nodeStates(cluster, steps, end),
    ownerAt: (group, at) =>
      bars.find((bar) => bar.id === group && bar.from <= at && at <= bar.to)?.node,
    touched: new Set(moves.flatMap(({ from, to }) => [from, to])),
  };
};

type Ends = Readonly<{ groupOf: ReadonlyMap<string, string>; end: number }>;

const groupStates = (
  cluster: Overview,
  steps: readonly Step[],
  { groupOf, end }: Ends,
): ReadonlyMap<string, readonly StateSpan[]> => {
  const states: States = new Map(cluster.resources.map(({ id, state }) => [id, state]));
  const spans = new Map<string, StateSpan[]>(
    cluster.groups.map(({ id }) => [
      id,
      [{ from: 0, to: end, state: groupStateAfter(states, groupOf, id) }],
    ]),
  );
  for (const { event, at } of steps) {
    const id = subjectOf(event.stream)?.id ?? '';
    const next = stateAfter(event.type);
    const group = groupOf.get(id);
    if (next === undefined || group === undefined) continue;
    states.set(id, next);
    push(spans.get(group), { from: at, to: end, state: groupStateAfter(states, groupOf, group) });
  }
  return spans;
};

/** Ends the last span where the next one begins. */
const push = (spans: StateSpan[] | undefined, next: StateSpan): void => {
  const last = spans?.at(-1);
  if (spans === undefined || last?.state === next.state) return;
  if (last !== undefined) spans[spans.length - 1] = { ...last, to: next.from };
  spans.push(next);
};

const NODE_STATES: Readonly<Partial<Record<Event['type'], State>>> = {
  NodeCrashed: 'Down',
  NodeStopped: 'Down',
  NodeStarted: 'Up',
  NodePaused: 'Paused',
  NodeResumed: 'Up',
};

const nodeStates = (
  cluster: Overview,
  steps: readonly Step[],
  end: number,
): ReadonlyMap<string, readonly StateSpan[]> => {
  const spans = new Map<string, StateSpan[]>(
    cluster.nodes.map(({ id, state }) => [id, [{ from: 0, to: end, state }]]),
  );
  for (const { event, at } of steps) {
    const state = NODE_STATES[event.type];
    if (state !== undefined)
      push(spans.get(subjectOf(event.stream)?.id ?? ''), { from: at, to: end, state });
  }
  return spans;
};

type Place = Readonly<{ node: string; tracks: Tracks; names: Names }>;

/** The mark of an event in the lane of its node: of that which it names, or which owned its group. */
const markOf = ({ event, at }: Step, { node, tracks, names }: Place): readonly Mark[] => {
  const kind = markKindOf(event.type);
  const subject = subjectOf(event.stream);
  if (kind === undefined || subject === undefined) return [];
  const named = (event.data as Data).node;
  const group = subject.kind === 'group' ? subject.id : tracks.groupOf.get(subject.id);
  const place =
    subject.kind === 'node'
      ? subject.id
      : typeof named === 'string'
        ? named
        : tracks.ownerAt(group ?? '', at);
  if (place !== node) return [];
  return [{ position: event.position, at, kind, text: eventText(event, names) }];
};

/** The losses have the position that their restore would have, and the time of the fork. */
const withLosses = (
  { lostWrites }: Schemas['WhatIf'],
  { id, name, marks }: Pick<Lane, 'id' | 'name' | 'marks'>,
  base: number,
): readonly Mark[] => {
  const lost = lostWrites.map((row) => {
    const at = (Number(row.overwrittenAt.position ?? base) - base) * STEP;
    return {
      ...row,
      overwrittenAt: { ...row.overwrittenAt, recordedAt: new Date(at).toISOString() },
    };
  });
  return lostMarks(lost, { id, name }, marks);
};
