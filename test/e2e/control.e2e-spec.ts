import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { Tidemark, type Json } from './tidemark.js';

/** The base64 of a C caller's `wchar_t` buffer, with or without its NUL. */
const utf16 = (text: string): string => Buffer.from(text, 'utf16le').toString('base64');

const ADD = 0x014000a2;
const DELETE = 0x014000a6;
const GET = 0x010000a9;
const ADD_64 = 0x014000be;
const ADD_32 = 0x014000c2;
const TYPE_GET = 0x020000a9;
const DEEP = Array.from({ length: 512 }, (_, level) => `k${level}`).join('\\');

describe('the control codes', () => {
  let tidemark: Tidemark;

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    for (const key of [
      'SOFTWARE\\A',
      'SOFTWARE\\Wow6432Node\\A',
      'SYSTEM\\S',
      'SOFTWARE\\Ünï',
      DEEP,
    ])
      await tidemark.edit('node-a', 'x', [key, 'V']);
    await tidemark.edit('node-a', 'x', [`SOFTWARE\\${'n'.repeat(255)}`, 'V']);
  });

  afterAll(() => tidemark.stop());

  const call = async (body: Json): Promise<Json> => {
    const { status, body: answer } = await tidemark.control('Server', body);
    expect(status).toBe(200);
    return answer;
  };

  test.each([
    ['no NUL', utf16('SOFTWARE\\A'), 87],
    ['an odd length', Buffer.from([65, 0, 0]).toString('base64'), 87],
    ['an empty buffer', '', 87],
    ['an empty string', utf16('\0'), 87],
    ['a leading backslash', utf16('\\SOFTWARE\\A\0'), 87],
    ['a trailing backslash', utf16('SOFTWARE\\A\\\0'), 87],
    ['a root', utf16('HKEY_LOCAL_MACHINE\\SOFTWARE\\A\0'), 87],
    ['the short root', utf16('HKLM\\SOFTWARE\\A\0'), 87],
    ['256 characters in a component', utf16(`SOFTWARE\\${'n'.repeat(256)}\0`), 87],
    ['513 levels', utf16(`${DEEP}\\deeper\0`), 87],
    ['a key that is not there', utf16('SOFTWARE\\Nowhere\0'), 2],
    ['255 characters in a component', utf16(`SOFTWARE\\${'n'.repeat(255)}\0`), 0],
    ['512 levels', utf16(`${DEEP}\0`), 0],
    ['bytes after the NUL', utf16('SOFTWARE\\A\0rest'), 0],
    ['the same key in another case', utf16('software\\a\0'), 183],
    ['letters beyond ASCII', utf16('SOFTWARE\\Ünï\0'), 0],
    ['these in another case', utf16('SOFTWARE\\üNÏ\0'), 183],
  ])('ADD with %s', async (_, inBuffer, status) => {
    expect(await call({ controlCode: ADD, inBuffer })).toMatchObject({ status });
  });

  test('the views share one path namespace, and twins of a shared key are the same path', async () => {
    expect(await call({ controlCode: ADD_32, input: 'SOFTWARE\\A' })).toMatchObject({
      status: 183,
    });
    expect(await call({ controlCode: DELETE, input: 'software\\A' })).toMatchObject({ status: 0 });
    expect(await call({ controlCode: ADD_32, input: 'SOFTWARE\\A' })).toMatchObject({ status: 0 });
    expect(await call({ controlCode: ADD_64, input: 'SOFTWARE\\A' })).toMatchObject({
      status: 183,
    });
    expect(await call({ controlCode: ADD_32, input: 'SYSTEM\\S' })).toMatchObject({ status: 0 });
    expect(await call({ controlCode: ADD, input: 'SYSTEM\\S' })).toMatchObject({ status: 183 });
    const found = await tidemark.items('/v1/resources/Server/checkpoints');
    expect(found.find(({ key }) => key === 'SOFTWARE\\A')).toMatchObject({
      view: '32-bit',
      effectiveKey: 'SOFTWARE\\Wow6432Node\\A',
    });
  });

  test('GET answers by the grow protocol', async () => {
    const whole = await call({ controlCode: '0x010000A9' });
    const bytes = Buffer.from(String(whole['outBuffer']), 'base64');
    expect(whole).toMatchObject({ status: 0, bytesReturned: bytes.length, required: bytes.length });
    expect(bytes.toString('utf16le')).toBe(
      `${(whole['output'] as string[]).map((key) => `${key}\0`).join('')}\0`,
    );
    const required = bytes.length;
    expect(await call({ controlCode: GET, outBufferSize: 0 })).toMatchObject({
      status: 0,
      required,
      output: [],
    });
    expect(await call({ controlCode: GET, outBufferSize: required - 1 })).toMatchObject({
      status: 234,
      bytesReturned: required,
      output: [],
    });
    expect(await call({ controlCode: GET, outBufferSize: required })).toMatchObject({
      status: 0,
      bytesReturned: required,
    });
  });

  test('a resource type lists the keys of all its resources, and refuses codes of a resource', async () => {
    const path = 'POST /v1/resource-types/generic service/control';
    const { body } = await tidemark.send(path, { controlCode: TYPE_GET });
    expect(body).toMatchObject({ status: 0 });
    expect(body['output']).toContain('SYSTEM\\S');
    expect((await tidemark.send(path, { controlCode: GET })).body).toMatchObject({ status: 1 });
    expect(await call({ controlCode: TYPE_GET })).toMatchObject({ status: 1 });
  });

  test('an unknown code is 1, another host than the owner 5015, an unknown host 5042', async () => {
    expect(await call({ controlCode: 0x01000000 })).toMatchObject({ status: 1 });
    expect(await call({ controlCode: GET, hostNode: 'node-b' })).toMatchObject({ status: 5015 });
    expect(await call({ controlCode: GET, hostNode: 'node-x' })).toMatchObject({ status: 5042 });
    expect(await call({ controlCode: GET, hostNode: 'NODE-A' })).toMatchObject({ status: 0 });
  });

  test('DELETE of a key that is not checkpointed is 2', async () => {
    expect(await call({ controlCode: DELETE, input: 'SOFTWARE\\B' })).toMatchObject({ status: 2 });
  });

  test('while the cluster is read-only it lists, and refuses to change', async () => {
    await tidemark.send('POST /v1/cluster/state', { state: 'read-only' });
    expect(await call({ controlCode: GET })).toMatchObject({ status: 0 });
    expect(await call({ controlCode: ADD, input: 'SOFTWARE' })).toMatchObject({ status: 70 });
    const node = await tidemark.send('POST /v1/nodes', { name: 'node-c' });
    expect(node.status).toBe(503);
    expect(node.body['win32']).toEqual({ code: 70, name: 'ERROR_SHARING_PAUSED' });
    await tidemark.send('POST /v1/cluster/state', { state: 'read-write' });
  });

  test.each([
    ['an unknown resource', 'Nobody', { controlCode: GET }, 404],
    ['both inputs', 'Server', { controlCode: ADD, input: 'A', inBuffer: 'QQA=' }, 400],
    ['at on a code that modifies', 'Server', { controlCode: ADD, input: 'A', at: '1' }, 400],
    ['no code', 'Server', {}, 400],
    ['a size below 0', 'Server', { controlCode: GET, outBufferSize: -1 }, 400],
  ])('%s never becomes a call', async (_, resource, body, status) => {
    const answer = await tidemark.control(resource, body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  test('at shows the checkpoints as they were', async () => {
    const { body } = await tidemark.send('GET /v1/events?type=RegistryCheckpointAdded&limit=1');
    const { position } = (body['items'] as Json[])[0] ?? {};
    const then = await call({ controlCode: GET, at: String(position) });
    expect(then['output']).toHaveLength(1);
  });
});
