import { toPosition } from '#event-store';
import { foldName } from '#registry';

import { type Events } from '../../events/events.js';
import { type ReadDatabase } from '../../file/database.js';
import { valueChangeAt } from '../../registry/value-change.js';
import { type LostWrite } from '../losses/lost-writes.js';
import { Decisions } from './decisions.js';

/**
 * The state of a lost write. `superseded`: the place on the node was edited since, so that recovery
 * would overwrite the edit.
 */
export const LOST_STATES = ['open', 'recovered', 'superseded', 'acknowledged'] as const;

export type LostState = (typeof LOST_STATES)[number];

/** A state, and the position of the event that decided it; undefined if no command did. */
export type LostStanding = Readonly<{ state: LostState; decided: number | undefined }>;

/** Judges the states of lost writes, at any position. */
export class LostStates {
  private readonly decisions: Decisions;

  constructor(
    private readonly db: ReadDatabase,
    private readonly events: Events,
  ) {
    this.decisions = new Decisions(db);
  }

  /** @param to the last position that counts */
  of(row: LostWrite, to: number): LostStanding {
    const decision = this.decisions.of(row.seq, to);
    if (decision !== undefined) return { state: decision.state, decided: decision.position };
    return { state: this.isSuperseded(row, to) ? 'superseded' : 'open', decided: undefined };
  }

  private isSuperseded(row: LostWrite, to: number): boolean {
    if (row.name !== null) return this.isValueEdited(row, row.name, to);
    return isContainerLoss(row) ? this.isContainerEdited(row, to) : this.isKeyEdited(row, to);
  }

  private isValueEdited({ node, key, overwritten }: LostWrite, name: string, to: number): boolean {
    const editsAt = (position: number): number =>
      valueChangeAt(this.db, { node, key, name }, position)?.change.edits ?? 0;
    return editsAt(to) > editsAt(Number(overwritten));
  }

  private isContainerEdited({ node, key, overwritten }: LostWrite, to: number): boolean {
    const container = foldName(key.slice(key.indexOf('\\') + 1));
    // SQLite would put the 0 of `restored = 0` into the checksum of every row: see `verifiedRow`.
    const sql = `SELECT 1 AS one FROM container_changes
      WHERE node = ? AND container = ? AND position > ? AND position <= ? AND restored < 1 LIMIT 1`;
    return this.db.get(sql, node, container, Number(overwritten), to) !== undefined;
  }

  /** An edit of a key, of anything below it, or a deletion of a key above it. */
  private isKeyEdited({ id, node, key, overwritten }: LostWrite, to: number): boolean {
    const from = toPosition(overwritten + 1n);
    if (from > to) return false;
    const filter = { type: 'RegistryChanged', node, key, from, to: toPosition(BigInt(to)) };
    return this.events
      .list(filter, { limit: MOST_PARTS, order: 'oldest' })
      .some(({ event }, index) => !isPartOf(event.data, id) || index === MOST_PARTS - 1);
  }
}

/** The most recoveries of parts of a row that are told from other edits. */
const MOST_PARTS = 1000;

const isPartOf = (data: object, id: string): boolean =>
  (data as Readonly<{ cure?: { lostWrite?: string } }>).cure?.lostWrite === id;

/** True for the loss of a key container. */
export const isContainerLoss = ({ lost, kept }: LostWrite): boolean => {
  const side = lost ?? kept;
  return side !== undefined && 'fingerprint' in side;
};
