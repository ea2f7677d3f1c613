import { sourcesOf, type CapturedData, type PlaceSource } from '../../captures/copy-sources.js';
import { type ReadDatabase } from '../../file/database.js';
import { creationOf } from '../../registry/key-rows.js';
import { valueChangeAt } from '../../registry/value-change.js';
import { type PlaceChange } from '../losses/place-change.js';

/** The node and the position from which a place of a stored copy was captured. */
type Captured = Readonly<{ node: string; position: number }>;

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
    const sourceOf = sourcesOf(way);
    return (place) => {
      const name = place.kind === 'key' ? null : place.name;
      const captured = this.capturedAt(sourceOf({ folded: place.folded, name }));
      const last = captured && this.changeAt(place, captured);
      return last === undefined ? place : { ...place, last };
    };
  }

  private capturedAt(source: PlaceSource | undefined): Captured | undefined {
    const moment = source?.moment;
    const position = moment && this.positionOf(moment.node, moment.nodeRevision);
    return position === undefined ? undefined : { node: moment?.node ?? '', position };
  }

  private changeAt(place: PlaceChange, { node, position }: Captured): PlaceChange['last'] {
    if (place.kind === 'key') {
      const sql = `SELECT * FROM key_versions WHERE node = ? AND key = ? AND since <= ?
        ORDER BY since DESC LIMIT 1`;
      const row = this.db.get(sql, node, place.folded, position);
      return row && creationOf(row);
    }
    const { folded: key, name } = place;
    return valueChangeAt(this.db, { node, key, name }, position)?.change;
  }
}
