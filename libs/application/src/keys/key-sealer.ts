/** Seals private keys under the master key. */
export abstract class KeySealer {
  /** @param context the purpose that the text is sealed for; it opens for nothing else */
  abstract seal(plain: Buffer, context: string): string;

  /** @throws ClusterError NTE_BAD_KEY_STATE for a text that another master key has sealed */
  abstract open(sealed: string, context: string): Buffer;
}
