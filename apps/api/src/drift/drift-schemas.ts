import { DRIFT_STATES } from '#application';

import { pageOf } from '../http/answer/answers.js';
import {
  anyOf,
  constant,
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
import { MOMENT } from '../questions/moment-shape.js';
import { PLACE_SIDE, WRITING } from '../registry/value-schemas.js';

/** The fields of a place that would be lost. */
export const LOSS_AHEAD_FIELDS = {
  key: text,
  name: described(nullable(text), 'Null for a key with its subtree, and for a key container'),
  lost: PLACE_SIDE,
  kept: PLACE_SIDE,
  rule: oneOf('R2', 'R3', 'R6'),
  victims: list(object({ resource: text, checkpoint: text })),
  writtenAt: nullable(WRITING),
};

/** A place that the next online of a resource on a node would lose. */
const LOSS_AHEAD = named('LossAhead', object(LOSS_AHEAD_FIELDS));

export type LossAheadShape = Of<typeof LOSS_AHEAD>;

/** How a node stands to a stored copy. */
const DRIFT_ITEM = named(
  'DriftItem',
  object(
    {
      checkpoint: described(text, 'Id of the checkpoint'),
      resource: described(text, 'Name of the resource'),
      node: described(text, 'Name of the node'),
      state: described(oneOf(...DRIFT_STATES), 'The first of these that holds'),
      differences: described(
        count,
        'Number of places that differ between the node and the stored copy',
      ),
      wouldLose: described(
        list(LOSS_AHEAD),
        'The places that the next online of the resource there would lose: at most 100',
      ),
      more: described(flag, 'True if it would lose more places than these'),
    },
    {
      heldBy: described(
        text,
        'The program that holds the key open, so that no restore is possible',
      ),
    },
  ),
);

export type DriftItemShape = Of<typeof DRIFT_ITEM>;

export const DRIFT = named('Drift', object({ moment: MOMENT, ...pageOf(DRIFT_ITEM) }));

const GONE = named(
  'DriftGone',
  object({
    checkpoint: described(text, 'Id of the checkpoint'),
    node: described(text, 'Name of the node, or its id if it has left'),
  }),
);

export type GoneShape = Of<typeof GONE>;

const data = (schema: Schema): Schema => ({
  ...text,
  contentMediaType: 'application/json',
  contentSchema: schema,
});

/** Server-sent events about drift. */
export const DRIFT_STREAM: Schema = {
  type: 'string',
  contentMediaType: 'text/event-stream',
  description: 'A message for each pair that changes; comments keep the connection alive',
  contentSchema: list(
    named(
      'DriftMessage',
      anyOf(
        object({ event: constant('drift'), id: position, data: data(DRIFT_ITEM) }),
        object({ event: constant('gone'), id: position, data: data(GONE) }),
      ),
    ),
  ),
};
