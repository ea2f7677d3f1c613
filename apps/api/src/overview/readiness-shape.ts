import { groupReadiness, nameOf, type NameThen, type NodeReadiness } from '#application';
import { type ClusterView, type GroupId } from '#domain';

import { obstacleReason } from '../operations/candidate-reason.js';
import { type NodeReadinessShape } from './readiness-schemas.js';

/** The most items of each list of a node. */
const MAX = 100;

/** The JSON of the readiness of all nodes for a group. */
export const readinessShapes = (
  clusterState: ClusterView,
  group: GroupId,
): readonly NodeReadinessShape[] => {
  const nameThen: NameThen = (kind, id) => nameOf(clusterState, kind, id);
  return groupReadiness(clusterState, group).map((one) => readinessShape(one, nameThen));
};

const readinessShape = (readiness: NodeReadiness, nameThen: NameThen): NodeReadinessShape => {
  const { node, isOwner, holds, missingKeys, missingContainers } = readiness;
  const reasons = reasonsOf(readiness, nameThen);
  const placed = ({
    resource,
    checkpoint: { id },
  }: Placed): Readonly<{
    resource: string;
    checkpoint: string;
  }> => ({ resource: nameThen('resources', resource) ?? resource, checkpoint: id });
  return {
    ...{ node: nameThen('nodes', node) ?? node, isOwner, canHost: reasons.length === 0 },
    reasons: reasons.slice(0, MAX),
    holds: holds.slice(0, MAX),
    missingKeys: missingKeys.slice(0, MAX).map((lacking) => {
      const { key, view } = lacking.checkpoint;
      return { ...placed(lacking), key, view };
    }),
    missingContainers: missingContainers
      .slice(0, MAX)
      .map((lacking) => ({ ...placed(lacking), container: lacking.checkpoint.name })),
    more: [reasons, holds, missingKeys, missingContainers].some(({ length }) => length > MAX),
  };
};

type Placed = NodeReadiness['missingKeys' | 'missingContainers'][number];

const reasonsOf = (
  { obstacles, deniedBy }: NodeReadiness,
  nameThen: NameThen,
): readonly string[] => [
  ...obstacles.map((obstacle) => obstacleReason(obstacle, nameThen)),
  ...(deniedBy === undefined
    ? []
    : [
        `clobberPolicy denies it: ${nameThen('resources', deniedBy) ?? deniedBy}, online there or about to be, has a checkpoint on the same key`,
      ]),
];
