import { describe, expect, test } from '@jest/globals';

import { type RequestHead } from './request-head.js';
import { hostRefusal } from './host.js';

const NAMES = new Set(['tidemark.example', 'cluster']);

type Change = Partial<Omit<RequestHead, 'rawHeaders'>>;

const statusOf = (hosts: readonly string[], change: Change = {}): number | undefined =>
  hostRefusal(
    {
      method: 'GET',
      url: '/v1/nodes',
      httpVersion: '1.1',
      rawHeaders: hosts.flatMap((host) => ['Host', host]),
      ...change,
    },
    NAMES,
  )?.status;

const OPEN = undefined;

describe('the host that a request names', () => {
  test.each<[string]>([
    ['127.0.0.1'],
    ['127.0.0.1:2180'],
    ['0.0.0.0:2180'],
    ['192.0.2.7'],
    ['[::1]'],
    ['[::1]:2180'],
    ['[2001:DB8::7]:80'],
    ['[::ffff:127.0.0.1]'],
    ['localhost'],
    ['localhost:65535'],
    ['LocalHost:1'],
    ['tidemark.localhost:2180'],
    ['a.b-c.localhost'],
    ['tidemark.example'],
    ['Tidemark.EXAMPLE:8443'],
    ['cluster:2180'],
  ])('%s is let in', (host) => {
    expect(statusOf([host])).toBe(OPEN);
  });

  test.each<[string]>([
    ['evil.example'],
    ['evil.example:2180'],
    ['localhost.evil.example'],
    ['127.0.0.1.evil.example'],
    ['notlocalhost'],
    ['.localhost'],
    ['a..localhost'],
    ['localhost.'],
    ['127.0.0.1.'],
    ['tidemark.example.'],
    ['sub.tidemark.example'],
    ['tidemark.example.evil'],
    ['tidemark'],
    ['127.1'],
    ['0x7f.1'],
    ['0x7f000001'],
    ['2130706433'],
    ['0177.0.0.1'],
    ['127.0.0.01'],
    ['256.0.0.1'],
    ['xn--lcalhost-54a'],
  ])('%s is an unknown name, which is misdirected', (host) => {
    expect(statusOf([host])).toBe(421);
  });

  test.each<[string]>([
    [''],
    [' '],
    [':2180'],
    ['localhost:'],
    ['localhost:0'],
    ['localhost:65536'],
    ['localhost:http'],
    ['localhost:-1'],
    ['localhost:2180:2180'],
    ['localhost localhost'],
    ['localhost,evil.example'],
    ['localhost/'],
    ['http://localhost'],
    ['user@localhost'],
    ['user:word@localhost:2180'],
    ['l%6fcalhost'],
    ['lócalhost'],
    ['localhost\u3002'],
    ['127。0。0。1'],
    ['::1'],
    ['[::1'],
    ['::1]'],
    ['[::1]x'],
    ['[::1%25lo]'],
    ['[::1%lo]'],
    ['[]'],
    ['[127.0.0.1]'],
    ['[v1.x]'],
    ['[localhost]'],
    ['*'],
  ])('%j is not a host', (host) => {
    expect(statusOf([host])).toBe(400);
  });

  test('a second Host is refused, even if it is the same', () => {
    expect(statusOf(['localhost', 'localhost'])).toBe(400);
    expect(statusOf(['localhost', 'evil.example'])).toBe(400);
    expect(statusOf(['evil.example', 'localhost'])).toBe(400);
  });

  test('the name of a header has any case, and the value of another header does not count', () => {
    const asked = { method: 'GET', url: '/', httpVersion: '1.1' };
    const rawHeaders = ['X-A', 'host', 'hOST', 'localhost', 'Y', 'host'];
    expect(hostRefusal({ ...asked, rawHeaders }, NAMES)).toBe(OPEN);
    expect(hostRefusal({ ...asked, rawHeaders: ['X', 'host'] }, NAMES)?.status).toBe(400);
  });

  test.each<[string, string, number | undefined]>([
    ['1.1', '/v1/nodes', 400],
    ['1.1', '/healthz', 400],
    ['1.0', '/healthz', OPEN],
    ['1.0', '/readyz', OPEN],
    ['1.0', '/readyz?full', OPEN],
    ['1.0', '/healthz/', 400],
    ['1.0', '/healthz/../v1/nodes', 400],
    ['1.0', '//healthz', 400],
    ['1.0', 'http://evil.example/healthz', 400],
    ['1.0', '/v1/nodes', 400],
    ['0.9', '/healthz', 400],
    ['2.0', '/healthz', 400],
  ])('may be missing in HTTP/%s for %s: %j', (httpVersion, url, status) => {
    expect(statusOf([], { httpVersion, url })).toBe(status);
  });

  test.each<[string, string, number | undefined]>([
    ['http://localhost:2180/v1/nodes', 'localhost:2180', OPEN],
    ['http://LOCALHOST/v1/nodes', 'localhost:80', OPEN],
    ['https://localhost', 'localhost', OPEN],
    ['http://localhost:2180?a=b', 'localhost:2180', OPEN],
    ['/v1/http://evil.example/', 'localhost', OPEN],
    ['//evil.example/v1', 'localhost', OPEN],
    ['*', 'localhost', OPEN],
    ['http://evil.example/', 'evil.example', 421],
    ['http://evil.example/', 'localhost', 400],
    ['http://localhost/', 'evil.example', 400],
    ['http://localhost:2181/', 'localhost:2180', 400],
    ['http://user@localhost/', 'localhost', 400],
    ['http://localhost\\@evil.example/', 'localhost', 400],
    ['http:///v1/nodes', 'localhost', 400],
    ['other+1://evil.example/', 'localhost', 400],
  ])('is the host of the request line %s with %s: %j', (url, host, status) => {
    expect(statusOf([host], { url })).toBe(status);
  });

  test.each<[string, string, number | undefined]>([
    ['localhost:2180', 'localhost:2180', OPEN],
    ['evil.example:443', 'evil.example:443', 421],
    ['evil.example:443', 'localhost', 400],
  ])('is the host of CONNECT %s with %s: %j', (url, host, status) => {
    expect(statusOf([host], { url, method: 'CONNECT' })).toBe(status);
  });

  test('the refusal of a name names the setting that would allow it', () => {
    const rawHeaders = ['Host', 'Evil.example:1'];
    const asked = { method: 'GET', url: '/', httpVersion: '1.1', rawHeaders };
    expect(hostRefusal(asked, NAMES)).toMatchObject({
      slug: 'misdirected-request',
      message: expect.stringMatching(/^"evil\.example" .*TIDEMARK_ALLOWED_HOSTS/) as unknown,
    });
  });
});
