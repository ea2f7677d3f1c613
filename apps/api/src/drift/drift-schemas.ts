import { DRIFT_STATES } from '#application';

import { pageOf } from '../http/answer/answers.js';
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
import { MOMENT } from '../questions/moment-shape.js';
import { PLACE_SIDE, WRITING } from '../registry/value-schemas.js';

/** A place that the next online of a resource on a node would lose. */
export const LOSS_AHEAD = named(
  'LossAhead',
  object({
    key: text,
    name: described(nullable(text), 'Null for a key with its subtree, and for a key container'),
    lost: PLACE_SIDE,
    kept: PLACE_SIDE,
    rule: oneOf('R2', 'R3', 'R6'),
    victims: list(object({ resource: text, checkpoint: text })),
    writtenAt: nullable(WRITING),
  }),
);

export type LossAheadShape = Of<typeof LOSS_AHEAD>;

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
