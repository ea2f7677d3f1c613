import { type Json } from '../../e2e/tidemark.js';
import { groupShape, groupsIn, nodeShape, resourceShape, resourcesIn } from '../oracle/shapes.js';
import { like, queryOf, type Asks } from './question.js';

const NODE = { id: '', name: '', state: '' };
const GROUP = { id: '', name: '', owner: '', state: '' };
const RESOURCE = { id: '', name: '', group: '', state: '', persistentState: '' };

const parts = (model: object, items: readonly object[]): readonly Json[] =>
  items.map((item) => like(model, item as Json));

/** The whole cluster in one answer. */
export const askOverview: Asks = ({ at, things }) => ({
  path: `/v1/overview?${queryOf({ at: at.text })}`,
  isList: false,
  shown: ({ nodes, groups, resources }) => ({
    nodes: parts(NODE, nodes as readonly Json[]),
    groups: parts(GROUP, groups as readonly Json[]),
    resources: parts(RESOURCE, resources as readonly Json[]),
  }),
  wanted: {
    nodes: parts(
      NODE,
      [...things.nodes.values()].map((node) => nodeShape(things, node)),
    ),
    groups: parts(
      GROUP,
      groupsIn(things).map((group) => groupShape(things, group)),
    ),
    resources: parts(
      RESOURCE,
      resourcesIn(things).map((resource) => resourceShape(things, resource)),
    ),
  },
});
