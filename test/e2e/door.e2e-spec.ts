import { generateKeyPairSync } from 'node:crypto';
import { METHODS } from 'node:http';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { ask, exchange, routesOf, type Raw } from './asking.js';
import { Tidemark, KEY, type Json } from './tidemark.js';

const HOSTILE = { 'sec-fetch-site': 'cross-site', origin: 'http://evil.example' };
const READING = ['GET', 'HEAD', 'OPTIONS'];
/** A Node.js client library handles the answer of a CONNECT itself. */
const ALL = METHODS.filter((method) => method !== 'CONNECT');
const ID = '24\\Contoso Provider\\Key';

const slugOf = ({ text }: Raw): string =>
  text === '' ? '' : String((JSON.parse(text) as Json)['type']).replace(/^.*:/, '');

describe('the door', () => {
  let tidemark: Tidemark;
  let container: string;
  let paths: readonly string[];

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await tidemark.edit('node-a', '1433');
    await tidemark.addCheckpoint('Server', KEY);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const body = { type: 24, provider: 'Contoso Provider', container: 'Key', pem };
    expect(await tidemark.status('PUT /v1/nodes/node-a/key-containers', body)).toBe(0);
    container = `/v1/nodes/node-a/key-containers/${encodeURIComponent(ID)}`;
    const [checkpoint] = await tidemark.items('/v1/resources/Server/checkpoints');
    paths = routesOf(tidemark.parts.app).map((pattern) =>
      pathOf(pattern, String(checkpoint?.['id'])),
    );
  });

  afterAll(() => tidemark.stop());

  /** The path of a route with the names of existing things. */
  const pathOf = (pattern: string, checkpoint: string): string =>
    pattern
      .replace('/key-containers/:id', `/key-containers/${encodeURIComponent(ID)}`)
      .replace('/checkpoints/:id', `/checkpoints/${checkpoint}`)
      .replace(':node', 'node-a')
      .replace(':group', 'SQL')
      .replace(':resource', 'Server')
      .replace(':other', 'Server')
      .replace(':type', '24')
      .replace(':number', '1')
      .replace(':id', 'none')
      .replace('*', 'none');

  const head = async (): Promise<string> => {
    await tidemark.settled();
    return String(await tidemark.engine.store.head());
  };

  const send = (method: string, path: string, headers = {}): Promise<Raw> =>
    ask(tidemark.url, [method, path], { headers });

  test('knows every route', () => {
    expect(paths.length).toBeGreaterThan(50);
    for (const known of [
      '/v1/nodes',
      '/v1/nodes/node-a/crash',
      container,
      '/docs',
      '/openapi.json',
    ])
      expect(paths).toContain(known);
  });

  test('lets no foreign page change anything, by any method on any route', async () => {
    const before = await head();
    for (const path of [...paths, '/nowhere', '/v1/%zz', `/v1/nodes/${'x'.repeat(2000)}`])
      for (const method of ALL) {
        const answer = await send(method, path, HOSTILE);
        const { status, headers } = answer;
        const where = `${method} ${path}`;
        const isRecorded = method !== 'OPTIONS' && path.startsWith('/v1/export');
        if (READING.includes(method) && !isRecorded)
          expect([where, status]).not.toEqual([where, 403]);
        else if (method === 'HEAD') expect([where, status]).toEqual([where, 403]);
        else expect([where, status, slugOf(answer)]).toEqual([where, 403, 'cross-origin']);
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual(
          [],
        );
      }
    expect(await head()).toBe(before);
  });

  test('accepts no unknown name, by any method on any route', async () => {
    const before = await head();
    for (const path of [...paths, '/nowhere', '/v1/%zz'])
      for (const method of ALL) {
        const { status, headers } = await send(method, path, { host: 'evil.example:2180' });
        expect([method, path, status]).toEqual([method, path, 421]);
        expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
      }
    expect(await head()).toBe(before);
  });

  test.each<[string, Record<string, string>, boolean]>([
    ['no browser', {}, true],
    ['its own page', { 'sec-fetch-site': 'same-origin' }, true],
    ['its user', { 'sec-fetch-site': 'none' }, true],
    ['a page on another port', { 'sec-fetch-site': 'same-site' }, false],
    ['a page of an old browser', { origin: 'http://127.0.0.1:1' }, false],
    ['a sandboxed page', { origin: 'null' }, false],
  ])('checks the origin of every command: %s', async (_, headers, isLetIn) => {
    const before = await head();
    for (const path of paths) {
      const { status } = await send('POST', path, headers);
      expect([path, status === 403]).toEqual([path, !isLetIn]);
    }
    if (!isLetIn) expect(await head()).toBe(before);
  });

  test('accepts a page with an Origin only if its authority equals the Host, letter by letter', async () => {
    const { host } = new URL(tidemark.url);
    const body = JSON.stringify({ name: 'node-o' });
    const create = async (origin: string): Promise<number> => {
      const headers = { 'content-type': 'application/json', origin };
      return (await ask(tidemark.url, ['POST', '/v1/nodes'], { headers, body })).status;
    };
    expect(await create(`http://${host.replace('127.0.0.1', 'localhost')}`)).toBe(403);
    expect(await create(`http://${host}`)).toBe(201);
  });

  /** Spellings with which the router finds `reveal=true`. */
  const SPELLINGS = [
    '?reveal=true',
    '?%72eveal=true',
    '?reveal=%74rue',
    '?reveal=true&consistency=eventual',
    '?consistency=eventual&reveal=true',
    '#reveal=true',
    '?&reveal=true',
  ];

  test.each(SPELLINGS)('reveals nothing to a page of another origin by %s', async (query) => {
    const before = await head();
    for (const method of ['GET', 'HEAD'])
      expect((await send(method, container + query, HOSTILE)).status).toBe(403);
    expect(await head()).toBe(before);
    const { status, text } = await send('GET', container + query);
    expect([status, text.includes('PRIVATE KEY')]).toEqual([200, true]);
    expect(await head()).not.toBe(before);
  });

  test.each(SPELLINGS)('a HEAD with %s records nothing', async (query) => {
    const before = await head();
    expect((await send('HEAD', container + query)).status).toBe(200);
    expect(await head()).toBe(before);
  });

  test('no HEAD of any route records anything', async () => {
    const before = await head();
    for (const path of paths) await send('HEAD', `${path}?reveal=true`);
    expect(await head()).toBe(before);
  });

  test('refuses without waiting for a body, and leaves none on the connection', async () => {
    const next = 'GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n';
    const post = 'POST /v1/nodes HTTP/1.1\r\nhost: localhost\r\norigin: null\r\n';
    const unsent = await exchange(
      tidemark.url,
      `${post}connection: close\r\ncontent-length: 1000000\r\n\r\n`,
    );
    expect(unsent).toMatch(/^HTTP\/1.1 403 /);
    const cut = await exchange(tidemark.url, `${post}content-length: 100000000\r\n\r\n{`);
    expect(cut).toMatch(/^HTTP\/1.1 403 [^]*connection: close/i);
    const both = await exchange(tidemark.url, `${post}content-length: 2\r\n\r\n{}${next}`);
    expect(both).toMatch(/^HTTP\/1.1 403 [^]*HTTP\/1.1 200 OK/);
  });

  test.each<[string, string, number]>([
    ['no Host', 'GET /healthz HTTP/1.1\r\n', 400],
    ['no Host in HTTP/1.0', 'GET /v1/nodes HTTP/1.0\r\n', 400],
    ['a health check in HTTP/1.0', 'GET /healthz HTTP/1.0\r\n', 200],
    ['a check of readiness in HTTP/1.0', 'HEAD /readyz HTTP/1.0\r\n', 200],
    ['two Hosts', 'GET /healthz HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\n', 400],
    ['no name', 'GET /healthz HTTP/1.1\r\nhost:\r\n', 400],
    ['another name', 'GET /healthz HTTP/1.1\r\nhost: evil.example\r\n', 421],
    ['a URL of its own', 'GET http://localhost/healthz HTTP/1.1\r\nhost: localhost\r\n', 200],
    ['a URL of others', 'GET http://evil.example/healthz HTTP/1.1\r\nhost: localhost\r\n', 400],
    ['a tunnel', 'CONNECT localhost:80 HTTP/1.1\r\nhost: localhost:80\r\n', 405],
    ['a tunnel elsewhere', 'CONNECT evil.example:80 HTTP/1.1\r\nhost: evil.example:80\r\n', 421],
  ])('%s is answered, and a refusal is a problem', async (_, request, status) => {
    const answer = await exchange(tidemark.url, `${request}connection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    if (status === 200) return;
    expect(answer).toContain('content-type: application/problem+json');
    const problem = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as Json;
    expect(problem).toMatchObject({
      status,
      type: expect.stringMatching(/^urn:tidemark:problem:/),
    });
  });

  test('counts its refusals', async () => {
    const counted = async (): Promise<number> => {
      const { text } = await send('GET', '/metrics');
      const row = 'tidemark_http_requests_total{method="GET",route="none",status="421"}';
      return Number(
        text
          .split('\n')
          .find((line) => line.startsWith(row))
          ?.split(' ')[1] ?? 0,
      );
    };
    const before = await counted();
    await send('GET', '/v1/nodes', { host: 'evil.example' });
    expect(await counted()).toBe(before + 1);
  });
});
