import { describe, expect, test } from '@jest/globals';

import { ClusterError } from '#clusapi';

import {
  ABSENT_CONTAINER,
  builtInProvider,
  foldCryptoName,
  parseCryptoName,
  requireProvider,
} from './crypto-name.js';

/** The types of providers and their defaults, typed from wincrypt.h and the registry (A18). */
const DEFAULTS = [
  [1, 'Microsoft Strong Cryptographic Provider'],
  [2, 'Microsoft RSA Signature Cryptographic Provider'],
  [3, 'Microsoft Base DSS Cryptographic Provider'],
  [12, 'Microsoft RSA Schannel Cryptographic Provider'],
  [13, 'Microsoft Base DSS and Diffie-Hellman Cryptographic Provider'],
  [18, 'Microsoft DH Schannel Cryptographic Provider'],
  [24, 'Microsoft Enhanced RSA and AES Cryptographic Provider'],
] as const;
const WITHOUT_DEFAULT = [4, 5, 6, 14, 15, 16, 17, 20, 21, 22, 23] as const;
const UNKNOWN = [0, 7, 8, 9, 10, 11, 19, 25, 2 ** 32] as const;

const refusal = (run: () => unknown): unknown[] => {
  try {
    run();
  } catch (error) {
    if (error instanceof ClusterError) return [error.status, error.message, error.field];
  }
  return [];
};

describe('the name of a crypto checkpoint', () => {
  test.each([
    ['1\\P\\C', 1, 'P', 'C'],
    ['24\\\\C', 24, '', 'C'],
    ['1\\Contoso Provider\\a\\b\\', 1, 'Contoso Provider', 'a\\b\\'],
    ['5\\ \\ ', 5, ' ', ' '],
    ['13\\P\\line\nline', 13, 'P', 'line\nline'],
  ])('%j has a type, a provider and a container', (text, type, provider, container) => {
    expect(parseCryptoName(text)).toEqual({ type, provider, container });
  });

  test.each([
    '',
    '1',
    '1\\P',
    '1\\P\\',
    '\\P\\C',
    'x\\P\\C',
    '1x\\P\\C',
    'x1\\P\\C',
    '01\\P\\C',
    '-1\\P\\C',
    '12345678901\\P\\C',
  ])('%j has another form', (text) => {
    const reason = 'is not Type\\Provider\\Container with a decimal type';
    expect(refusal(() => parseCryptoName(text))).toEqual([
      'ERROR_INVALID_PARAMETER',
      expect.stringContaining(reason),
      'input',
    ]);
  });

  test.each(['0\\P\\C', '7\\P\\C', '1234567890\\P\\C'])('%j has an unknown type', (text) => {
    expect(refusal(() => parseCryptoName(text))).toEqual([
      'NTE_BAD_PROV_TYPE',
      expect.stringContaining(`${Number.parseInt(text, 10)} is none`),
      'type',
    ]);
  });

  test('is the same in upper and lower case, and differs by each of its parts', () => {
    const folded = foldCryptoName({ type: 1, provider: 'Prov', container: 'Key' });
    expect(foldCryptoName({ type: 1, provider: 'pROV', container: 'kEY' })).toBe(folded);
    const others = [
      { type: 2, provider: 'Prov', container: 'Key' },
      { type: 1, provider: 'Prow', container: 'Key' },
      { type: 1, provider: 'Prov', container: 'Keys' },
    ];
    for (const other of others) expect(foldCryptoName(other)).not.toBe(folded);
    expect(parseCryptoName(folded).type).toBe(1);
  });
});

describe('a provider', () => {
  test.each(DEFAULTS)('of type %i has the default %s', (type, provider) => {
    expect(builtInProvider(type)).toBe(provider);
    expect(() => {
      requireProvider(type, provider.toUpperCase());
    }).not.toThrow();
    expect(refusal(() => parseCryptoName(`4\\${provider}\\C`))).toEqual([
      'NTE_PROV_TYPE_NO_MATCH',
      expect.stringContaining(`${provider} is of type ${type}`),
      'provider',
    ]);
  });

  test.each(WITHOUT_DEFAULT)('of type %i has no default', (type) => {
    expect(builtInProvider(type)).toBeUndefined();
    expect(parseCryptoName(`${type}\\\\C`).type).toBe(type);
  });

  test.each(UNKNOWN)('is never of type %i', (type) => {
    expect(builtInProvider(type)).toBeUndefined();
    expect(
      refusal(() => {
        requireProvider(type, 'P');
      })[0],
    ).toBe('NTE_BAD_PROV_TYPE');
  });

  test.each([
    'Microsoft Base Cryptographic Provider v1.0',
    'Microsoft Enhanced Cryptographic Provider v1.0',
  ])('%s is of type 1 alone', (provider) => {
    expect(parseCryptoName(`1\\${provider}\\C`).provider).toBe(provider);
    expect(
      refusal(() => {
        requireProvider(24, provider);
      }),
    ).toEqual(['NTE_PROV_TYPE_NO_MATCH', expect.stringContaining('is of type 1'), 'provider']);
  });

  test('that nobody knows may be of any type', () => {
    for (const type of [1, 5, 24])
      expect(
        refusal(() => {
          requireProvider(type, 'Contoso');
        }),
      ).toEqual([]);
  });
});

test('no sha-256 has the fingerprint of a deleted container', () => {
  expect(ABSENT_CONTAINER).not.toMatch(/^[0-9a-f]{64}$/);
  expect(ABSENT_CONTAINER).toBe('absent');
});
