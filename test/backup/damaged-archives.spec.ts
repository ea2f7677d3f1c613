import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { seeded } from '#testing/processes';

import { verifyFile } from '../../apps/backup/src/verify-file.js';
import { Tidemark, type Json } from '../e2e/tidemark.js';

/**
 * `TIDEMARK_FLIPS=10000 TIDEMARK_CUT_BYTES=1000 npm test -- damaged-archives` flips every byte of the
 * small archive if it has fewer, and cuts more often.
 */
const FLIPS = Number(process.env['TIDEMARK_FLIPS'] ?? 30);
const CUT_BYTES = Number(process.env['TIDEMARK_CUT_BYTES'] ?? 100_000);
const SEED = 7;
const EDITS = 300;
const VALUE_BYTES = 4000;

const random = seeded(SEED);
let folder: string;

/** An archive of a small log, and of one with many events. */
const archives: Record<string, Buffer> = {};

const fill = async (tidemark: Tidemark): Promise<void> => {
  const changes = Array.from({ length: EDITS }, (_, edit): Json => {
    const bytes = Buffer.from(Array.from({ length: VALUE_BYTES }, () => random() * 256));
    const value = { type: 'REG_BINARY', hex: bytes.toString('hex') };
    return { op: 'set', key: `SOFTWARE\\Acme\\App\\${edit % 20}`, name: `V${edit % 7}`, value };
  });
  for (const change of changes)
    await tidemark.send('PATCH /v1/nodes/node-a/registry', { changes: [change] });
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-damage-'));
  const tidemark = await Tidemark.start();
  await tidemark.form();
  await tidemark.edit('node-a', '1433');
  await tidemark.addCheckpoint('Server');
  const take = async (name: string): Promise<void> => {
    await tidemark.send('POST /v1/backups', { path: name });
    archives[name] = await readFile(join(tidemark.parts.folder, 'backups', name));
    await writeFile(join(folder, name), archives[name]);
  };
  await take('small');
  await fill(tidemark);
  await tidemark.send('POST /v1/resources/Server/online');
  await take('large');
  await tidemark.stop();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const faultsIn = (file: string): Promise<readonly string[]> => verifyFile({ file, key: undefined });

/** Every place of a few bytes; random ones of many. */
const places = (length: number): readonly number[] =>
  FLIPS >= length
    ? Array.from({ length }, (_, at) => at)
    : Array.from({ length: FLIPS }, () => Math.floor(random() * length));

describe.each(['small', 'large'])('a %s archive', (name) => {
  const whole = (): Buffer => archives[name] ?? Buffer.alloc(0);
  const damaged = (): string => join(folder, `damaged-${name}`);

  test('is whole as it was written', async () => {
    expect(whole().length).toBeGreaterThan(name === 'small' ? 1000 : 1_000_000);
    expect(await faultsIn(join(folder, name))).toEqual([]);
  });

  test('is never verified with a byte flipped', async () => {
    const bytes = Buffer.from(whole());
    for (const at of places(bytes.length)) {
      const was = bytes[at] ?? 0;
      bytes[at] = was ^ (1 + Math.floor(random() * 255));
      await writeFile(damaged(), bytes);
      bytes[at] = was;
      const faults = await faultsIn(damaged());
      expect([at, faults.length > 0]).toEqual([at, true]);
    }
  });

  test('is never verified with its end cut off', async () => {
    await copyFile(join(folder, name), damaged());
    const { length } = whole();
    const step = Math.min(CUT_BYTES, Math.ceil(length / 10));
    for (let left = length - 1; left >= 0; left -= step) {
      await truncate(damaged(), left);
      const faults = await faultsIn(damaged());
      expect([left, faults.length > 0]).toEqual([left, true]);
    }
  });
});
