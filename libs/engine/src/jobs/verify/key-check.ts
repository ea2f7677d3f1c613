import { type ClusterState } from '#domain';

import { sealedThings } from '../../keys/master-key.js';
import { Vault, VaultError } from '../../keys/vault.js';
import { type Fault } from '../task-context.js';
import { type SealedKeys } from './sealed-keys.js';

/** Checks that the master key opens all sealed material that a state refers to. */
export class KeyCheck {
  private readonly vault: Vault;

  /** @param sealed the sealed keys of the log, once all events were taken */
  constructor(
    masterKeyFile: string,
    private readonly sealed: Pick<SealedKeys, 'textOf'>,
  ) {
    this.vault = new Vault(masterKeyFile, () => true);
  }

  /** The fingerprint of the master key; undefined without one. */
  get fingerprint(): string | undefined {
    return this.vault.fingerprint;
  }

  /** @param isErased true for the stream of a key that is known to be gone */
  *faults(
    clusterState: ClusterState,
    isErased: (key: string) => boolean = () => false,
  ): Iterable<Fault> {
    for (const { name, key, fingerprint } of sealedThings(clusterState)) {
      if (isErased(key)) continue;
      const found = this.reason(this.sealed.textOf(key), fingerprint);
      if (found === undefined) continue;
      const expected = `a key with fingerprint ${fingerprint}`;
      yield { what: 'key-material', where: { thing: name }, expected, found };
    }
  }

  /** The reason why sealed material can't be opened; undefined if it can. */
  private reason(sealed: string | undefined, fingerprint: string): string | undefined {
    if (sealed === undefined) return 'no key material';
    try {
      this.vault.open(sealed, fingerprint);
      return undefined;
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      return error.message;
    }
  }
}
