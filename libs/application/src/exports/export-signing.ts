/** The key that exports are signed with. */
export abstract class ExportSigning {
  /** The public half. @throws VaultError if the master key can't be read or made */
  abstract readonly key: Readonly<{ fingerprint: string }>;

  /** An Ed25519 signature. @throws VaultError */
  abstract sign(bytes: Uint8Array): Buffer;
}
