import { EVENT_TYPES } from '#domain';

import {
  count,
  described,
  flag,
  list,
  named,
  nullable,
  object,
  oneOf,
  position,
  text,
  type Of,
  type Schema,
} from '../http/schema/schema.js';
import { EVENT } from './events/event-schema.js';
import { OPERATED_WRITING, ORIGIN, PLACE_SIDE, WRITING } from '../registry/value-schemas.js';

const TOTAL_FIELDS = { rows: count, keys: count, values: count };

/** The counts of lost writes. */
export const TOTAL = object(TOTAL_FIELDS);

const ORIGINS = {
  lostOrigin: described(
    nullable(ORIGIN),
    'The first write of the lost value; null if an edit wrote it',
  ),
  origin: described(
    nullable(ORIGIN),
    'The first write of the kept value; null for an absence, a subtree and a key container',
  ),
};

export const LOST_WRITE = named(
  'LostWrite',
  object({
    id: text,
    rule: described(
      nullable(oneOf('R2', 'R3', 'R6')),
      'Null if a commanded restore displaced the place, and no rule calls it lost',
    ),
    node: text,
    resource: text,
    checkpoint: text,
    key: text,
    name: described(nullable(text), 'Null for a key with its subtree, and for a key container'),
    lost: PLACE_SIDE,
    kept: PLACE_SIDE,
    lostFrom: oneOf('node', 'capture'),
    edits: count,
    victims: list(object({ resource: text, checkpoint: text })),
    writtenAt: nullable(WRITING),
    ...ORIGINS,
    overwrittenAt: OPERATED_WRITING,
    cause: nullable(object({ event: text, type: text })),
  }),
);

export type LostWriteShape = Of<typeof LOST_WRITE>;

/** One place of a lost write. */
export const LOST_VALUE = named(
  'LostValue',
  object({
    key: text,
    name: nullable(text),
    lost: PLACE_SIDE,
    kept: PLACE_SIDE,
    writtenAt: nullable(WRITING),
    ...ORIGINS,
  }),
);

export type LostValueShape = Of<typeof LOST_VALUE>;

/** The writes that an operation lost, or displaced by command. */
export const LOST_TOGETHER = object({ ...TOTAL_FIELDS, items: list(LOST_WRITE), more: flag });

export type LostTogetherShape = Of<typeof LOST_TOGETHER>;

/** An event that a projection could not take. */
export const PARKED = named(
  'ParkedEvent',
  object({
    id: text,
    position,
    stream: text,
    type: text,
    operation: text,
    error: text,
    attempts: count,
  }),
);

export const RETRIED = object({ id: text, released: flag });

/** A server-sent event. */
const EVENT_MESSAGE = named(
  'EventMessage',
  object({
    event: described(oneOf(...EVENT_TYPES), 'The type of the event'),
    id: described(position, 'The position of the event'),
    data: described(
      { ...text, contentMediaType: 'application/json', contentSchema: EVENT },
      'The event',
    ),
  }),
);

/** Server-sent events. */
export const STREAM: Schema = {
  type: 'string',
  contentMediaType: 'text/event-stream',
  description: 'A message for each event; comments keep the connection alive',
  contentSchema: list(EVENT_MESSAGE),
};
