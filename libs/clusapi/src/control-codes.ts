/** The object that receives a code; bits 24 to 31. @see "CLUSTER_CONTROL_OBJECT", Microsoft */
const OBJECTS = {
  INVALID: 0,
  RESOURCE: 1,
  RESOURCE_TYPE: 2,
  GROUP: 3,
  NODE: 4,
  NETWORK: 5,
  NETINTERFACE: 6,
  CLUSTER: 7,
  GROUPSET: 8,
  AFFINITYRULE: 9,
  USER: 0x80,
} as const;

/** The access that a code needs; bits 0 and 1. @see clusapi.h */
const ACCESS = { ANY: 0, READ: 1, WRITE: 2 } as const;

type ControlObject = keyof typeof OBJECTS;

type ControlCode = Readonly<{
  object: ControlObject;
  /** The function number, before it is shifted past the access bits. */
  function: number;
  access: keyof typeof ACCESS;
  /** True if the code changes the cluster's state, which only a read-write server allows. */
  modify: boolean;
  input: 'none' | 'registry-key' | 'crypto-key';
  output: 'none' | 'multi-string';
  /** The view of the registry key that the code adds. */
  view?: '64-bit' | '32-bit';
}>;

const change = { object: 'RESOURCE', access: 'WRITE', modify: true, output: 'none' } as const;
const registry = { ...change, input: 'registry-key' } as const;
const crypto = { ...change, input: 'crypto-key' } as const;
const list = { access: 'READ', modify: false, input: 'none', output: 'multi-string' } as const;

/**
 * The supported control codes. The plain form adds a key of the native registry, which is the
 * 64-bit one. Deleting and listing have no view.
 *
 * @see "Control Code Architecture", Microsoft; MS-CMRP 3.1.4.3.1
 */
export const CONTROL_CODES = {
  CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT: { ...registry, function: 40, view: '64-bit' },
  CLUSCTL_RESOURCE_DELETE_REGISTRY_CHECKPOINT: { ...registry, function: 41 },
  CLUSCTL_RESOURCE_GET_REGISTRY_CHECKPOINTS: { ...list, object: 'RESOURCE', function: 42 },
  CLUSCTL_RESOURCE_ADD_CRYPTO_CHECKPOINT: { ...crypto, function: 43 },
  CLUSCTL_RESOURCE_DELETE_CRYPTO_CHECKPOINT: { ...crypto, function: 44 },
  CLUSCTL_RESOURCE_GET_CRYPTO_CHECKPOINTS: { ...list, object: 'RESOURCE', function: 45 },
  CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_64BIT: { ...registry, function: 47, view: '64-bit' },
  CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_32BIT: { ...registry, function: 48, view: '32-bit' },
  CLUSCTL_RESOURCE_TYPE_GET_REGISTRY_CHECKPOINTS: {
    ...list,
    object: 'RESOURCE_TYPE',
    function: 42,
  },
  CLUSCTL_RESOURCE_TYPE_GET_CRYPTO_CHECKPOINTS: { ...list, object: 'RESOURCE_TYPE', function: 45 },
} as const satisfies Record<string, ControlCode>;

/** The full Windows name of a supported control code. */
export type ControlCodeName = keyof typeof CONTROL_CODES;

const OBJECT_SHIFT = 24;
const GLOBAL_BIT = 23;
const MODIFY_BIT = 22;
const USER_BIT = 21;
const INTERNAL_BIT = 20;
const FUNCTION_SHIFT = 2;
const FUNCTION_MASK = 0x3ffff;
const ACCESS_MASK = 0b11;

const OBJECT_NAMES = new Map<number, string>(
  Object.entries(OBJECTS).map(([name, object]) => [object, name]),
);

const bit = (code: number, at: number): boolean => ((code >>> at) & 1) === 1;

/** The parts of any code, supported or not. */
export type ControlCodeParts = Readonly<{
  object: number;
  /** The name in `CLUSTER_OBJECT_…`; undefined for a number without a name in Windows. */
  objectName: string | undefined;
  global: boolean;
  modify: boolean;
  user: boolean;
  internal: boolean;
  function: number;
  access: number;
}>;

/**
 * Takes a code apart. The layout, from high to low: object (8 bits), global, modify, user, internal
 * (1 each), function (18), access (2).
 *
 * @param code an unsigned 32-bit integer
 */
export const parseControlCode = (code: number): ControlCodeParts => ({
  object: code >>> OBJECT_SHIFT,
  objectName: OBJECT_NAMES.get(code >>> OBJECT_SHIFT),
  global: bit(code, GLOBAL_BIT),
  modify: bit(code, MODIFY_BIT),
  user: bit(code, USER_BIT),
  internal: bit(code, INTERNAL_BIT),
  function: (code >>> FUNCTION_SHIFT) & FUNCTION_MASK,
  access: code & ACCESS_MASK,
});

/**
 * The number of a control code in a Win32 call; an unsigned 32-bit integer, for example 0x014000A2.
 */
export const controlCodeNumber = (name: ControlCodeName): number => {
  const { object, modify, function: number, access } = CONTROL_CODES[name];
  return (
    ((OBJECTS[object] << OBJECT_SHIFT) |
      (Number(modify) << MODIFY_BIT) |
      (number << FUNCTION_SHIFT) |
      ACCESS[access]) >>>
    0
  );
};

const BY_NUMBER = new Map(
  Object.keys(CONTROL_CODES).map((name) => {
    const code = name as ControlCodeName;
    return [controlCodeNumber(code), code];
  }),
);

const isName = (code: string): code is ControlCodeName => Object.hasOwn(CONTROL_CODES, code);

/**
 * The control code with this name or number. The number may be text, in decimal or as `0x014000A2`
 * in any case. Undefined for other codes.
 */
export const findControlCode = (code: string | number): ControlCodeName | undefined => {
  if (typeof code === 'number') return BY_NUMBER.get(code);
  if (isName(code)) return code;
  return /^(0x[0-9a-f]+|\d+)$/i.test(code) ? BY_NUMBER.get(Number(code)) : undefined;
};
