import { parseStream, type ClusterState } from '#domain';
import { type Recorded } from '#event-store';

import { sealedThings } from '../../keys/master-key.js';
import { Vault, VaultError } from '../../keys/vault.js';
import { type Fault } from '../task-context.js';

/** Checks that the master key opens all sealed material that a state refers to. */
export class KeyCheck {
  private readonly sealed = new Map<string, string>();
  private readonly vault: Vault;

  constructor(masterKeyFile: string) {
    this.vault = new Vault(masterKeyFile, () => true);
  }

  /** The fingerprint of the master key; undefined without one. */
  get fingerprint(): string | undefined {
    return this.vault.fingerprint;
  }

  /** True if the log has the sealed material. */
  has(key: string): boolean {
    return this.sealed.has(key);
  }

  /** Notes sealed material of the log. */
  take({ stream, event }: Recorded): void {
    const parsed = parseStream(stream);
    if (parsed?.kind !== 'key' || event.type !== 'KeyMaterialSealed') return;
    this.sealed.set(parsed.id, (event.data as { sealed: string }).sealed);
  }

  /** @param isErased true for the stream of a key that is known to be gone */
  *faults(
    clusterState: ClusterState,
    isErased: (key: string) => boolean = () => false,
  ): Iterable<Fault> {
    for (const { name, key, fingerprint } of sealedThings(clusterState)) {
      if (isErased(key)) continue;
      const found = this.reason(this.sealed.get(key), fingerprint);
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
