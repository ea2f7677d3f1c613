import {
  count,
  described,
  flag,
  list,
  named,
  nullable,
  object,
  text,
  type Of,
} from '../http/schema/schema.js';
import {
  ORIGIN_FIELD,
  REGISTRY_VALUE,
  WRITING,
  WRITING_FIELDS,
} from '../registry/value-schemas.js';

/** A version of a value that was found by its content. */
export const FOUND_VERSION = named(
  'FoundVersion',
  object({
    node: text,
    key: described(text, 'The physical key'),
    name: text,
    value: REGISTRY_VALUE,
    writtenAt: object({ event: text, ...WRITING_FIELDS }),
    origin: ORIGIN_FIELD,
    endedAt: described(nullable(WRITING), 'Null if the node has this version still'),
    lastHeld: object({
      still: described(flag, 'False if no node has this value there any more'),
      nodes: described(list(text), 'The nodes that have it there, or the one that had it'),
      captures: described(
        list(object({ resource: text, checkpoint: text, number: count })),
        'For each checkpoint of the key: the newest capture with it, of the last ones',
      ),
    }),
  }),
);

export type FoundVersionShape = Of<typeof FOUND_VERSION>;
