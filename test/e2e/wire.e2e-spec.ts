import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { Tidemark, type Json } from './tidemark.js';
import { Wire, type WireReply } from '../support/wire.js';

const HOST = 'host: localhost';
const JSON_TYPE = 'content-type: application/json';
const READ = `GET /v1/nodes HTTP/1.1\r\n${HOST}\r\n\r\n`;
/** Short limits, so that no test waits for seconds. */
const HASTY = { headersMs: 50, lookEveryMs: 10, windowMs: 50, windowBytes: 1024, lingerMs: 50 };

const post = (path: string, body: string, ...headers: string[]): string =>
  [
    `POST ${path} HTTP/1.1`,
    HOST,
    JSON_TYPE,
    `content-length: ${Buffer.byteLength(body)}`,
    ...headers,
    '',
    body,
  ].join('\r\n');

const addNode = (name: string, ...headers: string[]): string =>
  post('/v1/nodes', JSON.stringify({ name }), ...headers);

const problemOf = ({ headers, body }: WireReply): Json => {
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  return JSON.parse(body) as Json;
};

const statuses = (replies: readonly WireReply[]): readonly number[] =>
  replies.map(({ status }) => status);

describe('over a connection', () => {
  let tidemark: Tidemark;
  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.send('POST /v1/nodes', { name: 'node-a' });
  });
  afterAll(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  const exchange = async (text: string): Promise<readonly WireReply[]> =>
    (await Wire.open(tidemark.url)).send(text).closed();

  test.each<[string, string, number, RegExp]>([
    ['no HTTP', 'hello\r\n\r\n', 400, /no HTTP request/],
    ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01', 400, /no HTTP request/],
    ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, /no HTTP request/],
    ['an unknown version', 'GET / HTTP/9.9\r\n\r\n', 400, /no HTTP request/],
    ['a malformed header', `GET /v1/nodes HTTP/1.1\r\n${HOST}\r\nno header\r\n\r\n`, 400, /header/],
    [
      'headers without end',
      `GET /v1/nodes HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      /too long/,
    ],
    [
      'two lengths',
      `${READ.trimEnd()}\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n`,
      400,
      /content-length/,
    ],
    [
      'a length and chunks',
      `${READ.trimEnd()}\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`,
      400,
      /transfer-encoding/i,
    ],
    ['a tunnel', `CONNECT localhost:80 HTTP/1.1\r\n${HOST}\r\n\r\n`, 405, /CONNECT/],
  ])('%s is refused with a problem, and the connection is closed', async (_, text, status, why) => {
    const replies = await exchange(text);
    expect(statuses(replies)).toEqual([status]);
    for (const reply of replies) {
      expect(problemOf(reply)['detail']).toMatch(why);
      expect(reply.headers['connection']).toBe('close');
    }
  });

  test('a request without a Host is a problem', async () => {
    const wire = (await Wire.open(tidemark.url)).send('GET /v1/nodes HTTP/1.1\r\n\r\n');
    const replies = await wire.answered(1);
    wire.destroy();
    expect(statuses(replies)).toEqual([400]);
    expect(replies.map(problemOf)[0]?.['errors'][0]?.pointer).toBe('/headers/host');
  });

  test('an unknown expectation is a problem, and the request is not carried out', async () => {
    const before = tidemark.fingerprint();
    const wire = (await Wire.open(tidemark.url)).send(addNode('unexpected', 'expect: a miracle'));
    const replies = await wire.answered(1);
    wire.destroy();
    expect(statuses(replies)).toEqual([417]);
    expect(replies.map(problemOf)[0]?.['errors'][0]?.pointer).toBe('/headers/expect');
    expect(tidemark.fingerprint()).toBe(before);
  });

  test('a body is asked for if the route takes one, and otherwise refused before it comes', async () => {
    const [head = '', body = ''] = addNode('asked', 'expect: 100-continue').split(/(?<=\r\n\r\n)/);
    const wire = (await Wire.open(tidemark.url)).send(head);
    expect(statuses(await wire.answered(1))).toEqual([100]);
    expect(statuses(await wire.send(body).answered(2))).toEqual([100, 201]);
    wire.destroy();
    const large = `POST /v1/nodes HTTP/1.1\r\n${HOST}\r\n${JSON_TYPE}\r\ncontent-length: 3000000\r\nexpect: 100-continue\r\n\r\n`;
    expect(statuses(await exchange(large))).toEqual([413]);
    const other = large.replace('application/json', 'text/plain');
    expect(statuses(await exchange(other))).toEqual([415]);
  });

  test('a content-length that is too short: the executed request is answered first', async () => {
    const body = JSON.stringify({ name: 'short' });
    const text = post('/v1/nodes', body).replace(body, `${body}rest of it`);
    const replies = await exchange(text);
    expect(statuses(replies)).toEqual([201, 400]);
    expect(replies.map(({ headers }) => headers['connection'])).toEqual(['keep-alive', 'close']);
  });

  test('a request for an upgrade is answered, and so is the next request', async () => {
    const upgrade = 'connection: upgrade\r\nupgrade: websocket\r\n';
    const read = READ.replace(`${HOST}\r\n`, `${HOST}\r\n${upgrade}`);
    const wire = (await Wire.open(tidemark.url)).send(read);
    expect(statuses(await wire.answered(1))).toEqual([200]);
    expect(statuses(await wire.send('garbage\r\n\r\n').closed())).toEqual([200, 400]);
    expect(statuses(await exchange(`${read}garbage\r\n\r\n`))).toEqual([200, 400]);
    const add = addNode('upgraded', 'connection: upgrade', 'upgrade: h2c');
    expect(statuses(await exchange(`${add}${read}${add}bad\r\n\r\n`))).toEqual([
      201, 200, 409, 400,
    ]);
    expect(statuses(await exchange(`${addNode('before')}${read}bad\r\n\r\n`))).toEqual([
      201, 200, 400,
    ]);
  });

  test('a client that has closed its half of the connection gets its answer', async () => {
    const wire = (await Wire.open(tidemark.url)).send(addNode('half')).end();
    expect(statuses(await wire.closed())).toEqual([201]);
  });

  test.each([
    [
      'is broken off',
      `POST /v1/nodes HTTP/1.1\r\n${HOST}\r\n${JSON_TYPE}\r\ncontent-length: 30\r\n\r\n{"name":`,
    ],
    [
      'is broken off in a chunk',
      `POST /v1/nodes HTTP/1.1\r\n${HOST}\r\n${JSON_TYPE}\r\ntransfer-encoding: chunked\r\n\r\n8\r\n{"na`,
    ],
  ])('a body that %s is refused, and nothing is carried out', async (_, text) => {
    const before = tidemark.fingerprint();
    const replies = await (await Wire.open(tidemark.url)).send(text).end().closed();
    expect(statuses(replies)).toEqual([400]);
    expect(replies.map(problemOf)[0]?.['detail']).toMatch(/ended before it was complete/);
    expect(tidemark.fingerprint()).toBe(before);
  });

  test.each(['/v1/nodes', '/v1/nowhere', '/v1/nodes/node-a/registry'])(
    'an invalid chunk %s is one problem',
    async (path) => {
      const type = path.endsWith('registry') ? 'content-type: text/x-ms-regedit' : JSON_TYPE;
      const method = path.endsWith('registry') ? 'PATCH' : 'POST';
      const replies = await exchange(
        `${method} ${path} HTTP/1.1\r\n${HOST}\r\n${type}\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n`,
      );
      expect(statuses(replies)).toEqual([400]);
      replies.map(problemOf);
    },
  );
});

