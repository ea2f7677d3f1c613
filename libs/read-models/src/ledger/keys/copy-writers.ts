import { type ResourceEvent } from '#domain';
import { foldName, type RegistryChange } from '#registry';

import { type ReadDatabase, type Row } from '../../file/database.js';
import { lineageOf, creationOf } from '../../registry/key-rows.js';
import { lastVersion } from '../../registry/version-blocks.js';
import { type PlaceChange } from '../losses/place-change.js';

type CapturedData = Extract<ResourceEvent, { type: 'RegistryCheckpointCaptured' }>['data'];

/** The node and the position from which a place of a stored copy was captured. */
type Origin = Readonly<{ node: string; position: number }>;

/** The writers of the places of a stored copy. */
export class CopyWriters {
  constructor(
    private readonly db: ReadDatabase,
    private readonly positionOf: (node: string, revision: number) => number | undefined,
  ) {}

  /**
   * The same place with its last change before its capture.
   *
   * @param way the captures that a content is made from, newest first
   */
  of(way: readonly CapturedData[]): (place: PlaceChange) => PlaceChange {
    const holders = holdersIn(way);
    const whole = way.find(({ source }) => 'node' in source);
    return (place) => {
      const origin = this.originOf(holders.get(nameOf(place)) ?? whole);
      const last = origin && this.changeAt(place, origin);
      return last === undefined ? place : { ...place, last };
    };
  }

  private originOf(holder: CapturedData | undefined): Origin | undefined {
    if (holder === undefined) return undefined;
    const moment = 'node' in holder.source ? holder.source : holder.overUnrestored;
    const position = moment && this.positionOf(moment.node, moment.nodeRevision);
    return position === undefined ? undefined : { node: moment?.node ?? '', position };
  }

  private changeAt(place: PlaceChange, { node, position }: Origin): PlaceChange['last'] {
    if (place.kind === 'key') {
      const sql = `SELECT * FROM key_versions WHERE node = ? AND key = ? AND since <= ?
        ORDER BY since DESC LIMIT 1`;
      const row = this.db.get(sql, node, place.folded, position);
      return row && creationOf(row);
    }
    const row = this.versionRow(place, { node, position });
    return row && lastVersion(row, position)?.change;
  }

  private versionRow(
    { folded, name }: Extract<PlaceChange, { kind: 'value' }>,
    { node, position }: Origin,
  ): Row | undefined {
    const sql = `SELECT v.* FROM value_places p JOIN value_versions v ON v.place = p.id
      WHERE p.node = ? AND p.key = ? AND p.name = ? AND v.first <= ? ORDER BY v.first DESC LIMIT 1`;
    return this.db.get(sql, node, folded, foldName(name), position);
  }
}

const nameOf = (place: PlaceChange): string =>
  place.kind === 'key' ? place.folded : `${place.folded}\0${foldName(place.name)}`;

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
  if (change.op === 'set') return [`${folded}\0${foldName(change.name)}`, ...lineageOf(folded)];
  return change.op === 'create-key' ? lineageOf(folded) : [];
};
