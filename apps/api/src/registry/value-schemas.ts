import {
  anyOf,
  count,
  described,
  instant,
  list,
  named,
  nullable,
  object,
  oneOf,
  position,
  text,
  type Of,
} from '../http/schema/schema.js';

const MAX_DWORD = 0xffffffff;

/** A value: its type, and one of five forms of its data. */
export const REGISTRY_VALUE = named('RegistryValue', {
  ...object(
    { type: described(text, 'Such as REG_SZ; `0x100` for a type without a name') },
    {
      text,
      texts: list(text),
      number: { ...count, maximum: MAX_DWORD },
      qword: described(text, 'Unsigned 64-bit integer in decimal'),
      hex: { ...text, pattern: '^([0-9a-f]{2})*$' },
    },
  ),
  minProperties: 2,
  maxProperties: 2,
});

/** A change with its physical key, as a request in the 64-bit view has it. */
export const REGISTRY_CHANGE = named(
  'RegistryChange',
  anyOf(
    object({ op: oneOf('set'), key: text, name: text, value: REGISTRY_VALUE }),
    object({ op: oneOf('delete-value'), key: text, name: text }),
    object({ op: oneOf('create-key', 'delete-key'), key: text }),
  ),
);

export type ChangeShape = Of<typeof REGISTRY_CHANGE>;

/** The fields of a write. */
export const WRITING_FIELDS = {
  position,
  recordedAt: instant,
  actor: text,
  reason: described(nullable(text), 'The words of the operator'),
};

/** The actor, the reason and the time of a write. */
export const WRITING = named('Writing', object(WRITING_FIELDS));

export type Writing = Of<typeof WRITING>;

/** The edit or import that first wrote a value which a restore has put to its place. */
export const ORIGIN = named(
  'Origin',
  object({
    event: text,
    ...WRITING_FIELDS,
    node: described(nullable(text), 'Null for an edit of the stored copy'),
    operation: text,
    command: described(text, 'Such as ChangeRegistry'),
  }),
);

export type Origin = Of<typeof ORIGIN>;

/** The field for the origin of a value. */
export const ORIGIN_FIELD = described(nullable(ORIGIN), 'Null for a value that no restore wrote');

/** The same with the operation. */
export const OPERATED_WRITING = object({ operation: nullable(text) }, WRITING_FIELDS);

const FINGERPRINT = object({ fingerprint: text });

/** A value, a subtree or a key container at a place; null for an absence. */
export const PLACE_SIDE = named(
  'PlaceSide',
  nullable(anyOf(REGISTRY_VALUE, object({ keys: count, values: count, hash: text }), FINGERPRINT)),
);

/** A value or a key container with its writer; null for an absence. */
export const WRITTEN_SIDE = nullable(
  anyOf(object({ value: REGISTRY_VALUE, writtenAt: nullable(WRITING) }), FINGERPRINT),
);

/** A value, `true` for a key, or a key container; null for an absence. */
export const UNSECURED_SIDE = nullable(anyOf(REGISTRY_VALUE, { const: true }, FINGERPRINT));
