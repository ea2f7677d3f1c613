import { type LostWrite, type Side } from '../src/ledger/losses/lost-writes.js';
import { foldName } from '#registry';

import { type NaiveRow } from './naive-rows.js';

/** The row in the form of the plain fold. */
export const plainRow = (row: LostWrite): NaiveRow => ({
  rule: row.rule,
  node: row.node,
  resource: row.resource,
  checkpoint: row.checkpoint,
  key: foldName(row.key),
  name: row.name,
  lost: sideOf(row.lost),
  kept: sideOf(row.kept),
  written: row.written === undefined ? null : Number(row.written),
  overwritten: Number(row.overwritten),
  lostFrom: row.source === undefined ? 'node' : 'capture',
  edits: row.edits,
  victims: row.victims.map(({ checkpoint }) => checkpoint),
  isDeliberate: row.isDeliberate,
});

const sideOf = (side: Side): unknown => side ?? null;

/** An order that does not depend on the search. */
export const byText = (a: NaiveRow, b: NaiveRow): number => {
  const [left, right] = [orderOf(a), orderOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
};

const orderOf = ({ overwritten, key, name }: NaiveRow): string =>
  `${overwritten} ${key} ${String(name === null)} ${foldName(name ?? '')}`;
