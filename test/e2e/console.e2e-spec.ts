import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { ask, type Raw } from './asking.js';
import { Tidemark, type Json } from './tidemark.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const PAGE = '<!doctype html><head><title>Tidemark</title></head>';
/** The first requests of a page, as the build of the console writes them. */
const PAGES = {
  '/timeline': {
    modules: ['/assets/timeline-a1b2.js'],
    styles: ['/assets/timeline-a1b2.css'],
    questions: ['/v1/timeline?buckets=200&lanes=nodes'],
  },
};
const CODE = [
  '<link rel="stylesheet" crossorigin href="/assets/timeline-a1b2.css">',
  '<link rel="modulepreload" crossorigin href="/assets/timeline-a1b2.js">',
].join('\n');
const QUESTION =
  '<link rel="preload" as="fetch" crossorigin href="/v1/timeline?buckets=200&amp;lanes=nodes">';
const SCRIPT = 'export const answer = 42;';

/** A folder as the build of the console leaves it. */
const builtConsole = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), PAGE);
  writeFileSync(join(folder, 'pages.json'), JSON.stringify(PAGES));
  writeFileSync(join(folder, 'assets/index-a1b2.js'), SCRIPT);
  writeFileSync(join(folder, 'assets/index-a1b2.js.gz'), gzipSync(SCRIPT));
  return folder;
};

const slugOf = ({ text }: Raw): string =>
  String((JSON.parse(text) as Json)['type']).replace(/^.*:/, '');

describe('the console', () => {
  let folder: string;
  let tidemark: Tidemark;

  beforeAll(async () => {
    folder = builtConsole();
    tidemark = await Tidemark.start(undefined, { console: folder });
  });

  afterAll(async () => {
    await tidemark.stop();
    rmSync(folder, { recursive: true });
  });

  const open = (path: string, headers = {}, method = 'GET'): Promise<Raw> =>
    ask(tidemark.url, [method, path], { headers: { accept: BROWSER, ...headers } });

  test.each(['/', '/?at=1', '/events?node=node-a', '/operations/1b6d', '/any/where'])(
    'a browser that opens %s gets the page',
    async (path) => {
      const { status, headers, text } = await open(path);
      expect([status, text]).toEqual([200, PAGE]);
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        vary: 'Accept',
      });
    },
  );

  test.each([
    ['/timeline', `${CODE}\n${QUESTION}\n`],
    ['/timeline?at=1', `${CODE}\n`],
    ['/timeline/', ''],
  ])('%s names its first requests', async (path, links) => {
    expect((await open(path)).text).toBe(PAGE.replace('</head>', `${links}</head>`));
  });

  test('HEAD has the same headers and no body', async () => {
    const { status, headers, text } = await open('/', {}, 'HEAD');
    expect([status, text]).toEqual([200, '']);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
  });

  test.each(['/v1', '/v1/nothing', '/docs/nothing', '/assets/nothing.js', '/%76%31/nothing'])(
    '%s stays a problem, also for a browser',
    async (path) => {
      const answer = await open(path);
      expect(answer.status).toBe(404);
      expect(answer.headers['content-type']).toMatch('application/problem+json');
    },
  );

  test.each(['*/*', 'application/json', 'text/html;q=0'])(
    'a program that accepts %s gets a problem',
    async (accept) => {
      const answer = await open('/nothing', { accept });
      expect([answer.status, slugOf(answer)]).toEqual([404, 'no-such-route']);
    },
  );

  test('a command to an address of the console is a problem', async () => {
    const answer = await open('/events', {}, 'DELETE');
    expect([answer.status, slugOf(answer)]).toEqual([404, 'no-such-route']);
  });

  test('the pages of the API are still there', async () => {
    expect((await open('/docs')).text).toMatch(/swagger/i);
    expect((await open('/healthz')).headers['content-type']).toMatch('application/json');
  });

  test('the page may load from this server alone, and run or style nothing inline', async () => {
    const { headers } = await open('/');
    const policy = String(headers['content-security-policy']).split(';');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy.join()).not.toMatch(/unsafe|data:|https?:|\*/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
  });

  test('an asset is kept for ever, and comes compressed where that is accepted', async () => {
    const plain = await open('/assets/index-a1b2.js');
    expect([plain.status, plain.text]).toEqual([200, SCRIPT]);
    expect(plain.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'application/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    const { headers } = await open('/assets/index-a1b2.js', { 'accept-encoding': 'gzip' });
    expect(headers['content-encoding']).toBe('gzip');
  });

  test.each(['/assets/../index.html', '/assets/%2e%2e/index.html', '/assets/', '/assets/.hidden'])(
    'no other file is given out: %s',
    async (path) => {
      const { status } = await open(path, { accept: '*/*' });
      expect([400, 403, 404]).toContain(status);
    },
  );
});

describe('a server without a built console', () => {
  let tidemark: Tidemark;

  beforeAll(async () => {
    tidemark = await Tidemark.start();
  });

  afterAll(() => tidemark.stop());

  test('says so where the console would be', async () => {
    const answer = await ask(tidemark.url, ['GET', '/'], { headers: { accept: BROWSER } });
    expect([answer.status, slugOf(answer)]).toEqual([404, 'no-console']);
    expect(answer.text).toMatch('npm run build');
  });

  test('answers programs as ever', async () => {
    const answer = await ask(tidemark.url, ['GET', '/'], { headers: { accept: '*/*' } });
    expect([answer.status, slugOf(answer)]).toEqual([404, 'no-such-route']);
  });
});
