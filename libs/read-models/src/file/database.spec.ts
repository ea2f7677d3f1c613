import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { ReadDatabase } from './database.js';

const INSERT = 'INSERT INTO main.moments (at, position) VALUES (?, ?)';
const LIST = 'SELECT position FROM moments ORDER BY at';

test('a reader that stops early does not keep later answers in the past', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-reads-'));
  const file = join(folder, 'reads.db');
  const [writer, reader] = [new ReadDatabase(file), new ReadDatabase(file, { role: 'reader' })];
  try {
    writer.run(INSERT, 1, 1);
    writer.run(INSERT, 2, 2);
    for (const row of reader.each(LIST)) {
      expect(row).toEqual({ position: 1 });
      break;
    }
    writer.run(INSERT, 3, 3);
    expect(reader.get('SELECT count(*) AS count FROM moments')).toEqual({ count: 3 });
  } finally {
    reader.close();
    writer.close();
    await rm(folder, { recursive: true });
  }
});
