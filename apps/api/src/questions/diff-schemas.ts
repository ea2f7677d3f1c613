import { pageOf } from '../http/answer/answers.js';
import {
  anyOf,
  count,
  described,
  flag,
  named,
  nullable,
  object,
  oneOf,
  text,
  type Of,
} from '../http/schema/schema.js';
import { ORIGIN_FIELD, REGISTRY_VALUE, WRITING } from '../registry/value-schemas.js';
import { MOMENT } from './moment-shape.js';

const DIFF_SIDE = named(
  'DiffSide',
  object({
    side: described(text, 'As the request gave it'),
    moment: MOMENT,
    hash: described(text, 'Of the tree under the compared key, or of the cluster'),
  }),
);

const VALUE_SIDE = nullable(
  object({ value: REGISTRY_VALUE, writtenAt: nullable(WRITING), origin: ORIGIN_FIELD }),
);

export const VALUE_DIFFERENCE = named(
  'ValueDifference',
  object(
    {
      key: text,
      name: described(nullable(text), 'Null for a key without values'),
      change: oneOf('added', 'removed', 'changed'),
      left: VALUE_SIDE,
      right: VALUE_SIDE,
    },
    { node: described(text, 'Name of the node, where clusters are compared') },
  ),
);

export type ValueDifferenceShape = Of<typeof VALUE_DIFFERENCE>;

/** A property of a thing that differs. */
export const THING_DIFFERENCE = named(
  'ThingDifference',
  object({
    thing: object({ kind: text, id: text, name: text }),
    property: text,
    left: described({}, 'Any JSON; null where the thing is absent'),
    right: described({}, 'Any JSON; null where the thing is absent'),
  }),
);

/** The differences of two sides. */
export const DIFF = named(
  'Diff',
  object({
    left: DIFF_SIDE,
    right: DIFF_SIDE,
    same: flag,
    summary: object({ added: count, removed: count, changed: count }),
    ...pageOf(anyOf(VALUE_DIFFERENCE, THING_DIFFERENCE)),
  }),
);
