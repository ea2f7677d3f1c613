import { HAZARD_KINDS } from '#application';

import { HAZARD_FIELDS } from '../checkpoints/checkpoint-schemas.js';
import { CLUSTER } from '../cluster/cluster-schemas.js';
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
import { GROUP_FIELDS, NODE_FIELDS, RESOURCE_FIELDS } from '../shapes/thing-schemas.js';

const HAZARD_COUNTS = described(
  nullable(list(object({ kind: oneOf(...HAZARD_KINDS), count }))),
  'The number of hazards of each kind; null where others took the room of the search',
);

const DRIFT_COUNTS = described(
  nullable(object({ unrestored: count, missing: count, different: count, equal: count })),
  'The number of its checkpoints times nodes in each state of drift; null where the cluster, or its past, is too large for one answer',
);

const NODE_SEEN = named('NodeSeen', object({ ...NODE_FIELDS, drift: DRIFT_COUNTS }));

const { id, name, owner, state, operation } = GROUP_FIELDS;

const GROUP_SEEN = named(
  'GroupSeen',
  object({
    ...{ id, name, owner, state, operation },
    resources: described(count, 'Number of its resources'),
    hazards: HAZARD_COUNTS,
    drift: DRIFT_COUNTS,
  }),
);

const RESOURCE_SEEN = named(
  'ResourceSeen',
  object({
    id: text,
    name: text,
    type: text,
    group: text,
    owner: RESOURCE_FIELDS.owner,
    state: RESOURCE_FIELDS.state,
    persistentState: RESOURCE_FIELDS.persistentState,
    checkpoints: RESOURCE_FIELDS.checkpoints,
    unrestored: described(count, 'Number of restores that it lacks while it is online'),
    hazards: HAZARD_COUNTS,
    drift: DRIFT_COUNTS,
  }),
);

export const HAZARD_SEEN = named(
  'HazardSeen',
  object({
    ...HAZARD_FIELDS,
    group: described(text, 'Name of the group'),
    resource: described(text, 'Name of the resource'),
    checkpoint: described(text, 'Id of the checkpoint'),
    key: described(text, 'The key or the container, as typed'),
  }),
);

export const OVERVIEW = named(
  'Overview',
  object({
    moment: MOMENT,
    cluster: described(nullable(CLUSTER), 'Null before the first event'),
    nodes: list(NODE_SEEN),
    groups: list(GROUP_SEEN),
    resources: list(RESOURCE_SEEN),
    hazards: described(list(HAZARD_SEEN), 'Those of all checkpoints: at most 1,000'),
    unchecked: described(
      list(oneOf(...HAZARD_KINDS)),
      'The kinds of hazards that were not looked for, because the cluster is too large',
    ),
    more: described(flag, 'True if there are further things or hazards than the answer has'),
  }),
);

export type OverviewShape = Of<typeof OVERVIEW>;
