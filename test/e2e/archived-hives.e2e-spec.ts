import { generateKeyPairSync } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { checkSeal, readArchive, writeArchive, type ArchivePart } from '#backups';
import { getValue, HiveReader, treeOfHive } from '#registry';

import { Tidemark, type Json } from './tidemark.js';
import { faultsOf, uploadArchive } from './verifying.js';

let tidemark: Tidemark;

beforeEach(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
  await tidemark.edit('node-a', '1433');
  await tidemark.addCheckpoint('Server');
});

afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const PEM = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;

const partsOf = async (file: string): Promise<readonly ArchivePart[]> => {
  const parts: ArchivePart[] = [];
  for await (const part of readArchive(file, await checkSeal(file))) parts.push(part);
  return parts;
};

type WindowsPart = Extract<ArchivePart, { type: 'windows' }>;

describe('the files of Windows in an archive', () => {
  let parts: readonly ArchivePart[];
  let files: readonly WindowsPart[];

  beforeEach(async () => {
    const key = { type: 24, provider: 'P', container: 'C', pem: PEM };
    await tidemark.send('PUT /v1/nodes/node-a/key-containers', key);
    const added = { kind: 'crypto', key: '24\\P\\C' };
    await tidemark.send('POST /v1/resources/Server/checkpoints', added);
    await tidemark.send('POST /v1/backups', { path: 'whole.tar.zst' });
    const file = join(tidemark.parts.folder, 'backups', 'whole.tar.zst');
    parts = await partsOf(file);
    files = parts.filter((part) => part.type === 'windows');
  });

  /** The faults of an archive with the same events and manifest, and other files. */
  const faultsWith = async (other: readonly WindowsPart[]): Promise<readonly unknown[]> => {
    const file = join(tidemark.parts.folder, 'other.tar.zst');
    const manifest = parts.find((part) => part.type === 'manifest')?.manifest as object;
    await writeArchive(createWriteStream(file), {
      ...{ takenAt: new Date(0), readme: 'other', manifest: () => manifest },
      events: (async function* () {
        for (const part of parts) if (part.type === 'events') yield* part.records;
      })(),
      windows: () => other.map(({ name, content }) => ({ name, pieces: () => [content] })),
    });
    const found = await faultsOf(
      tidemark,
      await uploadArchive(tidemark, new Uint8Array(await readFile(file))),
    );
    return found.map(({ where }) => (where as Json)['thing'] as unknown);
  };

  test('are the stored copies, which other programs read, and the cluster database', async () => {
    const { id } = await tidemark.get('/v1/resources/Server');
    expect(files.map(({ name }) => name)).toEqual([
      `${String(id)}/00000001.CPT`,
      `${String(id)}/00000001.CPR`,
      expect.stringMatching(/^chk[0-9a-f]{4}\.tmp$/),
    ]);
    const [copy] = files;
    const tree = treeOfHive(new HiveReader(copy?.content ?? Buffer.alloc(0)).parts());
    expect(getValue(tree, 'Port')).toEqual({ type: 'REG_SZ', text: '1433' });
    expect(await faultsWith(files)).toEqual([]);
  });

  test('are compared with the events, one by one', async () => {
    const [first, second, third] = files as [WindowsPart, WindowsPart, WindowsPart];
    const changed = Buffer.from(first.content);
    changed.write('9', changed.indexOf('1433', 0, 'utf16le'), 'utf16le');
    const sealed = Buffer.concat([second.content, Buffer.of(0)]);
    const thing = ({ name }: WindowsPart): string => `windows/${name}`;
    expect(await faultsWith([{ ...first, content: changed }, second, third])).toEqual([
      thing(first),
    ]);
    expect(await faultsWith([first, { ...second, content: sealed }, third])).toEqual([
      thing(second),
    ]);
    expect(await faultsWith([first, second])).toEqual([thing(third)]);
    expect(await faultsWith([first, second, third, third])).toEqual([thing(third)]);
    expect(await faultsWith([second, third])).toContain(thing(second));
    expect(await faultsWith([])).toEqual([thing(first)]);
  });
});
