/** Seals private keys under the master key. */
export abstract class KeySealer {
  /**
   * @param context the purpose of the text; it can be opened only with the same context
   */
  abstract seal(plain: Buffer, context: string): string;

  /**
   * @throws ClusterError NTE_BAD_KEY_STATE if the text was sealed with another master key
   */
  abstract open(sealed: string, context: string): Buffer;
}
