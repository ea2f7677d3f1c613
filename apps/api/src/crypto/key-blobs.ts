import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';

/** BLOBHEADER and RSAPUBKEY of a PRIVATEKEYBLOB (Microsoft, "RSA/Schannel Key BLOBs"). */
const PRIVATEKEYBLOB = 0x07;
const BLOB_VERSION = 2;
const CALG_RSA_KEYX = 0xa400;
const CALG_RSA_SIGN = 0x2400;
const ALGORITHMS = new Set([CALG_RSA_KEYX, CALG_RSA_SIGN]);
const MAGIC = 'RSA2';
const HEADER_BYTES = 20;
const BITS_PER_BYTE = 8;
const MAX_BITS = 16384;

/** A text that is no private key. */
export class BadKey extends Error {
  override readonly name = 'BadKey';
}

/** @throws BadKey for what is no PEM of a private key, or one with a password */
export const keyFromPem = (pem: string): KeyObject => {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new BadKey('is no private key as PEM (PKCS #8, without a password)', { cause });
  }
};

/** sha-256 of the public key as SubjectPublicKeyInfo, in hex. */
export const fingerprintOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(createPublicKey(key).export({ type: 'spki', format: 'der' }))
    .digest('hex');

/** Integers are little-endian in a blob, big-endian in a JWK. */
const turned = (bytes: Uint8Array): Buffer => Buffer.from(bytes).reverse();

/** The fields after the public exponent, with their share of the modulus' length. */
const FIELDS = [
  ['n', 1],
  ['p', 2],
  ['q', 2],
  ['dp', 2],
  ['dq', 2],
  ['qi', 2],
  ['d', 1],
] as const;

/** @throws BadKey for bytes that are no PRIVATEKEYBLOB of an RSA key */
export const keyFromBlob = (blob: Buffer): KeyObject => {
  const bits = blob.length < HEADER_BYTES ? 0 : blob.readUInt32LE(12);
  if (!isBlob(blob, bits)) throw new BadKey('is no PRIVATEKEYBLOB of an RSA key');
  const exponent = Buffer.alloc(4);
  exponent.writeUInt32BE(blob.readUInt32LE(16));
  const jwk: JsonWebKey = {
    kty: 'RSA',
    e: exponent.subarray(leadingZeros(exponent)).toString('base64url'),
  };
  let at = HEADER_BYTES;
  for (const [name, share] of FIELDS) {
    const length = bits / BITS_PER_BYTE / share;
    jwk[name] = turned(blob.subarray(at, at + length)).toString('base64url');
    at += length;
  }
  try {
    return createPrivateKey({ key: jwk, format: 'jwk' });
  } catch (cause) {
    throw new BadKey('is a PRIVATEKEYBLOB whose numbers are no RSA key', { cause });
  }
};

const leadingZeros = (bytes: Buffer): number => bytes.findIndex((byte) => byte !== 0);

const sizeFor = (bits: number): number =>
  FIELDS.reduce((sum, [, share]) => sum + bits / BITS_PER_BYTE / share, HEADER_BYTES);

const isBlob = (blob: Buffer, bits: number): boolean => {
  const hasSize = bits > 0 && bits <= MAX_BITS && bits % (2 * BITS_PER_BYTE) === 0;
  if (!hasSize || blob.length !== sizeFor(bits)) return false;
  const isKnown = ALGORITHMS.has(blob.readUInt32LE(4)) && blob.toString('latin1', 8, 12) === MAGIC;
  return isKnown && blob[0] === PRIVATEKEYBLOB && blob[1] === BLOB_VERSION;
};

/** The same key as a PRIVATEKEYBLOB; undefined for one that is no RSA key. */
export const blobOf = (key: KeyObject): Buffer | undefined => {
  if (key.asymmetricKeyType !== 'rsa') return undefined;
  const jwk = key.export({ format: 'jwk' });
  const number = (name: 'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi'): Buffer =>
    Buffer.from(jwk[name] ?? '', 'base64url');
  const bytes = number('n').length;
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(PRIVATEKEYBLOB, 0);
  header.writeUInt8(BLOB_VERSION, 1);
  header.writeUInt32LE(CALG_RSA_KEYX, 4);
  header.write(MAGIC, 8, 'latin1');
  header.writeUInt32LE(bytes * BITS_PER_BYTE, 12);
  turned(number('e')).copy(header, 16);
  const fields = FIELDS.map(([name, share]) => {
    const field = Buffer.alloc(bytes / share);
    turned(number(name)).copy(field);
    return field;
  });
  return Buffer.concat([header, ...fields]);
};
