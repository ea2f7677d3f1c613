import {
  count,
  described,
  flag,
  list,
  named,
  nullable,
  object,
  oneOf,
  text,
  type Of,
} from '../http/schema/schema.js';

import { ORIGIN, REGISTRY_VALUE, WRITING_FIELDS } from '../registry/value-schemas.js';

const LINK = named(
  'BlameLink',
  object(
    {
      event: text,
      ...WRITING_FIELDS,
      node: described(nullable(text), 'Null for a stored copy'),
      rule: nullable(text),
      how: oneOf('edit', 'import', 'restore', 'capture', 'revert', 'recover'),
    },
    { capture: object({ checkpoint: text, number: count }) },
  ),
);

export type BlameLinkShape = Of<typeof LINK>;

/** A value, and its way from the edit that first wrote it to its place. */
export const BLAMED_VALUE = named(
  'BlamedValue',
  object({
    key: text,
    name: text,
    value: REGISTRY_VALUE,
    origin: described(nullable(ORIGIN), 'Null if the chain has more links'),
    chain: described(list(LINK), 'The newest event first'),
    more: described(flag, 'True if the chain has more than 100 links'),
  }),
);

export type BlamedValueShape = Of<typeof BLAMED_VALUE>;
