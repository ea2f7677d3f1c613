import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { toPosition } from '#event-store';
import { takeSnapshot, verifyFiles } from '#testing/engine';
import { seeded } from '#testing/processes';

import { set } from '../e2e/lossy-role.js';
import { KEY, Tidemark } from '../e2e/tidemark.js';

/** The places in each file. `TIDEMARK_FLIPS=100` tries 300 places, and takes minutes. */
const PLACES = Number(process.env['TIDEMARK_FLIPS'] ?? 20);
const SEED = Number(process.env['TIDEMARK_SEED'] ?? 1);

type Whole = Readonly<{ folder: string; place: Parameters<typeof verifyFiles>[0] }>;

let root: string;
let whole: Whole;

/** A small cluster with captures, restores, losses and a sealed key, and a snapshot of its middle. */
const write = async (tidemark: Tidemark): Promise<void> => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  await tidemark.form();
  await tidemark.edit('node-a', '1433');
  await tidemark.addCheckpoint('Server');
  const container = { type: 24, container: 'C', pem };
  const stored = await tidemark.send('PUT /v1/nodes/node-a/key-containers', container);
  expect(stored.status).toBe(200);
  await tidemark.send('POST /v1/resources/Server/online', {});
  await tidemark.edit('node-a', 'mine');
  await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' });
  await takeSnapshot(tidemark.engine);
  const changes = [set('Port', 'theirs'), set('User', 'sa'), { op: 'delete-key', key: KEY }];
  await tidemark.send('PATCH /v1/nodes/node-a/registry', { changes });
  await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-a' });
  await tidemark.get('/v1/events');
};

const placeIn = (folder: string, place: Whole['place']): Whole['place'] => ({
  ...place,
  data: folder,
  masterKeyFile: join(folder, 'master.key'),
  log: { kind: 'embedded', file: join(folder, 'log.db') },
});

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tidemark-audit-'));
  const folder = join(root, 'whole');
  const tidemark = await Tidemark.start();
  await write(tidemark);
  const { app, engine, close } = tidemark.parts;
  const { cluster } = engine.clusterState;
  const id = cluster.status === 'formed' ? cluster.logId : '';
  const head = toPosition((await engine.store.head()) ?? 0n);
  await app.close();
  await engine.stop();
  cpSync(tidemark.parts.folder, folder, { recursive: true });
  await close();
  const log = { kind: 'embedded', file: '' } as const;
  const place = { data: '', cluster: engine.name, masterKeyFile: '', log, id, head };
  whole = { folder, place: placeIn(folder, place) };
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** All rows of all tables of a file, unchecked; the reason if they can't be read. */
const rowsIn = (file: string): string => {
  try {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      const tables = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").all();
      const rows = tables.map(({ name }) => db.prepare(`SELECT * FROM "${String(name)}"`).all());
      return JSON.stringify([tables, rows]);
    } finally {
      db.close();
    }
  } catch (error) {
    return String(error);
  }
};

const contentOf = (file: string): string =>
  file.endsWith('.db') ? rowsIn(file) : readFileSync(file, 'latin1');

test('nothing is found in files that nobody has changed', async () => {
  expect(await verifyFiles(whole.place)).toEqual([]);
});

test.each([
  ['log.db', ['log']],
  ['reads.db', ['read-model']],
  ['fold.snapshot', ['snapshot']],
])('one changed byte that holds content of %s is named', async (name, kinds) => {
  const folder = join(root, name);
  cpSync(whole.folder, folder, { recursive: true });
  const [from, file] = [join(whole.folder, name), join(folder, name)];
  const [bytes, content, random] = [readFileSync(from), contentOf(from), seeded(SEED)];
  const missed: number[] = [];
  let tried = 0;
  while (tried < PLACES) {
    const at = Math.floor(random() * bytes.length);
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    writeFileSync(file, flipped);
    if (contentOf(file) === content) continue;
    tried += 1;
    const faults = await verifyFiles(placeIn(folder, whole.place));
    if (!faults.some(({ what, where }) => kinds.includes(what) && where.file === file))
      missed.push(at);
  }
  copyFileSync(from, file);
  expect(missed).toEqual([]);
});

/** Replaces a text in a row of the log, and corrects the checksum of the row. */
const forge = (file: string, text: string, other: string): number => {
  const db = new DatabaseSync(file);
  try {
    const rows = db.prepare('SELECT first, body FROM log').all();
    const found = rows.filter(({ body }) => String(body).includes(text));
    const put = db.prepare('UPDATE log SET body = ?, checksum = ? WHERE first = ?');
    for (const { first, body } of found) {
      const forged = String(body).replaceAll(text, other);
      put.run(forged, crc32(forged), first ?? 0);
    }
    return found.length;
  } finally {
    db.close();
  }
};

test('an event that somebody forged is named by the captures, the snapshot and the read model', async () => {
  const folder = join(root, 'forged');
  cpSync(whole.folder, folder, { recursive: true });
  expect(forge(join(folder, 'log.db'), '"text":"mine"', '"text":"evil"')).toBeGreaterThan(0);
  const faults = await verifyFiles(placeIn(folder, whole.place));
  const kinds = new Set(faults.map(({ what }) => what));
  expect([...kinds].toSorted()).toEqual(['capture', 'read-model', 'snapshot']);
  const capture = faults.find(({ what }) => what === 'capture');
  expect(capture?.where.thing).toMatch(/^capture 2 of checkpoint /);
  expect(capture?.expected).not.toBe(capture?.found);
  const values = faults.filter(({ where }) => where.thing?.startsWith('values: ') === true);
  expect(values[0]).toMatchObject({
    expected: expect.stringContaining('evil') as unknown,
    found: expect.stringContaining('mine') as unknown,
  });
});

test('sealed keys of another master key are named', async () => {
  const folder = join(root, 'other-key');
  cpSync(whole.folder, folder, { recursive: true });
  writeFileSync(join(folder, 'master.key'), Buffer.alloc(32, 7));
  expect(await verifyFiles(placeIn(folder, whole.place))).toEqual([
    {
      what: 'key-material',
      where: {
        thing:
          'key container 24\\Microsoft Enhanced RSA and AES Cryptographic Provider\\C of node node-a',
      },
      expected: expect.stringMatching(/^a key with fingerprint /) as unknown,
      found: 'the key material was sealed with another master key',
    },
  ]);
});
