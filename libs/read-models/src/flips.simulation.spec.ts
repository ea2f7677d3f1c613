import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { allRows, SmallFile } from '../testing/small-file.js';
import { openFor } from './file/log-id.js';

/**
 * `READS_FLIP_EVERY=1` flips each byte and may take hours. `READS_FLIP_FROM` sets the first byte.
 */
const EVERY = Number(process.env['READS_FLIP_EVERY'] ?? 211);
const FROM = Number(process.env['READS_FLIP_FROM'] ?? 0);
/** The length of the header of the file, and of its first page. */
const HEADER = 108;

let folder: string;
let small: SmallFile;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-flips-'));
  small = await SmallFile.of(join(folder, 'whole.db'));
});

afterAll(async () => {
  await small.cluster.stop();
  await rm(folder, { recursive: true, force: true });
});

test('the small file has rows in every table', () => {
  expect(small.rows.map((rows) => rows.length)).not.toContain(0);
});

/**
 * The outcome for a file with one flipped bit: it is rebuilt, or all of its answers are as before.
 */
const outcomeOf = async (at: number): Promise<'found' | 'rebuilt' | 'unchanged' | 'WRONG'> => {
  const file = join(folder, 'flipped.db');
  await small.put(file, small.flipped(at));
  const { db, damage } = openFor(file, small.id);
  try {
    if (damage !== undefined) return 'found';
    if (db.get('SELECT position FROM state') === undefined) return 'rebuilt';
    return isSame(allRows(db)) ? 'unchanged' : 'WRONG';
  } finally {
    db.close();
  }
};

const isSame = (rows: unknown): boolean => JSON.stringify(rows) === JSON.stringify(small.rows);

test('no flipped bit leads to a wrong answer or an unexpected error', async () => {
  const { length } = small.bytes;
  const places = Array.from({ length }, (_, at) => at).filter(
    (at) => at < HEADER || at % EVERY === FROM,
  );
  const outcomes = new Map<string, number>();
  for (const at of places) {
    const outcome = await outcomeOf(at).catch((error: unknown) => String(error));
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (!['found', 'rebuilt', 'unchanged'].includes(outcome))
      outcomes.set(`byte ${at}: ${outcome}`, 1);
  }
  const summary = [...outcomes].map(([outcome, count]) => `${outcome}: ${count}`).join(', ');
  process.stdout.write(`flipped ${places.length} of ${length} bytes: ${summary}\n`);
  expect([...outcomes.keys()].filter((outcome) => outcome.startsWith('byte'))).toEqual([]);
  expect(outcomes.get('found')).toBeGreaterThan(places.length / 2);
}, 3_600_000);
