import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { Tidemark } from './tidemark.js';
import { Wire, type WireReply } from '../support/wire.js';

const HOST = 'host: localhost';
const EXPECT = 'expect: 100-continue';
const UPGRADE = ['connection: upgrade', 'upgrade: websocket'];

const get = (path: string, ...headers: string[]): string =>
  [`GET ${path} HTTP/1.1`, HOST, ...headers, '', ''].join('\r\n');

const post = (path: string, body: string, ...headers: string[]): string =>
  [
    `POST ${path} HTTP/1.1`,
    HOST,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...headers,
    '',
    body,
  ].join('\r\n');

const addNode = (name: string, ...headers: string[]): string =>
  post('/v1/nodes', JSON.stringify({ name }), ...headers);

const upload = (type: string, ...headers: string[]): string =>
  post('/v1/nodes/node-a/registry', 'no file', ...headers)
    .replace('POST', 'PATCH')
    .replace('application/json', type);

const statuses = (replies: readonly WireReply[]): readonly number[] =>
  replies.map(({ status }) => status);

describe('requests behind each other on a connection', () => {
  let tidemark: Tidemark;
  let count = 0;
  beforeAll(async () => {
    const environment = { TIDEMARK_MAX_UPLOAD_BYTES: '1' };
    tidemark = await Tidemark.start(undefined, { environment });
    await tidemark.send('POST /v1/nodes', { name: 'node-a' });
  });
  afterAll(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  const exchange = async (text: string): Promise<readonly WireReply[]> =>
    (await Wire.open(tidemark.url)).send(text).closed();

  const nextName = (): string => {
    count += 1;
    return `behind-${count}`;
  };

  const isAdded = async (name: string): Promise<boolean> =>
    (await tidemark.items('/v1/nodes')).some((node) => node['name'] === name);

  test.each<[string, string, readonly number[]]>([
    ['a read without a body that expects an invitation', get('/v1/nodes', EXPECT), [100, 200]],
    ['a missing thing', get('/v1/nodes/nobody', EXPECT), [100, 404]],
    ['a missing route', get('/nowhere', EXPECT), [100, 404]],
    ['an unknown expectation', get('/v1/nodes', 'expect: a miracle'), [417]],
    ['another host', get('/v1/nodes', EXPECT).replace('localhost', 'example.com'), [100, 421]],
    ['another page', addNode('x', 'sec-fetch-site: cross-site'), [403]],
    ['a malformed body', post('/v1/nodes', '{'), [400]],
    ['a body for a missing route', post('/nowhere', '{}'), [404]],
    ['a body that came without an invitation', upload('text/plain', EXPECT), [415]],
    ['a read with a body', get('/v1/nodes', EXPECT, 'content-length: 2') + '{}', [200]],
    ['an upload for which there is no room', upload('text/x-ms-regedit', EXPECT), [413]],
    ['a read that wants an upgrade', get('/v1/nodes', ...UPGRADE), [200]],
  ])('%s is answered, and so are the requests behind it', async (_, first, expected) => {
    const names = [nextName(), nextName(), nextName()] as const;
    const behind = addNode(names[0]) + addNode(names[1], ...UPGRADE) + addNode(names[2]);
    const wire = (await Wire.open(tidemark.url)).send(first + behind);
    const replies = await wire.answered(expected.length + names.length);
    wire.destroy();
    expect(statuses(replies)).toEqual([...expected, 201, 201, 201]);
    expect(replies.map(({ headers }) => headers['connection'])).not.toContain('close');
  });

  test.each<[string, string, number]>([
    ['a body for another host', addNode('x', EXPECT).replace('localhost', 'example.com'), 421],
    ['a body of another page', addNode('x', EXPECT, 'sec-fetch-site: cross-site'), 403],
    ['a malformed request', get('/v1/nodes', 'no header'), 400],
    ['a tunnel', `CONNECT localhost:80 HTTP/1.1\r\n${HOST}\r\n\r\n`, 405],
  ])('%s ends the connection, and nothing behind it is carried out', async (_, first, status) => {
    for (const headers of [[], UPGRADE, [EXPECT]]) {
      const name = nextName();
      const replies = await exchange(first + addNode(name, ...headers));
      expect(statuses(replies)).toEqual([status]);
      expect(replies[0]?.headers['connection']).toBe('close');
      expect(await isAdded(name)).toBe(false);
    }
  });

  test('what is behind a large refused body is either answered or not carried out', async () => {
    for (const kibibytes of [1, 64, 100, 200, 900]) {
      const name = nextName();
      const body = post('/v1/nodes', 'x'.repeat(kibibytes * 1024)).replace('json', 'other');
      const [refused, ...others] = await (
        await Wire.open(tidemark.url)
      )
        .send(body + addNode(name))
        .end()
        .closed();
      expect(refused?.status).toBe(415);
      expect(statuses(others)).toEqual(refused?.headers['connection'] === 'close' ? [] : [201]);
      expect(await isAdded(name)).toBe(others.length > 0);
    }
  });

  test('all are answered in order before a malformed one is refused', async () => {
    const names = [nextName(), nextName(), nextName()].map((name) => addNode(name));
    const text = `${names.join('')}${get('/v1/nodes')}garbage\r\n\r\n`;
    expect(statuses(await exchange(text))).toEqual([201, 201, 201, 200, 400]);
  });
});
