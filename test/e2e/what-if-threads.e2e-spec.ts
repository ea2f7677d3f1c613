import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { Tidemark, type Json } from './tidemark.js';
import { command, WhatIfScene } from './what-if-scene.js';

let tidemark: Tidemark;
let scene: WhatIfScene;

beforeEach(async () => {
  tidemark = await Tidemark.start(undefined, { hasThread: true });
  await tidemark.form();
  scene = new WhatIfScene(tidemark);
  await tidemark.edit('node-a', '1433');
  await tidemark.addCheckpoint('Server');
  await tidemark.send('POST /v1/groups/SQL/online');
});

afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const MOVE = command('POST /v1/groups/SQL/move', { to: 'node-b' });

const CRASH = command('POST /v1/nodes/node-a/crash');

/** The data files by name, but for the part of the read model that a reader may touch. */
const files = async (): Promise<ReadonlyMap<string, string>> => {
  const { folder } = tidemark.parts;
  const names = (await readdir(folder)).filter((name) => !name.endsWith('-shm'));
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name), 'base64')));
  return new Map(names.map((name, index) => [name, contents[index] ?? '']));
};

/** What-ifs in a row. */
const IN_A_ROW = Number(process.env['WHAT_IFS_IN_A_ROW'] ?? 60);

test('what-ifs in a row leave the head, the hashes and the files as they are', async () => {
  const at = String((await scene.events()).at(-1)?.['position']);
  await scene.tryOut([MOVE], { at });
  const before = await files();
  const fingerprint = tidemark.fingerprint();
  for (let count = 0; count < IN_A_ROW; count += 1) {
    const { status } = await tidemark.send('POST /v1/what-if', {
      commands: count % 3 === 0 ? [CRASH] : [MOVE],
      ...(count % 2 === 0 && { at }),
    });
    expect(status).toBe(200);
  }
  expect(tidemark.fingerprint()).toBe(fingerprint);
  expect(await files()).toEqual(before);
});

test('many what-ifs, of now and of the past, change no file', async () => {
  const at = String((await scene.events()).at(-1)?.['position']);
  const first = await scene.tryOut([MOVE], { at });
  await scene.tryOut([MOVE]);
  const before = await files();
  const tried = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      tidemark.send('POST /v1/what-if', {
        commands: [MOVE],
        advance: 60_000,
        ...(index % 2 === 0 && { at }),
      }),
    ),
  );
  expect(new Set(tried.map(({ status }) => status))).toEqual(new Set([200]));
  const types = ({ events }: Json): unknown => (events as Json[]).map(({ type }) => type as string);
  for (const { body } of tried) expect(types(body)).toEqual(types(first));
  expect(await files()).toEqual(before);
  const body = { commands: [MOVE], at: '999999999999999' };
  const unknown = await tidemark.send('POST /v1/what-if', body);
  expect(unknown.status).toBe(400);
});
