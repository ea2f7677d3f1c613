import { receiptSchema } from '../http/answer/receipt-schema.js';
import {
  count,
  described,
  flag,
  integer,
  list,
  named,
  nullable,
  object,
  oneOf,
  reference,
  text,
  type Of,
  type Schema,
} from '../http/schema/schema.js';
import {
  ORIGIN_FIELD,
  REGISTRY_VALUE,
  UNSECURED_SIDE,
  WRITING,
  type Origin,
  type Writing,
} from './value-schemas.js';

const VIEW = oneOf('64-bit', '32-bit');

/** The content of a key. */
export type KeyShape = Readonly<{
  values: readonly Readonly<{
    name: string;
    value: Of<typeof REGISTRY_VALUE>;
    writtenAt: Writing | null;
    origin: Origin | null;
  }>[];
  keys: readonly (KeyShape & Readonly<{ name: string }>)[];
  hasKeys: boolean;
  valueCount: number;
}>;

const KEY_FIELDS = {
  values: list(
    object({
      name: text,
      value: REGISTRY_VALUE,
      writtenAt: nullable(WRITING),
      origin: ORIGIN_FIELD,
    }),
  ),
  keys: described(
    list(reference<KeyShape & Readonly<{ name: string }>>('RegistryKey')),
    'The keys below it, down to `depth`',
  ),
  hasKeys: described(flag, 'True if the key has keys, whether the answer shows them or not'),
  valueCount: described(count, 'The number of its values, whether the answer shows them or not'),
};

named('RegistryKey', object({ name: text, ...KEY_FIELDS }));

/** A key as a view shows it. */
export const REGISTRY_VIEW = named(
  'RegistryView',
  object(
    { node: text, view: VIEW, key: text, exists: flag, ...KEY_FIELDS },
    { valuesBefore: described(count, 'With `maxValues`: the number of values before those shown') },
  ),
);

export type RegistryViewShape = Of<typeof REGISTRY_VIEW>;

/** A version of a value, its deletion, or the creation or deletion of a key. */
export const VALUE_VERSION = named(
  'ValueVersion',
  object({
    key: text,
    name: described(nullable(text), 'Null for a key'),
    change: oneOf('set', 'deleted', 'created'),
    value: described(nullable(REGISTRY_VALUE), 'Null for a deletion and for a key'),
    writtenAt: nullable(WRITING),
    origin: ORIGIN_FIELD,
    endedAt: described(nullable(WRITING), 'Null for what is true still at that moment'),
    restored: flag,
    operation: nullable(text),
    rule: nullable(text),
  }),
);

export type ValueVersionShape = Of<typeof VALUE_VERSION>;

export const HOLD = object({
  key: text,
  holder: described(text, 'Name of the program that holds the subtree open'),
});

export const HOLDS_RECEIPT = receiptSchema('HoldsReceipt', object({ items: list(HOLD) }));

const FILE_REPORT = {
  charset: described(text, 'Name of the charset, such as `utf-16le`'),
  charsetSource: oneOf('content-type', 'byte-order-mark', 'guess'),
  notes: described(
    list(object({ what: text }, { line: count, column: count, offset: count })),
    'The first places of the file that were passed over: a line and a column, or an offset in bytes',
  ),
  moreNotes: described(count, 'Number of further notes'),
  version: described(text, 'Version of a hive, such as `1.5`'),
  otherRoots: described(
    object({ keys: count, values: count }),
    'Number of keys and values below other roots, which were left out',
  ),
};

/** The receipt of an edit or of an import of a `.reg` file or a hive. */
export const EDIT_RECEIPT = receiptSchema(
  'EditReceipt',
  object(
    {
      node: text,
      view: VIEW,
      revision: described(integer, 'Revision of the registry of the node'),
      captured: list(object({ resource: text, checkpoint: text, number: count })),
    },
    FILE_REPORT,
  ),
);

/** The receipt of an eviction. */
export const EVICTION_RECEIPT = receiptSchema(
  'EvictionReceipt',
  object({
    id: text,
    unsecured: described(
      object({
        keys: count,
        values: count,
        containers: count,
        items: list(
          object({
            resource: text,
            checkpoint: text,
            key: text,
            name: nullable(text),
            value: UNSECURED_SIDE,
            writtenAt: nullable(WRITING),
          }),
        ),
        more: flag,
      }),
      'Edits of checkpointed keys that left with the node, and that no stored copy has',
    ),
  }),
);

/** A `.reg` file. */
export const REG_TEXT: Schema = { type: 'string', description: 'A .reg file' };
