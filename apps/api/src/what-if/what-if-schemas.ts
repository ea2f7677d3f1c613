import { OUTCOME } from '../batch/batch-schemas.js';
import { LOST_WRITE } from '../lost-writes/lost-write-schemas.js';
import { WOULD_BE_EVENT } from '../history/events/event-schema.js';
import {
  count,
  described,
  flag,
  list,
  named,
  object,
  text,
  type Of,
} from '../http/schema/schema.js';
import { OPERATION_REPORT } from '../operations/operation-schemas.js';
import { HAZARD_SEEN } from '../overview/overview-schemas.js';
import { NODE_READINESS } from '../overview/readiness-schemas.js';
import { VALUE_DIFFERENCE } from '../questions/diff-schemas.js';
import { MOMENT } from '../questions/moment-shape.js';

const NODE_DIFF = named(
  'NodeDiff',
  object({
    node: described(text, 'Name of the node'),
    summary: object({ added: count, removed: count, changed: count }),
    items: described(list(VALUE_DIFFERENCE), 'At most 100'),
    more: flag,
  }),
);

/** The answer of a what-if. */
export const WHAT_IF = named(
  'WhatIf',
  object({
    base: described(MOMENT, 'The moment that the commands were tried at'),
    outcomes: described(list(OUTCOME), 'One for each command, in their order'),
    events: described(list(WOULD_BE_EVENT), 'In the order in which they would be recorded'),
    operations: described(list(OPERATION_REPORT), 'Those that would begin or go on; at most 100'),
    diffs: described(list(NODE_DIFF), 'The nodes whose registry would be another one'),
    lostWrites: described(list(LOST_WRITE), 'At most 1,000, newest first'),
    hazards: described(
      list(HAZARD_SEEN),
      'Afterwards, of the groups that the events are about; at most 1,000',
    ),
    readiness: described(
      list(object({ group: described(text, 'Name of the group'), nodes: list(NODE_READINESS) })),
      'Afterwards, of the same groups; at most 100',
    ),
    more: described(
      object({ operations: flag, lostWrites: flag, hazards: flag, readiness: flag }),
      'True for each list that has more than is shown',
    ),
  }),
);

export type WhatIfShape = Of<typeof WHAT_IF>;
