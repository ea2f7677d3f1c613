import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from '@jest/globals';

import { idOf } from '#testing/processes';

import { type LostWrite } from '../src/ledger/losses/lost-writes.js';
import { type WrittenLog } from './written-log.js';

/** A lost write in the form that tests compare. */
export type LedgerRow = ReturnType<typeof shortForm>;

/** The lost writes of a log, oldest first. They must be the same in one transaction and in many. */
export const ledgerRows = async (log: WrittenLog): Promise<readonly LedgerRow[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-scene-'));
  const [many, one] = [await rowsIn(log, ':memory:'), await rowsIn(log, join(folder, 'one.db'))];
  await rm(folder, { recursive: true, force: true });
  expect(one).toEqual(many);
  return many;
};

const rowsIn = async (log: WrittenLog, file: string): Promise<readonly LedgerRow[]> => {
  const reads = await log.read({ file });
  const { items } = reads.lostWrites.page({}, 1000, undefined);
  await reads.close();
  return items.toReversed().map(shortForm);
};

const NAMES = new Map(
  ['a', 'b', 'app', 'web', 'queue', 'c', 'd', 'e', 'crypto'].map((name) => [idOf(name), name]),
);

/** The short form of a row: values as numbers, things by their names. */
const shortForm = (row: LostWrite) => ({
  rule: row.rule,
  node: NAMES.get(row.node),
  checkpoint: NAMES.get(row.checkpoint),
  key: row.key,
  name: row.name,
  lost: sideOf(row.lost),
  kept: sideOf(row.kept),
  edits: row.edits,
  victims: row.victims.map(({ checkpoint }) => NAMES.get(checkpoint)),
  lostFrom: row.source === undefined ? 'node' : 'capture',
  written: row.written === undefined ? undefined : Number(row.written),
});

const sideOf = (side: LostWrite['lost']): unknown => {
  if (side === undefined) return null;
  if ('value' in side) return 'number' in side.value ? side.value.number : side.value;
  return 'hash' in side ? { keys: side.keys, values: side.values } : side;
};
