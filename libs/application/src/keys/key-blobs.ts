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
const EXPONENT_BYTES = 4;
const BITS_PER_BYTE = 8;
const MAX_BITS = 16384;

/** The use of a CAPI key. A container keeps the use that it was given. */
export type KeySpec = 'exchange' | 'signature';

/** A private key and its use. */
export type PrivateKey = Readonly<{ key: KeyObject; spec: KeySpec }>;

/** A text is not a private key. */
export class BadKey extends Error {
  override readonly name = 'BadKey';
}

/**
 * Parses a private key. @throws BadKey if the text is not a PEM of a private key, or has a password
 */
export const keyFromPem = (pem: string): PrivateKey => {
  const key = orBadKey('is no private key as PEM (PKCS #8, without a password)', () => {
    const found = createPrivateKey(pem);
    if (found.asymmetricKeyType === 'rsa') requireSound(found.export({ format: 'jwk' }));
    return found;
  });
  return { key, spec: 'exchange' };
};

const orBadKey = <Made>(message: string, make: () => Made): Made => {
  try {
    return make();
  } catch (cause) {
    throw new BadKey(message, { cause });
  }
};

const bigintOf = (text = ''): bigint =>
  BigInt(`0x${Buffer.from(text, 'base64url').toString('hex') || '0'}`);

/**
 * @throws BadKey if the numbers of the RSA key do not belong together, which OpenSSL does not check
 */
const requireSound = ({ n, e, d, p, q, dp, dq, qi }: JsonWebKey): void => {
  const [p1, q1] = [bigintOf(p) - 1n, bigintOf(q) - 1n];
  const one = (product: bigint, modulus: bigint): boolean =>
    modulus > 0n && product % modulus === 1n;
  const isSound =
    bigintOf(p) * bigintOf(q) === bigintOf(n) &&
    one(bigintOf(d) * bigintOf(e), p1) &&
    one(bigintOf(d) * bigintOf(e), q1) &&
    one(bigintOf(dp) * bigintOf(e), p1) &&
    one(bigintOf(dq) * bigintOf(e), q1) &&
    one(bigintOf(qi) * bigintOf(q), bigintOf(p));
  if (!isSound) throw new Error('the numbers do not belong together');
};

/** sha-256 of the public key as SubjectPublicKeyInfo, in hex. */
export const fingerprintOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(createPublicKey(key).export({ type: 'spki', format: 'der' }))
    .digest('hex');

/** Integers are little-endian in a blob, big-endian in a JWK. */
const reversed = (bytes: Uint8Array): Buffer => Buffer.from(bytes).reverse();

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

/** Parses a PRIVATEKEYBLOB. @throws BadKey if the bytes are not a PRIVATEKEYBLOB of an RSA key */
export const keyFromBlob = (blob: Buffer): PrivateKey => {
  const bits = blob.length < HEADER_BYTES ? 0 : blob.readUInt32LE(12);
  if (!isBlob(blob, bits)) throw new BadKey('is no PRIVATEKEYBLOB of an RSA key');
  const exponent = Buffer.alloc(EXPONENT_BYTES);
  exponent.writeUInt32BE(blob.readUInt32LE(16));
  const jwk: JsonWebKey = {
    kty: 'RSA',
    e: exponent.subarray(leadingZeros(exponent)).toString('base64url'),
  };
  let at = HEADER_BYTES;
  for (const [name, share] of FIELDS) {
    const length = bits / BITS_PER_BYTE / share;
    jwk[name] = reversed(blob.subarray(at, at + length)).toString('base64url');
    at += length;
  }
  const key = orBadKey('is a PRIVATEKEYBLOB whose numbers are no RSA key', () => {
    requireSound(jwk);
    return createPrivateKey({ key: jwk, format: 'jwk' });
  });
  return { key, spec: blob.readUInt32LE(4) === CALG_RSA_SIGN ? 'signature' : 'exchange' };
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

/** The key as a PRIVATEKEYBLOB; undefined if the key has no such form. */
export const blobOf = ({ key, spec }: PrivateKey): Buffer | undefined => {
  if (key.asymmetricKeyType !== 'rsa') return undefined;
  const jwk = key.export({ format: 'jwk' });
  const number = (name: 'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi'): Buffer =>
    Buffer.from(jwk[name] ?? '', 'base64url');
  const bytes = number('n').length;
  const fits = FIELDS.every(([name, share]) => number(name).length * share <= bytes);
  if (bytes % 2 !== 0 || number('e').length > EXPONENT_BYTES || !fits) return undefined;
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(PRIVATEKEYBLOB, 0);
  header.writeUInt8(BLOB_VERSION, 1);
  header.writeUInt32LE(spec === 'signature' ? CALG_RSA_SIGN : CALG_RSA_KEYX, 4);
  header.write(MAGIC, 8, 'latin1');
  header.writeUInt32LE(bytes * BITS_PER_BYTE, 12);
  reversed(number('e')).copy(header, 16);
  const fields = FIELDS.map(([name, share]) => {
    const field = Buffer.alloc(bytes / share);
    reversed(number(name)).copy(field);
    return field;
  });
  return Buffer.concat([header, ...fields]);
};

/** The first byte of a sealed signature key. DER begins with another byte (0x30). */
const SIGNATURE_MARK = 0x02;

/** The plain text that is sealed: PKCS #8, preceded by a byte for the key's use. */
export const bytesOf = ({ key, spec }: PrivateKey): Buffer => {
  const plain = key.export({ type: 'pkcs8', format: 'der' });
  return spec === 'signature' ? Buffer.concat([Buffer.of(SIGNATURE_MARK), plain]) : plain;
};

export const keyFromBytes = (plain: Buffer): PrivateKey => {
  const isSignature = plain[0] === SIGNATURE_MARK;
  const der = isSignature ? plain.subarray(1) : plain;
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return { key, spec: isSignature ? 'signature' : 'exchange' };
};
