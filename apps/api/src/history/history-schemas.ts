import { EVENT_TYPES } from '#domain';

import {
  count,
  described,
  flag,
  instant,
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
import { OPERATED_WRITING, ORIGIN, PLACE_SIDE, WRITING } from '../registry/value-schemas.js';

/** The data of an event, which has other fields for each type: the one open object of the API. */
const EVENT_DATA: Schema<object> = {
  type: 'object',
  additionalProperties: true,
  description: 'The fields that the type of the event has; `changes` have the form of a request',
};

export const EVENT = named(
  'Event',
  object(
    {
      id: text,
      type: oneOf(...EVENT_TYPES),
      stream: text,
      revision: count,
      position,
      recordedAt: instant,
      actor: text,
      authentication: oneOf('none'),
      source: described(nullable(text), 'Network address of the caller'),
      command: object({ id: text, type: text }, { request: text }),
      operation: text,
      causation: described(text, 'Id of the event or command that led to this event'),
      rule: nullable(text),
      reason: described(nullable(text), 'The words of the operator'),
      data: EVENT_DATA,
    },
    { clockWentBack: flag },
  ),
);

export type EventShape = Of<typeof EVENT>;

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

/** Server-sent events. */
export const STREAM: Schema = {
  type: 'string',
  description:
    'Messages with `event` (the type), `id` (the position) and `data` (an Event as JSON); comments keep the connection alive',
};
