import { type History } from '../lanes/history.js';
import { firstThat } from './first-that.js';

/** An instant at which something begins or ends; with the position of its event, where it has one. */
export type Edge = Readonly<{ at: number; position?: string }>;

/** The edges of a timeline, in the order of time. */
export const edgesIn = ({ lanes, failovers, marks }: History): readonly Edge[] => {
  const found: Edge[] = [
    ...marks.map(({ at, position }) => ({ at, position })),
    ...failovers.flatMap(({ from, to, position }) => [{ at: from, position }, { at: to }]),
    ...lanes.flatMap((lane) => [
      ...lane.marks.map(({ at, position }) => ({ at, position })),
      ...[...lane.states, ...lane.bars].flatMap(({ from, to }) => [{ at: from }, { at: to }]),
    ]),
  ];
  return found.toSorted((one, other) => one.at - other.at);
};

type Line = Readonly<{ toX: (instant: number) => number; toTime: (x: number) => number }>;

type Snapping = Readonly<{ edges: readonly Edge[]; within: number }>;

/**
 * The edge that is nearest to a place, if one is near enough; else the instant of the place itself. Of
 * edges at one place it is one with a position.
 */
export const snap = (x: number, scale: Line, { edges, within }: Snapping): Edge => {
  const at = scale.toTime(x);
  const begin = scale.toTime(x - within);
  const next = firstThat(edges, (edge) => edge.at >= begin);
  let best: Readonly<{ edge: Edge; distance: number }> | undefined;
  for (let index = next; index < edges.length; index += 1) {
    const edge = edges[index];
    if (edge === undefined) break;
    const place = scale.toX(edge.at);
    if (place > x + within) break;
    const distance = Math.abs(place - x);
    if (distance <= within && isBetter({ edge, distance }, best)) best = { edge, distance };
  }
  return best?.edge ?? { at };
};

type Found = Readonly<{ edge: Edge; distance: number }>;

const isBetter = (one: Found, best: Found | undefined): boolean =>
  best === undefined ||
  one.distance < best.distance ||
  (one.distance === best.distance &&
    one.edge.position !== undefined &&
    best.edge.position === undefined);
