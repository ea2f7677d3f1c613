/**
 * A registry value in its one canonical form: text or number where that gives the very same
 * bytes back, base64 of the raw bytes elsewhere. Two values are equal exactly when their type
 * and bytes are, and then their canonical forms are equal too. It is what events store.
 */
export type RegistryValue =
  | Readonly<{ type: 'REG_SZ' | 'REG_EXPAND_SZ' | 'REG_LINK'; text: string }>
  | Readonly<{ type: 'REG_MULTI_SZ'; texts: readonly string[] }>
  | Readonly<{ type: 'REG_DWORD' | 'REG_DWORD_BIG_ENDIAN'; number: number }>
  | Readonly<{ type: 'REG_QWORD'; qword: string }>
  | Readonly<{ type: string; base64: string }>;

/** Which of the two registries of a 64-bit node a caller sees. */
export type RegistryView = '64-bit' | '32-bit';

/**
 * One change of a node's physical registry. Keys are relative to HKLM, after WOW64 redirection and
 * links, components joined by a single backslash. `name` of the default value is ''.
 * `set` and `create-key` create the missing ancestors; deleting what is absent changes nothing.
 */
export type RegistryChange =
  | Readonly<{ op: 'set'; key: string; name: string; value: RegistryValue }>
  | Readonly<{ op: 'delete-value'; key: string; name: string }>
  | Readonly<{ op: 'create-key'; key: string }>
  | Readonly<{ op: 'delete-key'; key: string }>;
