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
import { LOST_WRITE } from '../lost-writes/lost-write-schemas.js';
import { ORIGIN, ORIGIN_FIELD, REGISTRY_VALUE, WRITING } from '../registry/value-schemas.js';
import { MOMENT } from './moment-shape.js';

const CAPTURE = object({ resource: text, checkpoint: text, number: count });

const PLACE = named(
  'ValuePlace',
  object({
    node: described(nullable(text), 'Null for a stored copy'),
    capture: described(nullable(CAPTURE), 'The newest capture; null for a node'),
    name: described(nullable(text), 'In the spelling of the place; null if it has no such value'),
    value: described(nullable(REGISTRY_VALUE), 'Null if it has no such value'),
    writtenAt: nullable(WRITING),
    origin: ORIGIN_FIELD,
  }),
);

export type PlaceShape = Of<typeof PLACE>;

/** Every node and every stored copy that may have a value. */
export const PLACES = named('ValuePlaces', object({ moment: MOMENT, items: list(PLACE) }));

const STAY = object({
  node: text,
  from: described(nullable(WRITING), 'The edit, or the restore that put it there'),
  to: described(nullable(WRITING), 'Null if it is there still'),
  restored: flag,
});

const KEPT = object({
  resource: text,
  checkpoint: text,
  from: described(count, 'The first of the captures in a row that have it'),
  to: count,
  isNewest: flag,
});

const SPREAD_VALUE = named(
  'SpreadValue',
  object({
    key: text,
    name: text,
    nodes: described(list(STAY), 'The times during which nodes had the value of this event'),
    captures: list(KEPT),
    lostWrites: list(LOST_WRITE),
    still: described(
      object({ nodes: list(text), captures: list(CAPTURE) }),
      'Where it is at the moment of the answer',
    ),
    more: described(flag, 'True if more captures or lost writes may have it'),
  }),
);

export type SpreadValueShape = Of<typeof SPREAD_VALUE>;

/** Where the values of an event went. */
export const SPREAD = named(
  'Spread',
  object({
    moment: MOMENT,
    event: ORIGIN,
    items: list(SPREAD_VALUE),
    more: described(flag, 'True if the event wrote more than 100 values'),
  }),
);
