import { type Busy } from '../scale/activity.js';
import { answeredMarks } from './answered-marks.js';
import { statesIn, timeOf, type Mark, type StateSpan, type Timeline } from './history.js';

/** A time in which a node owned a group, with the positions at its edges. */
export type Ownership = Busy & Readonly<{ first: number; end: number }>;

/** A group as the lanes of nodes show it. */
export type OwnedGroup = Readonly<{
  id: string;
  name: string;
  states: readonly StateSpan[];
  /** By the ids of the owners. */
  owned: ReadonlyMap<string, readonly Ownership[]>;
  captures: readonly Mark[];
}>;

/** Reads the groups once for all lanes. @param end the end of what goes on */
export const ownedGroups = ({ lanes }: Timeline, end: number): readonly OwnedGroup[] =>
  lanes.map(({ id, name, spans, marks }) => {
    const owned = new Map<string, Ownership[]>();
    for (const span of spans) {
      if (span.kind !== 'owner') continue;
      const [first, last] = [Number(span.from.position), span.to && Number(span.to.position)];
      const ownership = { ...timeOf(span, end), first, end: last ?? Infinity };
      const known = owned.get(span.id);
      if (known === undefined) owned.set(span.id, [ownership]);
      else known.push(ownership);
    }
    const captures = answeredMarks(marks).filter(({ kind }) => kind === 'capture');
    return { id, name, states: statesIn(spans, end), owned, captures };
  });

/** Captures name no node: a node has those of the groups that it owned then. */
export const capturesOn = (node: string, groups: readonly OwnedGroup[]): readonly Mark[] =>
  groups.flatMap(({ owned, captures }) => {
    const times = owned.get(node) ?? [];
    return captures.filter(({ position }) => {
      const at = Number(position);
      return times.some(({ first, end }) => first <= at && at < end);
    });
  });
