/** The registered value types. @see "Registry Value Types", Microsoft; winnt.h */
export const REGISTRY_TYPES = {
  REG_NONE: 0,
  REG_SZ: 1,
  REG_EXPAND_SZ: 2,
  REG_BINARY: 3,
  REG_DWORD: 4,
  REG_DWORD_BIG_ENDIAN: 5,
  REG_LINK: 6,
  REG_MULTI_SZ: 7,
  REG_RESOURCE_LIST: 8,
  REG_FULL_RESOURCE_DESCRIPTOR: 9,
  REG_RESOURCE_REQUIREMENTS_LIST: 10,
  REG_QWORD: 11,
} as const;

const NAMES = new Map<number, string>(
  Object.entries(REGISTRY_TYPES).map(([name, number]) => [number, name]),
);
const NUMBERS = new Map<string, number>(Object.entries(REGISTRY_TYPES));

/** The largest type: an unsigned 32-bit integer. */
const MAX_TYPE = 0xffffffff;
const UNKNOWN = /^0x[0-9a-f]{1,8}$/i;

/** A type's name; `0x…` in lower case for a type without a name. */
export const typeName = (type: number): string => NAMES.get(type) ?? `0x${type.toString(16)}`;

/** The number of a name or of `0x…`; undefined for any other text. */
export const typeNumber = (name: string): number | undefined =>
  NUMBERS.get(name) ?? (UNKNOWN.test(name) && Number(name) <= MAX_TYPE ? Number(name) : undefined);
