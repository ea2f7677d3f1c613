import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import {
  applyChanges,
  emptyTree,
  findKey,
  hashKey,
  HiveReader,
  makeValue,
  sourceOf,
  treeOfHive,
  writeHive,
  type HiveForm,
  type RegistryChange,
  type RegistryKey,
} from '#registry';
import { KEY, Tidemark, type Json } from './tidemark.js';

const HIVE = 'application/x-ms-registry-hive';
const SENT = { 'content-type': HIVE };
const ACCEPTED = { accept: HIVE };
const ROUTE = '/v1/nodes/node-a/registry';

let tidemark: Tidemark;
beforeEach(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
});
afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

type Downloaded = Readonly<{ status: number; headers: Headers; bytes: Buffer }>;

const download = async (path: string): Promise<Downloaded> => {
  const answer = await fetch(`${tidemark.url}${encodeURI(path)}`, { headers: ACCEPTED });
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, headers: answer.headers, bytes };
};

const set = (key: string, name: string, type: number, bytes: Buffer): RegistryChange => ({
  op: 'set',
  key,
  name,
  value: makeValue(type, bytes),
});

const hiveOf = (form: HiveForm, ...changes: readonly RegistryChange[]): Buffer => {
  const tree = applyChanges(emptyTree, changes);
  return Buffer.concat([...writeHive(sourceOf(tree), { recordedAt: new Date(0), form })]);
};

const CHANGES = [
  set('', 'Port', 4, Buffer.of(1, 0, 0, 0)),
  set('Ω\\Deep', '', 1, Buffer.from('text\0', 'utf16le')),
  set('Ω', 'long', 3, Buffer.alloc(40_000, 7)),
  { op: 'create-key', key: 'Empty' },
] as const satisfies readonly RegistryChange[];

const treeOf = (bytes: Buffer): RegistryKey => treeOfHive(new HiveReader(bytes).parts());

const importInto = (key: string, bytes: Buffer, more = '', headers = {}) =>
  tidemark.send(`PATCH ${ROUTE}?key=${key}${more}`, bytes, { ...SENT, ...headers });

describe('a key of a registry', () => {
  test('is given out as a hive, with the moment as its time and a notice of permissions', async () => {
    await importInto(KEY, hiveOf('latest', ...CHANGES));
    const { status, headers, bytes } = await download(`${ROUTE}?key=${KEY}`);
    expect([status, headers.get('content-type')]).toEqual([200, HIVE]);
    expect(headers.get('content-length')).toBe(String(bytes.length));
    expect(headers.get('tidemark-notice')).toBe(
      'loading this hive resets the permissions of its keys',
    );
    expect(headers.get('vary')).toBe('accept');
    expect(hashKey(treeOf(bytes))).toBe(hashKey(applyChanges(emptyTree, CHANGES)));
    const recordedAt = Date.parse(headers.get('tidemark-recorded-at') ?? '');
    const fileTime = bytes.readBigUInt64LE(12);
    expect(fileTime / 10_000n - 11_644_473_600_000n).toBe(BigInt(recordedAt));
    expect(bytes.equals((await download(`${ROUTE}?key=${KEY}`)).bytes)).toBe(true);
    const past = await download(`${ROUTE}?key=${KEY}&at=${headers.get('tidemark-position') ?? ''}`);
    expect(past.bytes.equals(bytes)).toBe(true);
  });

  test('has the versions 1.5 and, in the standard form, 1.3', async () => {
    await importInto(KEY, hiveOf('latest', ...CHANGES));
    const latest = await download(`${ROUTE}?key=${KEY}&format=latest`);
    const standard = await download(`${ROUTE}?key=${KEY}&format=standard`);
    expect([latest, standard].map(({ bytes }) => bytes.readUInt32LE(24))).toEqual([5, 3]);
    expect(hashKey(treeOf(standard.bytes))).toBe(hashKey(treeOf(latest.bytes)));
  });

  test('that is absent has no hive, and only a hive has a format', async () => {
    expect((await download(`${ROUTE}?key=SOFTWARE\\None`)).status).toBe(404);
    const { status, body } = await tidemark.send(`GET ${ROUTE}?format=standard`);
    expect([status, body['errors']]).toEqual([
      400,
      [{ pointer: '/format', detail: `is for an answer of the type ${HIVE}` }],
    ]);
    expect((await tidemark.send(`GET ${ROUTE}?format=other`)).status).toBe(400);
  });
});

