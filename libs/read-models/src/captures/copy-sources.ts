import { type NodeMoment, type ResourceEvent } from '#domain';
import { foldName, type RegistryChange } from '#registry';

import { lineageOf } from '../registry/key-rows.js';

export type CapturedData = Extract<ResourceEvent, { type: 'RegistryCheckpointCaptured' }>['data'];

/** A place of a stored copy: a value or, without a name, a key. */
export type CopyPlace = Readonly<{ folded: string; name: string | null }>;

/**
 * The capture that put a place into a stored copy, and the moment of a node that it took the place
 * from; undefined if the stored copy itself was edited.
 */
export type PlaceSource = Readonly<{ capture: CapturedData; moment: NodeMoment | undefined }>;

/**
 * Finds the source of each place of a stored copy.
 *
 * ```text
 * capture 3: source { node a, revision 7 }             a place without changes: capture 3, a at 7
 * capture 4: source { capture: 3 }, sets v on node b   v: capture 4, b at the revision of 4
 * ```
 *
 * @param way the captures that the content is made from, newest first
 */
export const sourcesOf = (
  way: readonly CapturedData[],
): ((place: CopyPlace) => PlaceSource | undefined) => {
  const holders = holdersIn(way);
  const whole = way.find(({ source }) => 'node' in source);
  return (place) => {
    const capture = holders.get(idOf(place)) ?? whole;
    return capture && { capture, moment: momentOf(capture) };
  };
};

const momentOf = ({ source, overUnrestored }: CapturedData): NodeMoment | undefined =>
  'node' in source ? source : overUnrestored;

const idOf = ({ folded, name }: CopyPlace): string =>
  name === null ? folded : `${folded}\0${foldName(name)}`;

/** The newest capture that has a place in its changes. */
const holdersIn = (way: readonly CapturedData[]): ReadonlyMap<string, CapturedData> => {
  const holders = new Map<string, CapturedData>();
  for (const data of way.toReversed())
    for (const place of (data.changes ?? []).flatMap(placesIn)) holders.set(place, data);
  return holders;
};

/** The places that a change puts into a copy: a value, and the keys down to it. */
const placesIn = (change: RegistryChange): readonly string[] => {
  const folded = foldName(change.key);
  if (change.op === 'set') return [idOf({ folded, name: change.name }), ...lineageOf(folded)];
  return change.op === 'create-key' ? lineageOf(folded) : [];
};
