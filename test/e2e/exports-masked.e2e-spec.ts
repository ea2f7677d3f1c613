import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { exportOf, fingerprintOf, partsOf, set, VERIFIER } from './exported.js';
import { KEY, Tidemark, type Json } from './tidemark.js';

const SECRET = 'hunter2-correct-horse';
const STAGED = 'hunter3-in-a-staged-part';
const PEM = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;

let tidemark: Tidemark;
let trusted: string;

beforeAll(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
  trusted = await fingerprintOf(tidemark);
});

afterAll(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const change = async (changes: readonly Json[]): Promise<void> => {
  const answer = await tidemark.send('PATCH /v1/nodes/node-a/registry', { changes });
  expect(answer.status).toBe(200);
};

describe('secrets', () => {
  let text: string;

  beforeAll(async () => {
    await change([
      set('SaPassword', SECRET),
      set('', SECRET, `${KEY}\\Password`),
      set('Api Key', SECRET),
      set('Port', '7'),
    ]);
    await tidemark.addCheckpoint('Server', KEY);
    await tidemark.send('POST /v1/resources/Server/online', {});
    await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' });
    await tidemark.send('POST /v1/resources/Server/offline', {});
    const long = Array.from({ length: 8000 }, (_, index) => `"v${index}"="${'x'.repeat(120)}"\r\n`);
    const file = `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\${KEY}]\r\n"Token"="${STAGED}"\r\n${long.join('')}`;
    const headers = { 'content-type': 'text/x-ms-regedit' };
    const staged = await tidemark.send('PATCH /v1/nodes/node-b/registry', file, headers);
    expect(staged.status).toBe(200);
    const container = { type: 24, container: 'C', pem: PEM };
    await tidemark.send('PUT /v1/nodes/node-a/key-containers', container);
    text = await exportOf(tidemark);
  }, 60_000);

  test('are masks in edits, staged parts, restores and stored copies', () => {
    const [header, events] = partsOf(text);
    expect(header['redaction']).toContain('*password*');
    const types = new Set<string>();
    for (const event of events)
      for (const { op, name, value } of (event['data'].changes ?? []) as Json[])
        if (op === 'set' && /password|api key|token/i.test(String(name))) {
          types.add(String(event['type']));
          expect(Object.keys(value as Json).sort()).toEqual(['masked', 'size', 'type']);
        }
    expect([...types].sort()).toEqual([
      ...['RegistryChanged', 'RegistryChangesStaged', 'RegistryRestored'],
    ]);
    for (const secret of [SECRET, STAGED])
      for (const form of [
        secret,
        Buffer.from(secret, 'utf16le').toString('hex'),
        Buffer.from(secret, 'utf16le').toString('base64').slice(0, -4),
      ])
        expect(text).not.toContain(form);
  });

  test('have equal masks where they are equal', () => {
    const masks = [...text.matchAll(/"masked":"(hmac-sha256:[0-9a-f]{32})"/g)].map(
      ([, one]) => one,
    );
    expect(new Set(masks).size).toBe(2);
    expect(masks.length).toBeGreaterThan(5);
  });

  test('are masked in the report of an operation as text, and not as JSON', async () => {
    const [operation] = await tidemark.items('/v1/operations?group=SQL&kind=move');
    const url = `${tidemark.url}/v1/operations/${String(operation?.['id'])}`;
    const [mask] = /hmac-sha256:[0-9a-f]{32}/.exec(text) ?? [];
    for (const accept of ['text/plain', 'text/markdown']) {
      const report = await (await fetch(url, { headers: { accept } })).text();
      expect(report).not.toContain(SECRET);
      expect(report.replaceAll('\\', '')).toContain(mask);
    }
    expect(await (await fetch(url)).text()).toContain(SECRET);
  });

  test('of key containers and leases are not there', () => {
    expect(text).not.toMatch(/KeyMaterialSealed|"sealed"|\.(key|lease)-/);
    expect(text).toContain('KeyContainerStored');
  });

  test('do not keep an export from being verified by its own program', async () => {
    const file = join(tidemark.parts.folder, 'export.ndjson');
    await writeFile(file, text);
    const pem = join(tidemark.parts.folder, 'export.pem');
    await writeFile(pem, String((await tidemark.get('/v1/export/key'))['pem']));
    const run = promisify(execFile);
    for (const key of [[], ['--key', trusted], ['--key', pem]]) {
      const { stdout } = await run(process.execPath, [VERIFIER, file, ...key]);
      expect(stdout).toMatch(/^\d+ of \d+ events of log [^]*authentication of actors: none\n/);
      expect(stdout.includes('not compared')).toBe(key.length === 0);
    }
    const other = run(process.execPath, [VERIFIER, file, '--key', 'a'.repeat(64)]);
    await expect(other).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^line 1: the public key has the fingerprint .*\n$/),
    });
    await expect(run(process.execPath, [VERIFIER])).rejects.toMatchObject({ code: 2 });
  });
});
