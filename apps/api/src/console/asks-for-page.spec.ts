import { describe, expect, test } from '@jest/globals';

import { asksForPage } from './asks-for-page.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

const asks = (url: string, change: Readonly<{ method?: string; accept?: string }> = {}): boolean =>
  asksForPage({ method: 'GET', url, accept: BROWSER, ...change });

describe('a request for a page of the console', () => {
  test.each([
    '/',
    '/?at=412',
    '/events?type=RegistryChanged',
    '/operations/7f',
    '/v1x',
    '/documents',
    '/metrics/x',
  ])('%s is one', (url) => {
    expect(asks(url)).toBe(true);
  });

  test.each([
    '/v1',
    '/v1/',
    '/v1/nothing',
    '/%76%31/nothing',
    '/v1?x',
    '/docs',
    '/docs/nothing',
    '/assets/nothing.js',
    '/healthz',
    '/readyz?verbose',
    '/metrics',
    '/openapi.json',
  ])('%s is none', (url) => {
    expect(asks(url)).toBe(false);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is none', (method) => {
    expect(asks('/', { method })).toBe(false);
  });

  test('HEAD is one', () => {
    expect(asks('/', { method: 'HEAD' })).toBe(true);
  });

  test.each(['*/*', 'text/*', 'application/json', '', 'text/html;q=0', 'text/html; q=0.000'])(
    'what accepts "%s" asks for none',
    (accept) => {
      expect(asks('/', { accept })).toBe(false);
    },
  );

  test.each(['text/html', 'TEXT/HTML;q=0.1', 'application/json, text/html;charset=utf-8'])(
    'what accepts "%s" asks for one',
    (accept) => {
      expect(asks('/', { accept })).toBe(true);
    },
  );

  test('without an Accept there is no wish for a page', () => {
    expect(asksForPage({ method: 'GET', url: '/', accept: undefined })).toBe(false);
  });
});
