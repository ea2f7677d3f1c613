import { METHODS } from 'node:http';

import { describe, expect, test } from '@jest/globals';

import { originRefusal, reveals } from './origin.js';

const HOST = 'localhost:2180';
const REVEALING = '/v1/nodes/node-a/key-containers/x?reveal=true';

type Headers = readonly (readonly [string, string])[];

const isRefused = (request: string, headers: Headers): boolean => {
  const [method = '', url = ''] = request.split(' ');
  const rawHeaders = ['Host', HOST, ...headers.flat()];
  const refusal = originRefusal({ method, url, httpVersion: '1.1', rawHeaders });
  expect([undefined, 403]).toContain(refusal?.status);
  return refusal !== undefined;
};

/** The headers that a browser sends for a page of another site. */
const HOSTILE: Headers = [
  ['Sec-Fetch-Site', 'cross-site'],
  ['Origin', 'http://evil.example'],
];

describe('the page that a request comes from', () => {
  test.each<[string, Headers]>([
    ['no browser', []],
    ['a browser says it is the same', [['Sec-Fetch-Site', 'same-origin']]],
    ['the user asked', [['sec-fetch-site', 'none']]],
    [
      'the same, and an Origin that a proxy has changed',
      [
        ['Sec-Fetch-Site', 'same-origin'],
        ['Origin', 'http://other'],
      ],
    ],
    ['an Origin with the same authority', [['Origin', `http://${HOST}`]]],
    ['an Origin with the same authority under TLS', [['ORIGIN', `https://${HOST}`]]],
  ])('is let in: %s', (_, headers) => {
    expect(isRefused('POST /v1/nodes', headers)).toBe(false);
  });

  test.each<[string, Headers]>([
    ['another site', HOSTILE],
    ['another origin of the same site', [['Sec-Fetch-Site', 'same-site']]],
    ['an unknown value', [['Sec-Fetch-Site', 'Same-Origin']]],
    ['an empty one', [['Sec-Fetch-Site', '']]],
    [
      'two of them',
      [
        ['Sec-Fetch-Site', 'same-origin'],
        ['Sec-Fetch-Site', 'cross-site'],
      ],
    ],
    ['two in one', [['Sec-Fetch-Site', 'same-origin, cross-site']]],
    [
      'another site in spite of its Origin',
      [
        ['Sec-Fetch-Site', 'cross-site'],
        ['Origin', `http://${HOST}`],
      ],
    ],
    ['another name', [['Origin', 'http://evil.example']]],
    ['another port', [['Origin', 'http://localhost:2181']]],
    ['no port', [['Origin', 'http://localhost']]],
    ['another case', [['Origin', 'http://LOCALHOST:2180']]],
    ['another address of the same machine', [['Origin', 'http://127.0.0.1:2180']]],
    ['a sandboxed page or a file', [['Origin', 'null']]],
    ['a file', [['Origin', 'file://']]],
    ['an empty Origin', [['Origin', '']]],
    ['the host before an @', [['Origin', `http://${HOST}@evil.example`]]],
    ['the host after an @', [['Origin', `http://evil.example@${HOST}`]]],
    ['an authority alone', [['Origin', HOST]]],
    [
      'two Origins',
      [
        ['Origin', `http://${HOST}`],
        ['Origin', 'http://evil.example'],
      ],
    ],
    ['two Origins in one', [['Origin', `http://${HOST}, http://evil.example`]]],
  ])('is refused: %s', (_, headers) => {
    expect(isRefused('POST /v1/nodes', headers)).toBe(true);
  });

  test('a request without Host comes from no page', () => {
    for (const origin of ['null', 'undefined', 'x', 'http://', 'http://undefined'])
      expect(
        originRefusal({
          method: 'POST',
          url: '/healthz',
          httpVersion: '1.0',
          rawHeaders: ['Origin', origin],
        })?.status,
      ).toBe(403);
  });

  test('is checked for every method except reads', () => {
    const letIn = METHODS.filter((method) => !isRefused(`${method} /v1/nodes`, HOSTILE));
    expect(letIn.sort()).toEqual(['GET', 'HEAD', 'OPTIONS']);
  });

  test('is checked for a recorded read, and for its HEAD', () => {
    expect(isRefused(`GET ${REVEALING}`, HOSTILE)).toBe(true);
    expect(isRefused(`HEAD ${REVEALING}`, HOSTILE)).toBe(true);
    expect(isRefused(`OPTIONS ${REVEALING}`, HOSTILE)).toBe(false);
    expect(isRefused(`GET ${REVEALING}`, [])).toBe(false);
    expect(isRefused(`GET ${REVEALING}`, [['Sec-Fetch-Site', 'none']])).toBe(false);
  });
});

test.each<[string, boolean]>([
  ['/x', false],
  ['/reveal=true', false],
  ['/x?reveal=false', false],
  ['/x?at=5&reveal=false', false],
  ['/x?unreveal=true', false],
  ['/x?at=reveal', false],
  ['/x?at=%zz', false],
  ['/x?reveal=true', true],
  ['/x?at=5&reveal=true', true],
  ['/x?reveal=false&reveal=true', true],
  ['/x?%72eveal=true', true],
  ['/x?reveal=tru%65', true],
  ['/x?%72%65%76%65%61%6c=%74%72%75%65', true],
  ['/x?reveal', true],
  ['/x?reveal=', true],
  ['/x?reveal=TRUE', true],
  ['/x?reveal=%zz', true],
  ['/x#reveal=true', true],
  ['/x;reveal=true', true],
  ['/x?a?reveal=true', true],
  ['/x?&&reveal=true', true],
  ['http://localhost?x=/v1/nodes/a/key-containers/b?reveal=true', true],
])('whether %s may be a recorded read: %j', (url, expected) => {
  expect(reveals(url)).toBe(expected);
});
