import { type NodeMoment, type OverUnrestored } from '#domain';
import { foldName, joinKey, splitKey, type RegistryChange } from '#registry';

import { rangeBelow, type ReadDatabase } from '../../file/database.js';

const CARRIED = `SELECT max(carriers.revision) AS revision FROM carried
  JOIN carriers USING (checkpoint, node, failure) WHERE checkpoint = ? AND node = ?`;

/** A place: a value or, with `null`, the existence of a key. */
type PlaceName = Readonly<{ folded: string; name: string | null }>;

/** A deleted key includes its subtree; a created key includes its ancestors. */
type Carried = 'deleted' | 'made' | 'value';

/** Finds what was secured at an earlier moment, and notes it before it is asked for. */
export type SecuredBefore = Readonly<{
  note: (secured: Secured, checkpoint: string, node: string) => void;
}>;

/**
 * For each checkpoint and node, the revision up to which every edit is secured.
 *
 * ```text
 * captured, source { node, nodeRevision: 7 }   every edit on the node up to 7
 * restored on the node at 9                    every edit on the node up to 9
 * captured, source { capture }, changes,       the edits up to 12 of the places in `changes`,
 *   overUnrestored { restoreFailed, node,      and no other ones
 *     nodeRevision: 12 }
 * ```
 *
 * A long list of changes is captured in parts, and only the last part counts as having the edits.
 * The places of all captures over one failed restore therefore get the revision of the last
 * capture.
 */
export class Secured {
  /** The revisions of the open transaction, by checkpoint and node. */
  private knownRevisions = new Map<string, number>();

  constructor(
    private readonly db: ReadDatabase,
    /** Finds what was secured at an earlier moment; absent where the file has it. */
    private readonly then?: SecuredBefore,
  ) {}

  /** Secures every edit on a node up to a revision. */
  whole(checkpoint: string, { node, nodeRevision }: NodeMoment): void {
    const place = `${checkpoint} ${node}`;
    this.knownRevisions.set(place, Math.max(nodeRevision, this.knownRevisions.get(place) ?? -1));
  }

  /** A restore secures the whole node, so the rows of single places are deleted. */
  restored(checkpoint: string, moment: NodeMoment): void {
    this.whole(checkpoint, moment);
    for (const table of ['carried', 'carriers'])
      this.db.run(
        `DELETE FROM main.${table} WHERE checkpoint = ? AND node = ?`,
        ...[checkpoint, moment.node],
      );
  }

  /** Secures the edits of the places in the changes of a capture over a failed restore. */
  carry(
    checkpoint: string,
    { node, nodeRevision, restoreFailed }: OverUnrestored,
    changes: readonly RegistryChange[],
  ): void {
    this.db.run(
      `INSERT INTO main.carriers (checkpoint, node, failure, revision) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET revision = max(revision, excluded.revision)`,
      ...[checkpoint, node, restoreFailed, nodeRevision],
    );
    const put = (what: Carried, key: string, name = ''): void => {
      this.db.run(
        'INSERT OR REPLACE INTO main.carried (checkpoint, node, what, key, name, failure) VALUES (?, ?, ?, ?, ?, ?)',
        ...[checkpoint, node, what, key, name, restoreFailed],
      );
    };
    for (const change of changes) {
      const key = foldName(change.key);
      if (change.op === 'delete-key') put('deleted', key);
      else if (change.op !== 'delete-value') put('made', key);
      if (change.op === 'set' || change.op === 'delete-value')
        put('value', key, foldName(change.name));
    }
  }

  /** The secured revision of each place, for one checkpoint and node. */
  of(checkpoint: string, node: string): (place: PlaceName) => number {
    this.then?.note(this, checkpoint, node);
    const base = this.baseOf(checkpoint, node);
    const sql = 'SELECT 1 AS one FROM carriers WHERE checkpoint = ? AND node = ? LIMIT 1';
    if (this.db.get(sql, checkpoint, node) === undefined) return () => base;
    const place = { checkpoint, node };
    return ({ folded, name }) =>
      Math.max(
        base,
        this.deletedAt(place, folded),
        name === null
          ? this.madeAt(place, folded)
          : this.carriedAt('value', { ...place, key: folded, name: foldName(name) }),
      );
  }

  /** Writes the noted rows; called at the end of a transaction. */
  flush(): void {
    const sql = `INSERT INTO main.bases (place, revision) VALUES (?, ?)
      ON CONFLICT DO UPDATE SET revision = max(revision, excluded.revision)`;
    for (const [place, revision] of this.knownRevisions) this.db.run(sql, place, revision);
    this.knownRevisions = new Map();
  }

  private baseOf(checkpoint: string, node: string): number {
    const place = `${checkpoint} ${node}`;
    const sql = 'SELECT revision FROM bases WHERE place = ?';
    return Math.max(
      this.knownRevisions.get(place) ?? -1,
      Number(this.db.get(sql, place)?.['revision'] ?? -1),
    );
  }

  private carriedAt(
    what: Carried,
    { checkpoint, node, key, name }: Record<'checkpoint' | 'node' | 'key' | 'name', string>,
  ): number {
    const sql = `${CARRIED} AND what = ? AND key = ? AND name = ?`;
    return Number(this.db.get(sql, checkpoint, node, what, key, name)?.['revision'] ?? -1);
  }

  /** The revision of a deletion of the key or of an ancestor. */
  private deletedAt(place: Record<'checkpoint' | 'node', string>, folded: string): number {
    const names = splitKey(folded);
    return names.reduce((latest, _, depth) => {
      const key = joinKey(...names.slice(0, depth + 1));
      return Math.max(latest, this.carriedAt('deleted', { ...place, key, name: '' }));
    }, -1);
  }

  /** The revision of a creation of the key or of a key in its subtree. */
  private madeAt(
    { checkpoint, node }: Record<'checkpoint' | 'node', string>,
    folded: string,
  ): number {
    const sql = `${CARRIED} AND what = 'made' AND (key = ? OR (key >= ? AND key < ?))`;
    const row = this.db.get(sql, checkpoint, node, folded, ...rangeBelow(folded));
    return Number(row?.['revision'] ?? -1);
  }
}
