import { type DomainEvent } from '#domain';

import { type ReadDatabase } from '../../file/database.js';

/** The end that a command gives a lost write. */
export type Decided = 'recovered' | 'acknowledged';

/** A command about a lost write. */
type Decision = Readonly<{ lostWrite: string; state: Decided }>;

/** The decisions of operators about lost writes: each row of the ledger may have several. */
export class Decisions {
  constructor(private readonly db: ReadDatabase) {}

  /** Takes in an event. The rows of earlier events must be in the file. */
  note(domainEvent: DomainEvent, position: number): void {
    const decision = decisionOf(domainEvent);
    if (decision === undefined) return;
    this.db.run(
      `INSERT OR REPLACE INTO main.lost_decisions (row, position, state)
       SELECT seq, ?, ? FROM lost_writes WHERE id = ?`,
      ...[position, decision.state, decision.lostWrite],
    );
  }

  /** The decision that holds for a row at a position: the first recovery, or else acknowledgement. */
  of(seq: number, to: number): Readonly<{ state: Decided; position: number }> | undefined {
    const sql = `SELECT state, position FROM lost_decisions WHERE row = ? AND position <= ?
      ORDER BY state = 'recovered' DESC, position LIMIT 1`;
    const row = this.db.get(sql, seq, to);
    return row && { state: row['state'] as Decided, position: Number(row['position']) };
  }
}

/** True for an event that decides about a lost write. */
export const isDecision = (domainEvent: DomainEvent): boolean =>
  decisionOf(domainEvent) !== undefined;

const decisionOf = ({ event }: DomainEvent): Decision | undefined => {
  if (event.type === 'LostWriteAcknowledged')
    return { lostWrite: event.data.lostWrite, state: 'acknowledged' };
  const cure = 'cure' in event.data ? event.data.cure : undefined;
  if (cure?.kind !== 'recover' || cure.lostWrite === undefined || cure.isPart === true)
    return undefined;
  return { lostWrite: cure.lostWrite, state: 'recovered' };
};
