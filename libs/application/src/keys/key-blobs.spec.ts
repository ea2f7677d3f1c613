import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';

import { BadKey, blobOf, bytesOf, keyFromBlob, keyFromBytes, keyFromPem } from './key-blobs.js';

const rsa = (modulusLength: number): KeyObject =>
  generateKeyPairSync('rsa', { modulusLength }).privateKey;

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }) as string;

const BITS = 1024;
const KEY = rsa(BITS);
const BLOB = blobOf({ key: KEY, spec: 'exchange' }) ?? Buffer.alloc(0);
const CALG_RSA_SIGN = 0x2400;

/** Where the fields of the blob begin. */
const [EXPONENT, MODULUS, PRIME] = [16, 20, 20 + BITS / 8];

const changed = (change: (blob: Buffer) => unknown): Buffer => {
  const copy = Buffer.from(BLOB);
  change(copy);
  return copy;
};

describe('a PRIVATEKEYBLOB', () => {
  test('gives the key, and the key gives the very same bytes', () => {
    const found = keyFromBlob(BLOB);
    expect(pemOf(found.key)).toBe(pemOf(KEY));
    expect(blobOf(keyFromBytes(bytesOf(found)))).toEqual(BLOB);
  });

  test('of a signature key stays one', () => {
    const signature = changed((blob) => blob.writeUInt32LE(CALG_RSA_SIGN, 4));
    expect(blobOf(keyFromBytes(bytesOf(keyFromBlob(signature))))).toEqual(signature);
  });

  test.each<[string, Buffer]>([
    ['that is empty', Buffer.alloc(0)],
    ['that ends early', BLOB.subarray(0, BLOB.length - 1)],
    ['with something behind it', Buffer.concat([BLOB, Buffer.of(0)])],
    ['of a public key', changed((blob) => blob.writeUInt8(0x06, 0))],
    ['with another length of the modulus', changed((blob) => blob.writeUInt32LE(0xffffffff, 12))],
    ['whose numbers are all zero', changed((blob) => blob.fill(0, MODULUS))],
    ['without an exponent', changed((blob) => blob.writeUInt32LE(0, EXPONENT))],
    ['with another exponent', changed((blob) => blob.writeUInt32LE(3, EXPONENT))],
    ['with another prime', changed((blob) => blob.fill(0xff, PRIME, PRIME + BITS / 16))],
    ['with another private exponent', changed((blob) => blob.fill(0x55, BLOB.length - 8))],
  ])('%s is refused', (_, blob) => {
    expect(() => keyFromBlob(blob)).toThrow(BadKey);
  });
});

describe('a PEM', () => {
  test.each<[string, string]>([
    ['that is no PEM', 'nothing'],
    [
      'with a password',
      KEY.export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: 'x',
      }) as string,
    ],
    ['of a public key', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'],
  ])('%s is refused', (_, pem) => {
    expect(() => keyFromPem(pem)).toThrow(BadKey);
  });

  test('of RSA whose numbers do not belong together is refused', () => {
    const jwk = { ...KEY.export({ format: 'jwk' }), qi: 'AQAB' };
    const broken = pemOf(createPrivateKey({ key: jwk, format: 'jwk' }));
    expect(() => keyFromPem(broken)).toThrow(BadKey);
  });

  test('of another algorithm is a key that has no blob', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const found = keyFromPem(pemOf(privateKey));
    expect(pemOf(keyFromBytes(bytesOf(found)).key)).toBe(pemOf(privateKey));
    expect(blobOf(found)).toBeUndefined();
  });

  test('whose modulus is an odd number of bytes has no blob', () => {
    expect(blobOf(keyFromPem(pemOf(rsa(BITS + 8))))).toBeUndefined();
  });
});
