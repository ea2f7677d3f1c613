import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';

import { type Vault } from './vault.js';

/** An Ed25519 key in PKCS #8 is these bytes and its seed. @see RFC 8410, 7 */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The public key of the signatures of exports. */
export type ExportKey = Readonly<{
  algorithm: 'Ed25519';
  /** The sha-256 of the SubjectPublicKeyInfo, in hex. */
  fingerprint: string;
  /** The SubjectPublicKeyInfo in base64. */
  publicKey: string;
  pem: string;
}>;

/** Signs exports with a key that follows from the master key, and that is stored nowhere. */
export class ExportSigner {
  private known: Readonly<{ secret: KeyObject; shown: ExportKey }> | undefined;

  constructor(private readonly vault: Pick<Vault, 'derived'>) {}

  /** @throws VaultError if there is no master key and none can be made */
  get key(): ExportKey {
    return this.pair.shown;
  }

  /** An Ed25519 signature of 64 bytes. @throws VaultError */
  sign(bytes: Uint8Array): Buffer {
    return sign(null, bytes, this.pair.secret);
  }

  private get pair(): Readonly<{ secret: KeyObject; shown: ExportKey }> {
    this.known ??= pairOf(this.vault.derived('signatures of exports'));
    return this.known;
  }
}

const pairOf = (seed: Buffer): Readonly<{ secret: KeyObject; shown: ExportKey }> => {
  const secret = createPrivateKey({
    key: Buffer.concat([PKCS8, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const open = createPublicKey(secret);
  const der = open.export({ type: 'spki', format: 'der' });
  const shown: ExportKey = {
    algorithm: 'Ed25519',
    fingerprint: createHash('sha256').update(der).digest('hex'),
    publicKey: der.toString('base64'),
    pem: String(open.export({ type: 'spki', format: 'pem' })),
  };
  return { secret, shown };
};
