import { toPosition, uuidV5, type Position } from '#event-store';
import { foldName } from '#registry';

import { Bulk } from '../../file/bulk.js';
import { type ReadDatabase } from '../../file/database.js';
import { Postings } from '../../events/postings.js';
import { lineageOf } from '../../registry/key-rows.js';
import { rowName, type LossRow } from './loss-rows.js';
import { LOST_TABLES, Tally, Totals, type Dimensions } from '../totals.js';

/** The event that made rows: the reason of the overwriting, and its checkpoint. */
export type Overwriting = Readonly<{
  /** The event's id, position and operation. */
  id: string;
  position: number;
  operation: string;
  node: string;
  /** The resource of the restore. */
  resource: string;
  checkpoint: string;
  /** An operator's command: the row is listed only under its operation. */
  isDeliberate: boolean;
  /** The capture whose content was displaced; undefined if the node's content was. */
  source?: Readonly<{ checkpoint: string; capture: number; effectiveKey: string }>;
}>;

const COLUMNS = [
  ...['seq', 'id', 'position', 'rule', 'deliberate', 'node', 'resource', 'checkpoint', 'key'],
  ...['name', 'lost', 'kept', 'source', 'edits', 'written', 'victims', 'keys', 'vals'],
] as const;

export type LostWriteTableParts = Readonly<{
  db: ReadDatabase;
  /** The actors of the events at some positions. */
  actorsOf: (positions: readonly number[]) => ReadonlySet<string>;
  onLost: (rule: string, position: Position) => void;
}>;

/** Writes the rows of the ledger, with the terms by which they are found. */
export class LostWriteTable {
  private readonly rows: Bulk;
  private readonly postings: Postings;
  private readonly totals: Totals;
  private last: number | undefined;

  constructor(private readonly parts: LostWriteTableParts) {
    this.rows = new Bulk(parts.db, 'lost_writes', COLUMNS);
    this.postings = new Postings(parts.db, LOST_TABLES);
    this.totals = new Totals(parts.db, this.postings);
  }

  /** Adds all rows of one event. */
  add(overwriting: Overwriting, rows: readonly LossRow[]): void {
    const [operations, rules, keys, actors] = [new Tally(), new Tally(), new Tally(), new Tally()];
    for (const row of rows) {
      const seq = this.addRow(overwriting, row);
      operations.count(overwriting.operation, row);
      if (overwriting.isDeliberate) continue;
      const writers = this.parts.actorsOf(row.writers);
      this.noteTerms(overwriting, { row, seq, writers });
      rules.count(row.rule ?? '', row);
      keys.count(foldName(row.key), row);
      for (const actor of writers) actors.count(actor, row);
    }
    this.totals.add(overwriting.position, [
      ...operations.as((touched) => ({ touched })),
      ...(overwriting.isDeliberate ? [] : operations.as((operation) => ({ operation }))),
      ...rules
        .as((rule) => ({ rule }))
        .flatMap(([{ rule = '' }, total]) =>
          combinations({ ...overwriting, rule }).map((dimensions) => [dimensions, total] as const),
        ),
      ...actors.as((actor) => ({ actor })),
      ...keys
        .as((key) => ({ key }))
        .flatMap(([{ key = '' }, total]) =>
          lineageOf(key).map((above) => [{ key: above }, total] as const),
        ),
    ]);
  }

  /** Writes the noted rows; called at the end of a transaction. */
  flush(): void {
    this.rows.flush();
    this.postings.flush();
  }

  private addRow(overwriting: Overwriting, row: LossRow): number {
    const { position, isDeliberate, source } = overwriting;
    const seq = this.next();
    const { node, resource, checkpoint } = overwriting;
    const { key, name, lost = null, kept = null, rule, edits, keys, values, written } = row;
    this.rows.add(
      ...[seq, uuidV5(overwriting.id, rowName(row)), position, rule, isDeliberate ? 1 : 0],
      ...[node, resource, checkpoint, key, name, lost, kept],
      ...[source === undefined ? null : JSON.stringify(source), edits, written ?? null],
      ...[JSON.stringify(row.victims), keys, values],
    );
    this.postings.note('w', overwriting.operation, seq);
    if (!isDeliberate && rule !== null) this.parts.onLost(rule, toPosition(BigInt(position)));
    return seq;
  }

  private noteTerms(
    { node, resource, checkpoint, operation }: Overwriting,
    { row, seq, writers }: Readonly<{ row: LossRow; seq: number; writers: ReadonlySet<string> }>,
  ): void {
    const key = foldName(row.key);
    const terms = [
      ...([
        ['*', ''],
        ['n', node],
        ['x', resource],
        ['c', checkpoint],
      ] as const),
      ...([
        ['o', operation],
        ['r', row.rule ?? ''],
      ] as const),
    ] as const;
    for (const [kind, text] of terms) this.postings.note(kind, text, seq);
    for (const actor of writers) this.postings.note('a', actor, seq);
    for (const above of lineageOf(key)) this.postings.note('k', above, seq);
    if (row.name === null) this.postings.note('s', key, seq);
  }

  private next(): number {
    const sql = 'SELECT seq AS last FROM lost_writes ORDER BY seq DESC LIMIT 1';
    this.last ??= Number(this.parts.db.get(sql)?.['last'] ?? 0);
    this.last += 1;
    return this.last;
  }
}

type Combined = Readonly<Record<'node' | 'resource' | 'checkpoint' | 'rule', string>>;

/** All combinations with and without each property. A checkpoint implies its resource. */
const combinations = ({ node, resource, checkpoint, rule }: Combined): readonly Dimensions[] =>
  [{}, { node }].flatMap((where) =>
    [{}, { resource }, { checkpoint }].flatMap((whose) =>
      [{}, { rule }].map((why) => ({ ...where, ...whose, ...why })),
    ),
  );
