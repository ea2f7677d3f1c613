import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 1;
const ONLY_OWNER = 0o600;
const ONLY_OWNERS_FOLDER = 0o700;

/** The master key can't be used, or something was not sealed with it. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}

/** Seals key material with AES-256-GCM under the master key. */
export class Vault {
  private known: Buffer | undefined;

  /** @param file holds the master key, 32 bytes; made when it is needed and not there */
  constructor(private readonly file: string) {}

  /** @throws VaultError when the file is there and is no master key */
  check(): void {
    if (existsSync(this.file)) this.read();
  }

  private get key(): Buffer {
    if (this.known !== undefined) return this.known;
    if (!existsSync(this.file)) {
      mkdirSync(dirname(this.file), { recursive: true, mode: ONLY_OWNERS_FOLDER });
      const made = randomBytes(KEY_BYTES);
      writeFileSync(this.file, made, { mode: ONLY_OWNER, flag: 'wx', flush: true });
    }
    this.known = this.read();
    return this.known;
  }

  private read(): Buffer {
    const key = readFileSync(this.file);
    if (key.length !== KEY_BYTES)
      throw new VaultError(`TIDEMARK_MASTER_KEY_FILE: ${this.file} has not ${KEY_BYTES} bytes`);
    return key;
  }

  /** @param context what it is sealed for; it opens for nothing else */
  seal(plain: Buffer, context: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** @throws VaultError when it was sealed with another key, for something else, or was changed */
  open(sealed: string, context: string): Buffer {
    const bytes = Buffer.from(sealed, 'base64');
    const iv = bytes.subarray(1, 1 + IV_BYTES);
    const tag = bytes.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES);
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, iv)
        .setAAD(Buffer.from(context))
        .setAuthTag(tag);
      const text = bytes.subarray(1 + IV_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(text), decipher.final()]);
    } catch (cause) {
      throw new VaultError('the key material was sealed with another master key', { cause });
    }
  }
}
