import { generateKeyPairSync } from 'node:crypto';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { Tidemark, type Json } from './tidemark.js';
import { command, WhatIfScene } from './what-if-scene.js';

const AES = 'Microsoft Enhanced RSA and AES Cryptographic Provider';

const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string;

const [FIRST, SECOND] = [newKey(), newKey()];

let tidemark: Tidemark;
let scene: WhatIfScene;

beforeEach(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
  scene = new WhatIfScene(tidemark);
});

afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const store = (node: string, pem: string): Json =>
  command(`PUT /v1/nodes/${node}/key-containers`, { type: 24, container: 'C', pem });

test('keys are stored, captured and restored as they would be, and nothing is sealed', async () => {
  await scene.expectSame([store('node-a', FIRST), store('node-b', SECOND)]);
  const input = `24\\${AES}\\C`;
  const controlCode = 'CLUSCTL_RESOURCE_ADD_CRYPTO_CHECKPOINT';
  await scene.expectSame([
    command('POST /v1/resources/Server/control', { controlCode, input }),
    command('POST /v1/groups/SQL/online'),
  ]);
  const before = await tidemark.stored();
  const move = [
    store('node-a', SECOND),
    command('POST /v1/groups/SQL/move', { to: 'node-b' }),
    store('node-b', FIRST),
  ];
  const would = await scene.tryOut(move);
  expect(JSON.stringify(would)).not.toMatch(/"sealed"|PRIVATE KEY/);
  expect((await tidemark.stored()).equals(before)).toBe(true);
  const happened = await scene.carryOut(move);
  scene.compare(would, happened);
  await tidemark.send('POST /v1/groups/SQL/move');
  await tidemark.send('POST /v1/resources/Server/offline');
  const at = String(happened.before.at(-1)?.['position']);
  scene.compare(await scene.tryOut(move, { at }), happened, ['events', 'operations', 'lostWrites']);
});
