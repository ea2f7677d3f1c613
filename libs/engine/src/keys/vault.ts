import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
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

/** The master key can't be used, or does not open a sealed text. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}

/** Seals key material with AES-256-GCM under the master key. */
export class Vault {
  private known: Buffer | undefined;

  /**
   * @param file holds the master key, 32 bytes; it is created when it is first needed
   * @param isSealed true if there is material that only an existing key opens
   */
  constructor(
    readonly file: string,
    private readonly isSealed: () => boolean = () => false,
  ) {}

  /**
   * @throws VaultError if the file exists and can't be read, or is no master key
   */
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

  /** Creates a key if there is none. @throws VaultError if the file can't be created */
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

  /**
   * A key of 32 bytes for a purpose. It follows from the master key, and reveals nothing of it or of
   * the keys for other purposes.
   *
   * @throws VaultError if there is no master key and none can be made
   */
  derived(purpose: string): Buffer {
    const info = `tidemark ${purpose}`;
    return Buffer.from(hkdfSync('sha256', this.key, Buffer.alloc(0), info, KEY_BYTES));
  }

  private get key(): Buffer {
    this.known ??= this.read();
    if (this.known !== undefined) return this.known;
    if (!this.isSealed()) this.make();
    this.known = this.read();
    if (this.known === undefined) throw this.wrong('is missing');
    return this.known;
  }

  /** The key; undefined if there is no file. A file that can't be read counts as present. */
  private read(): Buffer | undefined {
    const key = this.bytes();
    if (key !== undefined && key.length !== KEY_BYTES)
      throw this.wrong(`does not have ${KEY_BYTES} bytes`);
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

  /**
   * @param context the purpose of the text; it can be opened only with the same context
   */
  seal(plain: Buffer, context: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /**
   * @throws VaultError if the text was changed, or was sealed with another key or for another
   * purpose
   */
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

/**
 * The error codes of a missing file (ENOTDIR is a name below a file). Works for errors from another
 * realm too.
 */
const ABSENT: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR']);

const isAbsent = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && ABSENT.has(error.code);
