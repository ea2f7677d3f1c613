import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { type Recorded } from '#event-store';

import { copy, fillLog, logOf, openLog } from './folders.js';
import { type Finished } from '../support/finished.js';

describe('npm run copy -- --salvage', () => {
  let folder: string;
  let from: string;
  let to: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tidemark-salvage-'));
    [from, to] = [join(folder, 'from'), join(folder, 'to')];
    mkdirSync(from);
    await fill(64);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const fill = (appends: number): Promise<void> => fillLog(from, appends);

  const salvage = (): Finished => copy('--salvage', '--from', from, '--to', to);

  const tamper = (sql: string): void => {
    const db = new DatabaseSync(join(from, 'log.db'));
    db.exec(sql);
    db.close();
  };

  /** Writes one row for each append, and a second append to each of the first streams. */
  const fillOneByOne = async (): Promise<void> => {
    for (let index = 0; index < 8; index += 1) await fill(1);
  };

  test('saves the intact events, names the lost ones, and never claims to be complete', async () => {
    await fillOneByOne();
    const before = await logOf(from);
    const rows = before.slice(192);
    const hit = rows[3];
    if (hit === undefined) throw new Error('there is nothing to damage');
    const first = Number(hit.position);
    tamper(`UPDATE log SET body = replace(body, 'Happened', 'happened') WHERE first = ${first}`);
    const { status, stdout } = salvage();
    expect(status).toBe(4);
    const [lost, cut, saved] = stdout.split('\n');
    expect(lost).toBe(`lost: positions ${first} to ${first + 2}: the checksum of its row is wrong`);
    expect(cut).toMatch(new RegExp(`^left out: \\d+ events of ${hit.stream}, from revision`));
    expect(saved).toMatch(/^saved \d+ events of 64 streams; this is NOT a complete copy$/);
    const wanted = before.filter(
      ({ stream, revision }) => stream !== hit.stream || revision < hit.revision,
    );
    const after = await logOf(to);
    const withoutPlace = (records: readonly Recorded[]): unknown =>
      records.map((record) => ({ ...record, position: 0n }));
    expect(withoutPlace(after)).toEqual(withoutPlace(wanted));
  });

  test('skips pages that SQLite itself cannot read', async () => {
    await fill(400);
    for (let index = 0; index < 40; index += 1) await fill(1);
    const before = await logOf(from);
    const file = join(from, 'log.db');
    const bytes = readFileSync(file);
    const db = new DatabaseSync(file);
    const { root } = db
      .prepare("SELECT rootpage AS root FROM sqlite_schema WHERE name = 'log'")
      .get() as { root: number };
    db.close();
    // A leaf page of the table.
    const page = bytes.subarray((root - 1) * 4096, root * 4096);
    expect(page.readUInt8(0)).toBe(5);
    const leaf = page.readUInt32BE(page.readUInt16BE(12 + 2 * 3));
    bytes.fill(0xff, (leaf - 1) * 4096, leaf * 4096);
    writeFileSync(file, bytes);
    const { status, stdout } = salvage();
    expect(status).toBe(4);
    expect(stdout).toMatch(/^lost: positions? \d+.*: database disk image is malformed$/m);
    const after = await logOf(to);
    expect(after.length).toBeGreaterThan(before.length / 4);
    expect(after.length).toBeLessThan(before.length);
    const known = new Map(before.map(({ id, event }) => [id, event]));
    expect(after.every(({ id, event }) => known.get(id)?.type === event.type)).toBe(true);
  });

  test('never claims to be complete, even if no damage is found', () => {
    const { status, stdout } = salvage();
    expect(status).toBe(4);
    expect(stdout).toMatch(
      /^no damage was found\nsaved 192 events of 64 streams; this is NOT a complete copy\n$/,
    );
    expect(salvage().stderr).toMatch(/^there is a log in .*: --salvage needs a new folder\n$/);
  });

  test('refuses servers, and a log that a server has open', async () => {
    const { status, stderr } = copy('--salvage', '--from', 'esdb://x', '--to', to);
    expect([status, stderr]).toEqual([1, '--salvage is for data folders\n']);
    const server = openLog(from);
    expect(salvage().stderr).toMatch(/is in use by process \d+\n$/);
    await server.close();
  });
});
