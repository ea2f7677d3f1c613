import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { ask, exchange, routesOf, type Raw } from './asking.js';
import { Tidemark } from './tidemark.js';

/** The scripts, styles and images that a browser may load for an answer that it shows as a page. */
const policyOf = ({ headers }: Raw): Readonly<Record<string, string>> =>
  Object.fromEntries(
    String(headers['content-security-policy'])
      .split(';')
      .map((directive) => directive.trim().split(/ (.*)/s, 2) as [string, string]),
  );

describe('the headers of answers', () => {
  let tidemark: Tidemark;

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
  });

  afterAll(() => tidemark.stop());

  const get = (path: string): Promise<Raw> => ask(tidemark.url, ['GET', path]);

  test('allow no script from elsewhere, and styles and images in the page only for /docs', async () => {
    const paths = routesOf(tidemark.parts.app).map((path) => path.replace(/:\w+|\*/g, 'none'));
    for (const path of [...paths, '/nowhere', '/v1/%zz']) {
      const answer = await get(path);
      const { headers } = answer;
      const { 'script-src': scripts, 'default-src': rest, ...policy } = policyOf(answer);
      expect([path, scripts ?? rest]).toEqual([path, scripts === undefined ? "'none'" : "'self'"]);
      const isPage = path === '/docs' || path === '/docs/';
      expect([path, /inline|data:|eval|\*/.test(JSON.stringify(policy))]).toEqual([path, isPage]);
      expect(Object.keys(policy)).not.toContain('upgrade-insecure-requests');
      expect(Object.keys(headers)).not.toContain('strict-transport-security');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    }
  });

  test('allow /docs styles in its page and images in data: URLs, and no scripts', async () => {
    expect(policyOf(await get('/docs'))).toMatchObject({
      'script-src': "'self'",
      'script-src-attr': "'none'",
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' data:",
    });
  });

  test.each(['GET /healthz HTTP/1.1\r\nhost: evil.example\r\n', 'no request\r\n'])(
    'include a policy for a refusal before routing: %j',
    async (request) => {
      const answer = await exchange(tidemark.url, `${request}connection: close\r\n\r\n`);
      expect(answer).toMatch(/^content-security-policy: default-src 'none'/m);
      expect(answer).toMatch(/^x-content-type-options: nosniff/m);
    },
  );
});