describe('the import of a hive', () => {
  test.each<HiveForm>(['latest', 'standard'])(
    'merges it into a key, in the form %s',
    async (form) => {
      await tidemark.edit('node-a', 'kept', [KEY, 'Host']);
      await tidemark.edit('node-a', 'replaced');
      const { status, body } = await importInto(KEY, hiveOf(form, ...CHANGES), '&reason=move');
      expect([status, body['result']]).toEqual([
        200,
        {
          ...{
            node: 'node-a',
            view: '64-bit',
            revision: expect.any(Number) as unknown,
            captured: [],
          },
          version: form === 'latest' ? '1.5' : '1.3',
          notes: [{ offset: 4_128, what: 'security descriptors are left out' }],
          moreNotes: 0,
        },
      ]);
      const expected = applyChanges(applyChanges(emptyTree, CHANGES), [
        set('', 'Host', 1, Buffer.from('kept\0', 'utf16le')),
      ]);
      const { bytes } = await download(`${ROUTE}?key=${KEY}`);
      expect(hashKey(treeOf(bytes))).toBe(hashKey(expected));
      const events = await tidemark.items('/v1/events?type=RegistryChanged');
      expect(events.at(-1)?.['reason']).toBe('move');
    },
  );

  test('brings the subtree of one node to another one', async () => {
    await importInto(KEY, hiveOf('latest', ...CHANGES));
    const { bytes } = await download(`${ROUTE}?key=SOFTWARE\\Contoso`);
    await tidemark.send('PATCH /v1/nodes/node-b/registry?key=SOFTWARE\\Contoso', bytes, SENT);
    const diff = await tidemark.get('/v1/diff?left=node:node-a&right=node:node-b&key=SOFTWARE');
    expect(diff['same']).toBe(true);
  });

  test('goes through a view, and into HKLM itself', async () => {
    await importInto(
      '',
      hiveOf('latest', set('SOFTWARE\\X', 'n', 3, Buffer.of(1))),
      '&view=32-bit',
    );
    const below = treeOf((await download(`${ROUTE}?key=SOFTWARE`)).bytes);
    expect(findKey(below, 'Wow6432Node\\X')?.valueCount).toBe(1);
    expect(findKey(below, 'X')).toBeUndefined();
  });

  test('is captured by a checkpoint, which gives out each capture with its own time', async () => {
    await tidemark.edit('node-a', 'before');
    await tidemark.send('POST /v1/groups/SQL/online');
    await tidemark.addCheckpoint('Server');
    const { body } = await importInto(KEY, hiveOf('latest', ...CHANGES));
    expect(body['result'].captured).toMatchObject([{ resource: 'Server', number: 2 }]);
    const [checkpoint] = await tidemark.items('/v1/resources/Server/checkpoints');
    const path = `/v1/resources/Server/checkpoints/${String(checkpoint?.['id'])}/captures/2`;
    const { headers, bytes } = await download(`${path}?format=standard`);
    expect(headers.get('tidemark-notice')).not.toBeNull();
    expect(bytes.readUInt32LE(24)).toBe(3);
    expect(hashKey(treeOf(bytes))).toBe(hashKey(applyChanges(emptyTree, CHANGES)));
    const written = Number(bytes.readBigUInt64LE(12) / 10_000n - 11_644_473_600_000n);
    expect(new Date(written).toISOString()).toBe((await tidemark.get(path))['recordedAt']);
  });

  test('is shown by a dry run, which changes nothing', async () => {
    const before = tidemark.fingerprint();
    const { status, body } = await importInto(KEY, hiveOf('latest', ...CHANGES), '&dryRun=true');
    expect(status).toBe(200);
    expect(body['diffs']).toMatchObject([{ node: 'node-a' }]);
    expect(tidemark.fingerprint()).toBe(before);
  });

  test('has one receipt under one Idempotency-Key, and another hive is another request', async () => {
    const key = { 'idempotency-key': 'hive' };
    const first = await importInto(KEY, hiveOf('latest', ...CHANGES), '', key);
    const again = await importInto(KEY, hiveOf('latest', ...CHANGES), '', key);
    expect(again.body['events']).toEqual(first.body['events']);
    expect((await importInto(KEY, hiveOf('standard', ...CHANGES), '', key)).status).toBe(422);
  });
});

describe('a hive is refused', () => {
  const refused = async (
    query: string,
    bytes: Buffer | string,
    route = `PATCH ${ROUTE}`,
  ): Promise<readonly [number, Json[] | undefined]> => {
    const before = tidemark.fingerprint();
    const { status, body } = await tidemark.send(`${route}${query}`, bytes, SENT);
    expect(tidemark.fingerprint()).toBe(before);
    return [status, body['errors'] as Json[] | undefined];
  };
  const valid = hiveOf('latest', ...CHANGES);

  test('at the byte of its first fault', async () => {
    const damaged = Buffer.from(valid);
    damaged.writeUInt32LE(7, 4);
    const detail = expect.stringMatching(/^the checksum is \d+, expected \d+$/) as unknown;
    expect(await refused(`?key=${KEY}`, damaged)).toEqual([
      400,
      [{ pointer: '', detail, offset: 508 }],
    ]);
    const cut = valid.subarray(0, 8_192);
    expect(await refused(`?key=${KEY}`, cut)).toMatchObject([400, [{ offset: 8_192 }]]);
    expect(await refused(`?key=${KEY}`, 'no hive')).toMatchObject([400, [{ offset: 0 }]]);
    expect(await refused('?key=', valid)).toMatchObject([
      400,
      [{ detail: 'HKEY_LOCAL_MACHINE itself has no values' }],
    ]);
  });

  test('below the deepest key that Windows allows', async () => {
    const key = Array.from({ length: 511 }, () => 'k').join('\\');
    expect(await refused(`?key=${key}`, valid)).toMatchObject([
      400,
      [{ detail: 'the key lies deeper than 1 levels' }],
    ]);
  });

  test.each([
    ['', 400, '/key'],
    ['?key=\\a', 422, '/key'],
    ['?key=a&strict=true', 400, '/strict'],
    ['?key=a&otherRoots=skip', 400, '/otherRoots'],
    ['?key=a&view=16-bit', 400, '/view'],
  ])('with the query "%s"', async (query, status, pointer) => {
    expect(await refused(query, valid)).toMatchObject([status, [{ pointer }]]);
  });

  test('where the route takes none, and its key is refused beside other bodies', async () => {
    expect(await refused('', valid, 'POST /v1/nodes')).toMatchObject([415, [{}]]);
    const { status, body } = await tidemark.send(`PATCH ${ROUTE}?key=${KEY}`, { changes: [] });
    expect([status, body['errors']]).toEqual([
      400,
      [{ pointer: '/key', detail: `is for a body of the type ${HIVE}` }],
    ]);
  });
});
