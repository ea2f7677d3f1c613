import { type Recorded } from '#event-store';
import { NaiveLedger, NaiveOrigins, placeOf } from '#testing/read-models';

import { pick } from '../../fuzz/mutate.js';
import { type Json } from '../../e2e/tidemark.js';
import { copiesOf, originsAt } from '../oracle/copies.js';
import { type PlainCheckpoint } from '../oracle/plain-resource.js';
import { idOf } from '../oracle/whole-log.js';
import { positionIn, queryOf, type Asking, type Asks } from './question.js';

type Stay = { readonly id: string; since: string; until: string | null; restored: boolean };

/** The times during which nodes had the value of a place that the event at `origin` wrote. */
const staysOf = ({ events }: Asking['at'], place: string, origin: number): readonly Stay[] => {
  const open = new Map<string, Stay>();
  const stays: Stay[] = [];
  const naive = new NaiveOrigins();
  for (const recorded of events) {
    naive.take(recorded);
    const id = idOf(recorded);
    const has = naive.of(id).get(place) === origin;
    const known = open.get(id);
    if (has && known === undefined) {
      const restored = recorded.event.type === 'RegistryRestored';
      const stay = { id, since: String(recorded.position), until: null, restored };
      open.set(id, stay);
      stays.push(stay);
    }
    if (!has && known !== undefined) {
      known.until = String(recorded.position);
      open.delete(id);
    }
  }
  return stays;
};

/** The captures of a checkpoint with the value, as ranges. */
const rangesOf = (
  naive: NaiveOrigins,
  { id, captures }: PlainCheckpoint,
  { place, origin }: Readonly<{ place: string; origin: number }>,
): readonly Readonly<{ from: number; to: number; isNewest: boolean }>[] => {
  const numbers = Array.from({ length: captures }, (_, index) => index + 1).filter(
    (number) => naive.inCapture(id, number).get(place) === origin,
  );
  return numbers
    .filter((number) => !numbers.includes(number - 1))
    .map((from) => {
      let to = from;
      while (numbers.includes(to + 1)) to += 1;
      return { from, to, isNewest: to === captures };
    });
};

/** The named lost writes of a place whose lost value is the one that the event at `origin` wrote. */
const lostOf = ({ events }: Asking['at'], place: string, origin: number): number => {
  const ledger = new NaiveLedger();
  for (const recorded of events) ledger.take(recorded);
  return ledger.rows.filter(
    ({ isDeliberate, key, name, written }) =>
      !isDeliberate && written === origin && name !== null && placeOf(key, name) === place,
  ).length;
};

/** Stays or ranges of captures in one order, whatever their order in the answer. */
const inOrder = (items: readonly object[]): readonly object[] =>
  items
    .map((item) => Object.fromEntries(Object.entries(item).sort()))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** The way of one value that an edit wrote. */
const wayOf = (
  { at, things }: Pick<Asking, 'at' | 'things'>,
  edit: Recorded,
  [place, key]: readonly [place: string, key: string],
): object => {
  const origin = Number(edit.position);
  const naive = originsAt(at.events);
  const isListed = (id: string): boolean => things.nodes.has(id) || id === idOf(edit);
  return {
    place,
    nodes: inOrder(
      staysOf(at, place, origin)
        .filter(({ id }) => isListed(id))
        .map(({ id, since, until, restored }) => ({
          ...{ node: things.nameOf('nodes', id), since, until, restored },
        })),
    ),
    captures: inOrder(
      copiesOf(things, key).flatMap(({ resource, checkpoint }) =>
        rangesOf(naive, checkpoint, { place, origin }).map((range) => ({
          ...{ resource, checkpoint: checkpoint.id, ...range },
        })),
      ),
    ),
    lost: lostOf(at, place, origin),
  };
};

/** The values that an edit wrote: where each went, and where it still is. */
export const askSpread: Asks = ({ random, at, things }) => {
  const edits = at.events.filter(({ event }) => event.type === 'RegistryChanged');
  if (edits.length === 0) return undefined;
  const edit = pick(random, edits);
  const origin = Number(edit.position);
  const then = originsAt(at.events.slice(0, at.events.indexOf(edit) + 1));
  const written = [...(then.history.nodes.get(idOf(edit))?.writers ?? [])].filter(
    ([, { position }]) => position === origin,
  );
  const query = queryOf({ event: random() < 0.5 ? edit.id : origin, at: at.text });
  return {
    path: `/v1/spread?${query}`,
    isList: true,
    inAnyOrder: true,
    shown: shownSpread,
    wanted: written.map(([place, { key }]) => wayOf({ at, things }, edit, [place, key])),
  };
};

const shownSpread = (item: Json): object => ({
  place: placeOf(String(item['key']), String(item['name'])),
  nodes: inOrder(
    (item['nodes'] as readonly Json[]).map(({ node, from, to, restored }) => ({
      ...{ node: node as unknown, since: positionIn(from) },
      ...{ until: positionIn(to) ?? null, restored: restored as unknown },
    })),
  ),
  captures: inOrder(item['captures'] as readonly object[]),
  lost: (item['lostWrites'] as readonly Json[]).filter(({ name }) => name !== null).length,
});