describe('a request that stops half way', () => {
  let tidemark: Tidemark;
  beforeAll(async () => {
    tidemark = await Tidemark.start(undefined, { limits: HASTY });
    await tidemark.send('POST /v1/nodes', { name: 'node-a' });
  });
  afterAll(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  test.each<[string, string]>([
    ['headers', 'GET /v1/nodes HTTP/1.1\r\nhost'],
    [
      'a JSON body',
      `POST /v1/nodes HTTP/1.1\r\n${HOST}\r\n${JSON_TYPE}\r\ncontent-length: 30\r\n\r\n{"name":`,
    ],
    [
      'a chunked body',
      `POST /v1/nodes HTTP/1.1\r\n${HOST}\r\n${JSON_TYPE}\r\ntransfer-encoding: chunked\r\n\r\n`,
    ],
    [
      'a body that was asked for',
      `POST /v1/nodes HTTP/1.1\r\n${HOST}\r\n${JSON_TYPE}\r\ncontent-length: 30\r\nexpect: 100-continue\r\n\r\n`,
    ],
    [
      'a .reg file',
      `PATCH /v1/nodes/node-a/registry HTTP/1.1\r\n${HOST}\r\ncontent-type: text/x-ms-regedit\r\ncontent-length: 3000\r\n\r\nWindows`,
    ],
  ])('%s: ends with a problem', async (_, text) => {
    const before = tidemark.fingerprint();
    const wire = (await Wire.open(tidemark.url)).send(text);
    const replies = (await wire.closed()).filter(({ status }) => status !== 100);
    expect(statuses(replies)).toEqual([408]);
    for (const reply of replies) {
      expect(problemOf(reply)['type']).toBe('urn:tidemark:problem:request-timeout');
      expect(reply.headers['connection']).toBe('close');
    }
    expect(tidemark.fingerprint()).toBe(before);
  });

  test('and follows a good request: that one is answered first', async () => {
    const wire = (await Wire.open(tidemark.url)).send(`${addNode('good')}GET /v1`);
    expect(statuses(await wire.closed())).toEqual([201, 408]);
  });
});
