import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { Tidemark } from './tidemark.js';

const ROUTE = 'PATCH /v1/nodes/node-a/registry';
const REG = { 'content-type': 'text/x-ms-regedit' };
const HEAD = 'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\In]\r\n';

let tidemark: Tidemark;
beforeAll(async () => {
  tidemark = await Tidemark.start();
  await tidemark.send('POST /v1/nodes', { name: 'node-a' });
});
afterAll(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

describe('the receipt of a file', () => {
  test('names its charset, the lines that were passed over, and the keys that were left out', async () => {
    const file = `${HEAD}# note\r\n"n"="1"\r\n[HKEY_CURRENT_USER\\S]\r\n"u"="1"\r\n`;
    const { status, body } = await tidemark.send(`${ROUTE}?otherRoots=skip`, file, REG);
    const what = 'a comment that does not start with ";"';
    expect([status, body['result']]).toMatchObject([
      200,
      {
        ...{ charset: 'utf-8', charsetSource: 'guess' },
        ...{ notes: [{ line: 4, column: 1, what }], moreNotes: 0 },
        otherRoots: { keys: 1, values: 1 },
      },
    ]);
  });

  test('is not needed: a strict import refuses such lines, and other roots by name', async () => {
    const before = tidemark.fingerprint();
    const note = await tidemark.send(`${ROUTE}?strict=true`, `${HEAD}"n"="2"\r\n# note\r\n`, REG);
    expect([note.status, note.body['errors']]).toMatchObject([400, [{ line: 5, column: 1 }]]);
    const root = await tidemark.send(ROUTE, `${HEAD}"n"="2"\r\n[HKEY_USERS\\S]\r\n`, REG);
    expect([root.status, root.body['detail']]).toEqual([
      400,
      'line 5, column 2: expected HKEY_LOCAL_MACHINE or HKEY_CLASSES_ROOT instead of "HKEY_USERS"; otherRoots=skip leaves its keys out',
    ]);
    expect(tidemark.fingerprint()).toBe(before);
  });

  test.each([
    ['strict=yes', 'strict'],
    ['otherRoots=keep', 'otherRoots'],
  ])('?%s is refused', async (query, field) => {
    const { status, body } = await tidemark.send(`${ROUTE}?${query}`, HEAD, REG);
    expect([status, body['errors']]).toMatchObject([400, [{ pointer: `/${field}` }]]);
  });

  test('options of files are refused beside a list of changes', async () => {
    const changes = [{ op: 'create-key', key: 'SOFTWARE\\In' }];
    const { status, body } = await tidemark.send(`${ROUTE}?strict=true`, { changes });
    expect([status, body['errors']]).toMatchObject([400, [{ pointer: '/strict' }]]);
  });
});

describe('a declared charset', () => {
  const typed = (charset: string): Record<string, string> => ({
    'content-type': `text/x-ms-regedit; charset=${charset}`,
  });
  const file = Buffer.concat([
    Buffer.from('REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\In]\r\n"c"="'),
    Uint8Array.of(0xcf, 0xf0, 0xe8),
    Buffer.from('"\r\n'),
  ]);

  test('is honoured, and another one under the same Idempotency-Key is another request', async () => {
    const key = { 'idempotency-key': 'charset' };
    const first = await tidemark.send(ROUTE, file, { ...typed('windows-1251'), ...key });
    expect([first.status, first.body['result']]).toMatchObject([
      200,
      { charset: 'windows-1251', charsetSource: 'content-type' },
    ]);
    const shown = await tidemark.get('/v1/nodes/node-a/registry?key=SOFTWARE\\In');
    expect(shown['values']).toContainEqual(
      expect.objectContaining({ name: 'c', value: { type: 'REG_SZ', text: 'При' } }),
    );
    const other = await tidemark.send(ROUTE, file, { ...typed('koi8-r'), ...key });
    expect(other.status).toBe(422);
  });

  test('that is unknown is 415 and named', async () => {
    const { status, body } = await tidemark.send(ROUTE, file, typed('nope'));
    expect([status, body['errors']]).toEqual([
      415,
      [{ pointer: '/headers/content-type', detail: 'the charset "nope" is not supported' }],
    ]);
  });
});

test.each([
  [
    'PATCH /v1/nodes/node-a/registry',
    'application/json and text/x-ms-regedit and application/x-ms-registry-hive are',
  ],
  ['POST /v1/nodes', 'application/json is'],
])('another type for %s is 415 and names the types that are taken', async (route, taken) => {
  const { status, body } = await tidemark.send(route, 'x', { 'content-type': 'text/plain' });
  expect([status, body['detail']]).toEqual([
    415,
    `the content-type "text/plain" is not supported here, ${taken}`,
  ]);
});
