import { createHash, createPublicKey, verify } from 'node:crypto';

import { expect, test } from '@jest/globals';

import { ExportSigner } from './export-signer.js';

const signerOf = (fill: number): ExportSigner =>
  new ExportSigner({ derived: () => Buffer.alloc(32, fill) });

test('the key follows from the seed as RFC 8032 says', () => {
  // The third test of RFC 8032, 7.1.
  const seed = 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7';
  const signer = new ExportSigner({ derived: () => Buffer.from(seed, 'hex') });
  const der = Buffer.from(signer.key.publicKey, 'base64');
  expect(der.subarray(-32).toString('hex')).toBe(
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
  );
  expect(signer.sign(Buffer.from('af82', 'hex')).toString('hex')).toBe(
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  );
});

test('a signature is verified by the public key that is shown, in both forms', () => {
  const { key, ...signer } = { key: signerOf(1).key, sign: signerOf(1).sign.bind(signerOf(1)) };
  const der = Buffer.from(key.publicKey, 'base64');
  expect(createHash('sha256').update(der).digest('hex')).toBe(key.fingerprint);
  const bytes = Buffer.from('text');
  for (const shown of [createPublicKey({ key: der, format: 'der', type: 'spki' }), key.pem])
    expect(verify(null, bytes, shown, signer.sign(bytes))).toBe(true);
  expect(verify(null, bytes, signerOf(2).key.pem, signer.sign(bytes))).toBe(false);
});
