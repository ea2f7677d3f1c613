import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { reasonOf } from '#event-store';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 1;
const ONLY_OWNER = 0o600;
const ONLY_OWNERS_FOLDER = 0o700;
const FINGERPRINT_DIGITS = 16;

/** The master key can't be used, or something was not sealed with it. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}

/** Seals key material with AES-256-GCM under the master key. */
export class Vault {
  private known: Buffer | undefined;

  /**
   * @param file holds the master key, 32 bytes; made when it is needed and not there
   * @param isSealed whether there is something that only a key opens which was there before
   */
  constructor(
    readonly file: string,
    private readonly isSealed: () => boolean = () => false,
  ) {}

  /** @throws VaultError when the file is there and can't be read, or is no master key */
  check(): void {
    this.read();
  }

  /** A hash that tells this key from others and reveals none of it; undefined without a key. */
  get fingerprint(): string | undefined {
    if ((this.known ?? this.read()) === undefined) return undefined;
    return createHash('sha256')
      .update('tidemark master key')
      .update(this.key)
      .digest('hex')
      .slice(0, FINGERPRINT_DIGITS);
  }

  /**
   * Makes a key where there is none.
   * @throws VaultError when the file can't be made
   */
  make(): void {
    if (this.read() !== undefined) return;
    try {
      mkdirSync(dirname(this.file), { recursive: true, mode: ONLY_OWNERS_FOLDER });
      const made = randomBytes(KEY_BYTES);
      writeFileSync(this.file, made, { mode: ONLY_OWNER, flag: 'wx', flush: true });
    } catch (error) {
      throw this.wrong(`can't be made: ${reasonOf(error)}`, error);
    }
  }

  private get key(): Buffer {
    this.known ??= this.read();
    if (this.known !== undefined) return this.known;
    if (!this.isSealed()) this.make();
    this.known = this.read();
    if (this.known === undefined) throw this.wrong('is missing');
    return this.known;
  }

  /** Undefined where there is no file: one that can't be read is there. */
  private read(): Buffer | undefined {
    const key = this.bytes();
    if (key !== undefined && key.length !== KEY_BYTES)
      throw this.wrong(`has not ${KEY_BYTES} bytes`);
    return key;
  }

  private bytes(): Buffer | undefined {
    try {
      return readFileSync(this.file);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw this.wrong(`can't be read: ${reasonOf(error)}`, error);
    }
  }

  private wrong(what: string, cause?: unknown): VaultError {
    return new VaultError(`TIDEMARK_MASTER_KEY_FILE: ${this.file} ${what}`, { cause });
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
    const { key } = this;
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, iv)
        .setAAD(Buffer.from(context))
        .setAuthTag(tag);
      const text = bytes.subarray(1 + IV_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(text), decipher.final()]);
    } catch (cause) {
      throw new VaultError('the key material was sealed with another master key', { cause });
    }
  }
}

/** A name below a file names nothing (ENOTDIR). Also of an error from another realm. */
const ABSENT: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR']);

const isAbsent = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && ABSENT.has(error.code);
