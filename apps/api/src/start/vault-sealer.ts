import { type KeySealer } from '#application';
import { ClusterError } from '#clusapi';
import { VaultError, type Vault } from '#engine';

/** Seals private keys with the vault of the engine. */
export class VaultSealer implements KeySealer {
  constructor(private readonly vault: Vault) {}

  seal(plain: Buffer, context: string): string {
    return this.vault.seal(plain, context);
  }

  /**
   * @throws ClusterError NTE_BAD_KEY_STATE if another master key has sealed the text
   */
  open(sealed: string, context: string): Buffer {
    try {
      return this.vault.open(sealed, context);
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      throw new ClusterError('NTE_BAD_KEY_STATE', error.message);
    }
  }
}
