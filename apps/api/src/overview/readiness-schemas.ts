import {
  described,
  flag,
  list,
  named,
  object,
  oneOf,
  text,
  type Of,
} from '../http/schema/schema.js';
import { LOSS_AHEAD_FIELDS } from '../drift/drift-schemas.js';
import { MOMENT } from '../questions/moment-shape.js';
import { HOLD } from '../registry/registry-schemas.js';

const LACKING = { resource: text, checkpoint: described(text, 'Id of the checkpoint') };

export const NODE_READINESS = named(
  'NodeReadiness',
  object({
    node: described(text, 'Name of the node'),
    isOwner: flag,
    canHost: described(flag, 'True if the whole group could be there: there are no reasons'),
    reasons: described(list(text), 'Why the group, or a resource of it, could not be there'),
    holds: described(list(HOLD), 'The holds that would prevent the restore of a checkpoint'),
    wouldLose: described(
      list(named('GroupLoss', object({ ...LACKING, ...LOSS_AHEAD_FIELDS }))),
      'The places that its resources would lose if they came online there next, each alone',
    ),
    missingKeys: described(
      list(object({ ...LACKING, key: text, view: oneOf('64-bit', '32-bit') })),
      'The checkpoints whose key the node does not have, and no capture puts there',
    ),
    missingContainers: described(
      list(object({ ...LACKING, container: described(text, 'As typed') })),
      'The checkpoints whose container the node does not have, and no capture puts there',
    ),
    more: described(flag, 'True if a list of this node has more than the 100 that are shown'),
  }),
);

export const GROUP_READINESS = named(
  'GroupReadiness',
  object({
    moment: MOMENT,
    group: described(text, 'Name of the group'),
    nodes: list(NODE_READINESS),
  }),
);

export type GroupReadinessShape = Of<typeof GROUP_READINESS>;
export type NodeReadinessShape = Of<typeof NODE_READINESS>;
