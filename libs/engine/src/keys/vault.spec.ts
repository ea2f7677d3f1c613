import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { Vault, VaultError } from './vault.js';

describe('a master key below a file', () => {
  let folder: string;
  let vault: Vault;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidemark-vault-'));
    const file = join(folder, 'file');
    writeFileSync(file, '');
    vault = new Vault(join(file, 'master.key'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('is not there', () => {
    vault.check();
    expect(vault.fingerprint).toBeUndefined();
  });

  test("can't be made, and the setting is named", () => {
    const make = (): void => {
      vault.make();
    };
    expect(make).toThrow(VaultError);
    expect(make).toThrow(/^TIDEMARK_MASTER_KEY_FILE: \S+master\.key can't be made: /);
  });
});

test('keys for different purposes differ, and each stays the same as long as the master key', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-vault-'));
  try {
    const file = join(folder, 'master.key');
    const vault = new Vault(file);
    const masks = vault.derived('masks');
    expect(masks).toHaveLength(32);
    expect(vault.derived('other')).not.toEqual(masks);
    expect(new Vault(file).derived('masks')).toEqual(masks);
    expect(masks).not.toEqual(readFileSync(file));
    expect(new Vault(join(folder, 'other.key')).derived('masks')).not.toEqual(masks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
