import { EVENT_TYPES } from '#domain';

import {
  count,
  described,
  flag,
  list,
  named,
  object,
  oneOf,
  position,
  text,
  type Schema,
} from '../http/schema/schema.js';
import { EVENT } from './events/event-schema.js';

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
