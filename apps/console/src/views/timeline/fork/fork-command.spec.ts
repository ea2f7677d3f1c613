import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { readFork, writeFork } from './fork-command.js';

describe('a fork in the URL', () => {
  test('reads as a request with the time after it', () => {
    const command = {
      method: 'POST',
      path: '/v1/groups/SQL/move',
      body: { to: 'node-b' },
    } as const;
    const text = 'POST /v1/groups/SQL/move {"to":"node-b"} +60s';
    expect(writeFork({ command, seconds: 60 })).toBe(text);
    expect(readFork(text)).toEqual({ command, seconds: 60 });
  });

  test('is read back as it was written, whatever its body', () => {
    const fork = fc.record({
      command: fc.record({
        method: fc.constantFrom('POST' as const, 'PATCH' as const),
        path: fc.constant('/v1/nodes/node%20a/registry'),
        body: fc.dictionary(fc.string(), fc.jsonValue()).filter((one) => !('__proto__' in one)),
      }),
      seconds: fc.nat(100_000),
    });
    fc.assert(
      fc.property(fork, (one) => {
        const read = readFork(writeFork(one));
        expect(JSON.stringify(read)).toBe(JSON.stringify(one));
      }),
    );
  });

  test.each([
    '',
    'GET /v1/cluster',
    'POST /docs',
    'POST /v1/x {"a":',
    'POST /v1/x [1]',
    'nonsense',
  ])('%j is none', (text) => {
    expect(readFork(text)).toBeUndefined();
  });
});
