import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { answers } from '../../testing/answers.js';
import { HistoryOnFile } from '../../testing/history-on-file.js';
import { ReadModelDamaged } from './damage.js';
import { findDamage } from './integrity.js';
import { inspectReads } from './log-id.js';
import { type OneThreadOptions } from '../read-model-options.js';
import { type ReadModels } from '../read-models.js';
import { fileSchemaOf } from './table.js';
import { TABLES } from './tables.js';

const history = new HistoryOnFile();
let damages: ReadModelDamaged[];
let whole: unknown;

beforeEach(async () => {
  damages = [];
  whole = await history.whole();
});

const open = async (more: Partial<OneThreadOptions> = {}): Promise<ReadModels> => {
  const onDamaged = (damage: ReadModelDamaged): void => {
    damages.push(damage);
  };
  const reads = await history.open({ onDamaged, ...more });
  await reads.start(await history.head());
  return reads;
};

/** Writes a file and closes it. */
const writeFile = async (): Promise<void> => {
  await (await open()).close();
};

/** Flips a bit in every place of a file that contains a text. */
const flipText = (file: string, text: string): void => {
  const bytes = readFileSync(file);
  let found = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1), found += 1)
    bytes[at] = (bytes[at] ?? 0) ^ 1;
  expect(found).toBeGreaterThan(0);
  writeFileSync(file, bytes);
};

test('every table has a checksum of all its columns', async () => {
  await writeFile();
  const db = new DatabaseSync(history.file);
  const tables = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").all();
  expect(tables.map(({ name }) => name).toSorted()).toEqual(
    TABLES.map(({ name }) => name).toSorted(),
  );
  for (const { name, sql } of tables) {
    const columns = db.prepare(`PRAGMA table_xinfo(${String(name)})`).all();
    const names = columns.map((column) => String(column['name']));
    expect(names.at(-1)).toBe('checksum');
    const sum = `row_sum('${String(name)}', ${names.slice(0, -1).join(', ')})) STORED`;
    expect(String(sql)).toContain(sum);
  }
  db.close();
  expect(TABLES.flatMap(fileSchemaOf).length).toBeGreaterThan(TABLES.length);
});

describe('a file that is damaged when it is opened', () => {
  let reads: ReadModels | undefined;

  afterEach(async () => {
    await reads?.close();
    reads = undefined;
  });

  const DAMAGE: readonly (readonly [what: string, damage: (file: string) => void])[] = [
    [
      'is a text',
      (file) => {
        writeFileSync(file, 'this is no database\n'.repeat(500));
      },
    ],
    [
      'is a short text',
      (file) => {
        writeFileSync(file, 'none');
      },
    ],
    [
      'is cut in the middle',
      (file) => {
        truncateSync(file, Math.floor(statSync(file).size / 2));
      },
    ],
    [
      'is cut in a page',
      (file) => {
        // The last page of a file may be a free one, whose loss is no damage.
        truncateSync(file, Math.floor(statSync(file).size / 2) + 100);
      },
    ],
    [
      'is zeros',
      (file) => {
        writeFileSync(file, Buffer.alloc(statSync(file).size));
      },
    ],
    [
      'has a wrong letter in an event',
      (file) => {
        flipText(file, 'RegistryChanged');
      },
    ],
    [
      'has a wrong letter in its schema',
      (file) => {
        flipText(file, 'key_versions_open');
      },
    ],
  ];

  test.each(DAMAGE)(
    '%s: the damage is reported once, and all answers are right',
    async (_, damage) => {
      await writeFile();
      damage(history.file);
      reads = await open();
      expect(damages.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^reads\.db is damaged: /),
      ]);
      expect(answers(reads)).toEqual(whole);
    },
  );

  test('and is too large for a whole check: damage is found when a row is needed', async () => {
    await writeFile();
    flipText(history.file, 'RegistryChanged');
    reads = await open({ small: 0 });
    expect(damages).toHaveLength(1);
    expect(answers(reads)).toEqual(whole);
  });

  test('an empty file is replaced by a new one', async () => {
    writeFileSync(history.file, '');
    reads = await open();
    expect(damages).toEqual([]);
    expect(answers(reads)).toEqual(whole);
  });

  test('the attempts at a parked event are kept if they can be read', async () => {
    const [bad] = history.log.filter(({ event }) => event.type === 'RegistryChanged');
    const inspect: OneThreadOptions['inspect'] = ({ id }) => {
      if (id === bad?.id) throw new Error('a cosmic ray');
    };
    await (await open({ inspect })).close();
    flipText(history.file, 'NodeOpened');
    reads = await open({ inspect });
    expect(damages).toHaveLength(1);
    expect(reads.parked.list()).toMatchObject([{ id: bad?.id, attempts: 2 }]);
  });
});

describe('a write-ahead log that was left behind, with a flipped byte', () => {
  /** The number of bytes that are flipped, one after the other. */
  const FLIPS = 12;

  /** Leaves the files of read models that were not closed. */
  const leave = async (isCopied: boolean): Promise<Buffer> => {
    const reads = await open();
    if (isCopied) {
      const other = new DatabaseSync(history.file);
      other.exec('PRAGMA wal_checkpoint(PASSIVE)');
      other.close();
    }
    copyFileSync(history.file, `${history.file}.left`);
    const log = readFileSync(`${history.file}-wal`);
    await reads.close();
    return log;
  };

  test.each([
    ['not copied', false],
    ['copied into the file', true],
  ])('%s: all answers are right', async (_, isCopied) => {
    const log = await leave(isCopied);
    for (let flip = 0; flip < FLIPS; flip += 1) {
      const at = Math.floor((log.length * flip) / FLIPS) + 5;
      const flipped = Buffer.from(log);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      copyFileSync(`${history.file}.left`, history.file);
      writeFileSync(`${history.file}-wal`, flipped);
      inspectReads(history.file);
      const reads = await open();
      expect(answers(reads)).toEqual(whole);
      expect(reads.parked.list()).toEqual([]);
      await reads.close();
    }
    if (isCopied) expect(damages.length).toBeGreaterThan(0);
  });
});

describe('a file that is damaged while it is open', () => {
  let reads: ReadModels;

  beforeEach(async () => {
    await writeFile();
    reads = await open();
  });

  afterEach(() => reads.close());

  test('is found by the background check, table by table', () => {
    expect(findDamage(history.file)).toBeUndefined();
    flipText(history.file, 'RegistryChanged');
    expect(findDamage(history.file)?.message).toMatch(/checksum of a row of (events|terms)|index/);
    expect(findDamage(history.file, { goesOn: () => false })).toBeUndefined();
  });

  test('gives no wrong answer: a question about the row fails, and one that waits gets the right answer', async () => {
    flipText(history.file, 'RegistryChanged');
    expect(() => answers(reads)).toThrow(ReadModelDamaged);
    expect(reads.rebuilding).toBeInstanceOf(ReadModelDamaged);
    expect(() => answers(reads)).toThrow(ReadModelDamaged);
    expect(() => reads.resolve(new Date())).toThrow(ReadModelDamaged);
    await reads.reached(history.log[0]?.position ?? reads.position);
    expect(reads.rebuilding).toBeUndefined();
    expect(answers(reads)).toEqual(whole);
    expect(damages).toHaveLength(1);
  });
});
