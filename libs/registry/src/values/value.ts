/**
 * A registry value in its one canonical form, which events store. The data is text or a number if
 * that reproduces the very same bytes, else base64 of the raw bytes. Two values are equal if their
 * types and bytes are; their canonical forms are then equal too.
 */
export type RegistryValue =
  | Readonly<{ type: 'REG_SZ' | 'REG_EXPAND_SZ' | 'REG_LINK'; text: string }>
  | Readonly<{ type: 'REG_MULTI_SZ'; texts: readonly string[] }>
  | Readonly<{ type: 'REG_DWORD' | 'REG_DWORD_BIG_ENDIAN'; number: number }>
  | Readonly<{ type: 'REG_QWORD'; qword: string }>
  | Readonly<{ type: string; base64: string }>;

/**
 * One of the two registries of a 64-bit node: that of 64-bit programs, or that of 32-bit programs.
 */
export type RegistryView = '64-bit' | '32-bit';

/**
 * One change of a node's physical registry. Keys are relative to HKLM, after WOW64 redirection and
 * links; a single backslash separates components. `name` is '' for the default value. `set` and
 * `create-key` create missing ancestors. Deleting an absent key or value has no effect.
 */
export type RegistryChange =
  | Readonly<{ op: 'set'; key: string; name: string; value: RegistryValue }>
  | Readonly<{ op: 'delete-value'; key: string; name: string }>
  | Readonly<{ op: 'create-key'; key: string }>
  | Readonly<{ op: 'delete-key'; key: string }>;
