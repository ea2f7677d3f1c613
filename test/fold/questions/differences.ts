import { type Recorded } from '#event-store';
import { foldName } from '#registry';
import { findInModel, modelKey, type ModelKey } from '#testing/registry';
import { placeOf } from '#testing/read-models';

import { pick } from '../../fuzz/mutate.js';
import { type Json } from '../../e2e/tidemark.js';
import { physicalKey } from '../oracle/physical-key.js';
import { contentOf, Registries } from '../oracle/registries.js';
import { resourcesIn } from '../oracle/shapes.js';
import { Things } from '../oracle/things.js';
import { dataOf, type At } from '../oracle/whole-log.js';
import { KEYS } from '../random-requests.js';
import { positionIn, queryOf, type Asking, type Asks } from './question.js';

/** One side: its text, its content under a physical key, and the writers of its values, if known. */
type Side = Readonly<{
  text: string;
  /** The key of a stored copy. */
  copied?: string;
  contentAt: (physical: string) => ModelKey | undefined;
  writerOf?: (place: string) => number | undefined;
}>;

const nodeSide = (at: At, things: Things, random: () => number): Side | undefined => {
  const nodes = [...things.nodes.values()];
  if (nodes.length === 0) return undefined;
  const { id, name } = pick(random, nodes);
  const { model = modelKey(), writers } = new Registries(at.events).history.nodes.get(id) ?? {};
  return {
    text: `node:${random() < 0.5 ? id : name}@${at.text}`,
    contentAt: (physical) => findInModel(model, physical),
    writerOf: (place) => writers?.get(place)?.position,
  };
};

const captureOf = (at: At, checkpoint: string, number: number): Recorded | undefined =>
  at.events.find(
    (one) =>
      one.event.type === 'RegistryCheckpointCaptured' &&
      dataOf(one)['checkpoint'] === checkpoint &&
      dataOf(one)['number'] === number,
  );

const copySide = (at: At, things: Things, random: () => number): Side | undefined => {
  const all = resourcesIn(things).flatMap(({ checkpoints }) => [...checkpoints.values()]);
  const taken = all.filter(({ captures }) => captures > 0);
  if (taken.length === 0) return undefined;
  const { id, captures, effectiveKey } = pick(random, taken);
  const isLast = random() < 0.5;
  const number = isLast ? captures : 1 + Math.floor(random() * captures);
  const capture = captureOf(at, id, number);
  if (capture === undefined) return undefined;
  return {
    text: isLast ? `checkpoint:${id}@${at.text}` : `capture:${id}/${number}`,
    copied: effectiveKey,
    contentAt: () => contentOf(at.events, capture, effectiveKey),
  };
};

type Row = Readonly<{ place: string; change: string; left: unknown; right: unknown }>;

/** Every value of a key and below it, by place; a key without values has an empty name. */
const flat = (key: ModelKey | undefined, path: string): ReadonlyMap<string, unknown> => {
  const found = new Map<string, unknown>();
  if (key === undefined) return found;
  if (key.values.size === 0) found.set(path, null);
  for (const [name, { value }] of key.values) found.set(`${path}\0${name}`, value);
  for (const [name, child] of key.keys)
    for (const entry of flat(child, `${path}\\${name}`)) found.set(...entry);
  return found;
};

const hasKey = (key: ModelKey | undefined, path: string): boolean =>
  key !== undefined && findInModel(key, path.replace(/^\\/, '')) !== undefined;

/** A key without values differs only if the other side has no such key. */
const isOnBothSides = (
  from: ModelKey | undefined,
  to: ModelKey | undefined,
  path: string,
): boolean => hasKey(from, path) && hasKey(to, path);

/** The places that differ between two keys, relative to them. */
export const rowsOf = (from: ModelKey | undefined, to: ModelKey | undefined): readonly Row[] => {
  const [left, right] = [flat(from, ''), flat(to, '')];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((place) => {
    const [before, after] = [left.get(place), right.get(place)];
    const isSame = place.includes('\0')
      ? JSON.stringify(before) === JSON.stringify(after)
      : isOnBothSides(from, to, place);
    if (isSame) return [];
    const change = !left.has(place) ? 'added' : !right.has(place) ? 'removed' : 'changed';
    return [{ place, change, left: before ?? null, right: after ?? null }];
  });
};

/** The place of an item, relative to the compared key. */
const placeIn = ({ key, name }: Json, shown: string): string => {
  const below = foldName(String(key)).slice(foldName(shown).length);
  const path = shown === '' && below !== '' ? `\\${below}` : below;
  return name === null ? path : `${path}\0${foldName(String(name))}`;
};

const writtenOf = (side: unknown): unknown =>
  positionIn((side as Json | null)?.['writtenAt']) ?? null;

/** The differences of two nodes, stored copies or captures, at any moments. */
export const askDiff: Asks = (asking) => {
  const { random, at, things } = asking;
  const other = otherMoment(asking);
  const left = random() < 0.7 ? nodeSide(at, things, random) : copySide(at, things, random);
  const others = new Things(other.events);
  const right = random() < 0.7 ? nodeSide(other, others, random) : copySide(other, others, random);
  if (left === undefined || right === undefined) return undefined;
  const narrowing = narrowedTo([left, right], random);
  if (narrowing === undefined) return undefined;
  const { key, shown, physical } = narrowing;
  const rows = rowsOf(left.contentAt(physical), right.contentAt(physical));
  const writer = ({ writerOf }: Side, place: string, value: unknown): unknown => {
    if (writerOf === undefined || value === null) return null;
    const [path = '', name = ''] = place.split('\0');
    return String(writerOf(placeOf(`${physical}${path}`.replace(/^\\/, ''), name)));
  };
  const query = queryOf({ left: left.text, right: right.text, key, limit: sizeOf(random) });
  return {
    path: `/v1/diff?${query}`,
    isList: true,
    inAnyOrder: true,
    shown: (item) => ({
      ...{ place: placeIn(item, shown), change: item['change'] as unknown },
      left: ((item['left'] as Json | null)?.['value'] ?? null) as unknown,
      right: ((item['right'] as Json | null)?.['value'] ?? null) as unknown,
      ...(left.writerOf && { leftAt: writtenOf(item['left']) }),
      ...(right.writerOf && { rightAt: writtenOf(item['right']) }),
    }),
    wanted: rows.map((row) => ({
      ...row,
      ...(left.writerOf && { leftAt: writer(left, row.place, row.left) }),
      ...(right.writerOf && { rightAt: writer(right, row.place, row.right) }),
    })),
  };
};

const sizeOf = (random: () => number): number => 1 + Math.floor(random() * 20);

const otherMoment = ({ random, log, at }: Asking): At =>
  random() < 0.3 ? at : log.upTo(Math.floor(random() * log.events.length));

/** The compared key: that of the copies, or one at random; undefined for copies of other keys. */
const narrowedTo = (
  sides: readonly Side[],
  random: () => number,
): Readonly<{ key?: string; shown: string; physical: string }> | undefined => {
  const copies = [...new Set(sides.flatMap(({ copied }) => copied ?? []).map(foldName))];
  const [copied] = sides.flatMap(({ copied: own }) => own ?? []);
  if (copies.length > 1) return undefined;
  if (copied !== undefined) return { shown: copied, physical: copied };
  if (random() < 0.3) return { shown: '', physical: '' };
  const key = pick(random, KEYS);
  return { key, shown: key, physical: physicalKey(key, '64-bit') };
};
