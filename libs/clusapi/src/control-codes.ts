/** What a code is sent to; bits 24 to 31. @see "CLUSTER_CONTROL_OBJECT", Microsoft */
const OBJECTS = { RESOURCE: 1, RESOURCE_TYPE: 2 } as const;

/** Who may send it; bits 0 and 1. @see clusapi.h */
const ACCESS = { read: 1, write: 2 } as const;

type ControlCode = Readonly<{
  object: keyof typeof OBJECTS;
  /** The function number, before it is shifted past the access bits. */
  function: number;
  access: keyof typeof ACCESS;
  input: 'none' | 'registry-key' | 'crypto-key';
  output: 'none' | 'multi-string';
}>;

const registry = {
  object: 'RESOURCE',
  access: 'write',
  input: 'registry-key',
  output: 'none',
} as const;
const crypto = {
  object: 'RESOURCE',
  access: 'write',
  input: 'crypto-key',
  output: 'none',
} as const;
const list = { access: 'read', input: 'none', output: 'multi-string' } as const;

/**
 * The ten codes; all that differs between them stands here, and nowhere else.
 *
 * @see "Control Code Architecture", Microsoft; MS-CMRP 3.1.4.3.1
 */
export const CONTROL_CODES = {
  CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT: { ...registry, function: 40 },
  CLUSCTL_RESOURCE_DELETE_REGISTRY_CHECKPOINT: { ...registry, function: 41 },
  CLUSCTL_RESOURCE_GET_REGISTRY_CHECKPOINTS: { ...list, object: 'RESOURCE', function: 42 },
  CLUSCTL_RESOURCE_ADD_CRYPTO_CHECKPOINT: { ...crypto, function: 43 },
  CLUSCTL_RESOURCE_DELETE_CRYPTO_CHECKPOINT: { ...crypto, function: 44 },
  CLUSCTL_RESOURCE_GET_CRYPTO_CHECKPOINTS: { ...list, object: 'RESOURCE', function: 45 },
  CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_64BIT: { ...registry, function: 47 },
  CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_32BIT: { ...registry, function: 48 },
  CLUSCTL_RESOURCE_TYPE_GET_REGISTRY_CHECKPOINTS: {
    ...list,
    object: 'RESOURCE_TYPE',
    function: 42,
  },
  CLUSCTL_RESOURCE_TYPE_GET_CRYPTO_CHECKPOINTS: { ...list, object: 'RESOURCE_TYPE', function: 45 },
} as const satisfies Record<string, ControlCode>;

export type ControlCodeName = keyof typeof CONTROL_CODES;

const OBJECT_SHIFT = 24;
const MODIFY_SHIFT = 22;
const FUNCTION_SHIFT = 2;
const bit = (code: number, at: number): boolean => ((code >>> at) & 1) === 1;

/** A code's parts. `object` 1 is a resource, 2 a resource type. */
export type ControlCodeParts = Readonly<{
  object: number;
  global: boolean;
  modify: boolean;
  user: boolean;
  internal: boolean;
  function: number;
  access: number;
}>;

/**
 * Layout, high to low: object (8 bits), global, modify, user, internal (1 each), function (18),
 * access (2).
 *
 * @param code an unsigned 32-bit integer
 */
export const takeApart = (code: number): ControlCodeParts => ({
  object: code >>> OBJECT_SHIFT,
  global: bit(code, 23),
  modify: bit(code, MODIFY_SHIFT),
  user: bit(code, 21),
  internal: bit(code, 20),
  function: (code >>> FUNCTION_SHIFT) & 0x3ffff,
  access: code & 3,
});

/** The number that a Win32 caller passes; an unsigned 32-bit integer, for example 0x014000A2. */
export const controlCodeNumber = (name: ControlCodeName): number => {
  const { object, function: number, access } = CONTROL_CODES[name];
  const modify = access === 'write' ? 1 << MODIFY_SHIFT : 0;
  return (
    ((OBJECTS[object] << OBJECT_SHIFT) | modify | (number << FUNCTION_SHIFT) | ACCESS[access]) >>> 0
  );
};

const BY_NUMBER = new Map(
  Object.keys(CONTROL_CODES).map((name) => {
    const code = name as ControlCodeName;
    return [controlCodeNumber(code), code];
  }),
);

const isName = (code: string): code is ControlCodeName => Object.hasOwn(CONTROL_CODES, code);

/** A code by its name, its number, or its number as text (`0x014000A2`); undefined for another. */
export const findControlCode = (code: string | number): ControlCodeName | undefined => {
  if (typeof code === 'number') return BY_NUMBER.get(code);
  if (isName(code)) return code;
  return /^(0x[0-9a-f]+|\d+)$/i.test(code) ? BY_NUMBER.get(Number(code)) : undefined;
};
