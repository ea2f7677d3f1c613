import { wayText } from '../../../ui/text/step-text.js';
import { firstThat } from '../scale/first-that.js';
import { timeOf, type Failover, type Timeline } from './history.js';

type Spans = Timeline['lanes'][number]['spans'];
type Span = Spans[number];

type Answers = Readonly<{ nodes: Timeline; groups: Timeline }>;

/** A group in a move. */
type Part = Readonly<{
  span: Span;
  group: string;
  from: string | null;
  to: string | null;
  isFailover: boolean;
}>;

/**
 * Moves by their operations, each with all groups that it moved.
 *
 * @param end the end of what has not ended, in milliseconds since 1970
 */
export const failoversIn = ({ nodes, groups }: Answers, end: number): readonly Failover[] => {
  const names = new Map(nodes.lanes.map(({ id, name }) => [id, name]));
  const parts = groups.lanes.flatMap(({ name, spans }) => {
    const owners = spans.filter(({ kind }) => kind === 'owner').toSorted(byPosition);
    const states = spans.filter(({ kind }) => STATES.has(kind)).toSorted(byPosition);
    return spans
      .filter(({ kind }) => kind === 'move')
      .map((span) => ({
        ...{ span, group: name, isFailover: wasDown(states, span) },
        ...ownersAround(owners, span, names),
      }));
  });
  return [...Map.groupBy(parts, ({ span }) => span.id).values()].flatMap((own) =>
    failoverOf(own, end),
  );
};

const failoverOf = (parts: readonly Part[], end: number): readonly Failover[] => {
  const [first] = parts.toSorted((one, other) => byPosition(one.span, other.span));
  if (first === undefined) return [];
  const { id, from } = first.span;
  const times = parts.map(({ span }) => timeOf(span, end));
  return [
    {
      ...{ id, position: from.position, text: textOf(parts) },
      from: Math.min(...times.map((time) => time.from)),
      to: Math.max(...times.map((time) => time.to)),
      lost: 0,
      isFailover: parts.some(({ isFailover }) => isFailover),
    },
  ];
};

const positionOf = ({ from }: Span): number => Number(from.position);
const byPosition = (one: Span, other: Span): number => positionOf(one) - positionOf(other);

/** The index of the first span, of some in order, that began after another one. */
const firstAfter = (spans: Spans, one: Span): number => {
  const position = positionOf(one);
  return firstThat(spans, (span) => positionOf(span) > position);
};

/** The owners before and after a move, by their names. */
const ownersAround = (
  owners: Spans,
  move: Span,
  names: ReadonlyMap<string, string>,
): Pick<Part, 'from' | 'to'> => {
  const end = move.to === null ? Infinity : Number(move.to.position);
  const next = firstAfter(owners, move);
  const nameOf = (owner: Span | undefined): string | null =>
    owner === undefined || positionOf(owner) > end ? null : (names.get(owner.id) ?? null);
  return { from: nameOf(owners[next - 1]), to: nameOf(owners[next]) };
};

/** The states of groups; true for those of a group that runs nowhere. */
const STATES: ReadonlyMap<Span['kind'], boolean> = new Map([
  ['Online', false],
  ['Pending', false],
  ['PartialOnline', false],
  ['Offline', true],
  ['Failed', true],
]);

/** True if a group was out of service before its move began: nobody took it offline for that. */
const wasDown = (states: Spans, move: Span): boolean => {
  const before = states[firstAfter(states, move) - 1];
  return before !== undefined && STATES.get(before.kind) === true;
};

const textOf = (parts: readonly Part[]): string => {
  const [first] = parts;
  const groups = parts.map(({ group, to }) => ({ group, to, from: null }));
  if (first === undefined || parts.length > 1)
    return wayText({ kind: 'move', groups, from: null, to: null }) ?? 'Move';
  const { group, from, to } = first;
  return `${group} ${wayText({ kind: 'move', groups: [], from, to }) ?? ''}`.trim();
};
