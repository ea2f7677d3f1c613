import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { maskedNames } from './masked-names.js';
import { patternsFault, USUAL_PATTERNS } from './patterns.js';

const KEY = 'SOFTWARE\\Contoso\\App';

describe('the usual patterns', () => {
  const isMasked = maskedNames(USUAL_PATTERNS);

  test.each([
    ...['Password', 'SAPASSWORD', 'userPassword2', 'passwd', 'DbPwd', 'Passphrase', 'ClientSecret'],
    ...['AuthToken', 'ApiKey', 'API-KEY', 'api_key', 'Api Key', 'ConnectionString'],
    ...['Connection String', 'connection-string1', 'PrivateKey', 'private_key', 'CredentialBlob'],
  ])('mask %s', (name) => {
    expect(isMasked(KEY, name)).toBe(true);
  });

  test.each(['Port', 'Pass', 'KeyPath', 'ApiKe', 'Connection', 'Server', ''])('show %p', (name) => {
    expect(isMasked(KEY, name)).toBe(false);
  });

  test('mask the default value of a key with such a name, and no other value there', () => {
    expect(isMasked(`${KEY}\\Password`, '')).toBe(true);
    expect(isMasked('Password', '')).toBe(true);
    expect(isMasked(`${KEY}\\Password`, 'Port')).toBe(false);
    expect(isMasked('Password\\App', '')).toBe(false);
    expect(isMasked('', '')).toBe(false);
  });

  test('do not mask a key itself', () => {
    expect(isMasked(`${KEY}\\Password`, null)).toBe(false);
  });

  test('are patterns that a setting may have', () => {
    expect(patternsFault(USUAL_PATTERNS)).toBeUndefined();
  });
});

test.each([
  [['a*'], 'abc', true],
  [['a*'], 'ba', false],
  [['*a'], 'ba', true],
  [['a?c'], 'abc', true],
  [['a?c'], 'ac', false],
  [['a**c'], 'ac', true],
  [['a*b*c'], 'aXbYbZc', true],
  [['a*b*c'], 'aXbYbZ', false],
  [['.'], 'x', false],
  [['[ab]'], 'a', false],
  [['\u00e4*'], '\u00c4b', true],
  [['*'], '', true],
  [['?'], '', false],
  [[], 'Password', false],
  [['x', 'Port'], 'PORT', true],
])('the patterns %j and the name %p match: %p', (patterns, name, isMasked) => {
  expect(maskedNames(patterns)('', name)).toBe(isMasked);
});

test('patterns match as regular expressions do', () => {
  const part = fc.constantFrom('*', '?', 'a', 'b');
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 10 }),
      (parts, name) => {
        const expression = parts.join('').replaceAll('*', '.*').replaceAll('?', '.');
        expect(maskedNames([parts.join('')])('', name)).toBe(
          new RegExp(`^${expression}$`).test(name),
        );
      },
    ),
  );
});

test.each([
  [[], undefined],
  [['*'.repeat(64)], undefined],
  [['a', ''], 'has an empty pattern'],
  [['*'.repeat(65)], 'has a pattern of 65 characters, the limit is 64'],
  [['a\n'], 'has a control character'],
  [Array<string>(65).fill('a'), 'has 65 patterns, the limit is 64'],
])('the fault of %j is %p', (patterns, fault) => {
  expect(patternsFault(patterns)).toBe(fault);
});
