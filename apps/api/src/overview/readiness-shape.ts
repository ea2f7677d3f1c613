import {
  groupLosses,
  groupReadiness,
  nameOf,
  shownName,
  type DriftMoment,
  type GroupLosses,
  type NameThen,
  type NodeReadiness,
  type RunningCluster,
} from '#application';
import { type GroupId } from '#domain';

import { lossAheadShape } from '../drift/drift-shape.js';
import { obstacleReason } from '../operations/candidate-reason.js';
import { Writers } from '../registry/writers.js';
import { type NodeReadinessShape } from './readiness-schemas.js';

/** The most items of each list of a node. */
const MAX = 100;

/** The JSON of the readiness of all nodes for a group. */
export const readinessShapes = async (
  cluster: RunningCluster,
  trees: DriftMoment['trees'],
  group: GroupId,
): Promise<readonly NodeReadinessShape[]> => {
  const { view } = trees;
  const losses = await groupLosses(cluster, trees, group);
  const sources = { names: view, writers: new Writers(cluster.reads, view) };
  return groupReadiness(view, group).map((one) => {
    const { items, more } = losses.get(one.node) ?? NO_LOSSES;
    const wouldLose = items.map(({ resource, checkpoint, loss }) => ({
      ...{ resource: shownName(view, 'resources', resource), checkpoint },
      ...lossAheadShape(sources, loss),
    }));
    const shape = readinessShape(one, (kind, id) => nameOf(view, kind, id));
    return { ...shape, wouldLose, more: shape.more || more };
  });
};

const NO_LOSSES: GroupLosses = { items: [], more: false };

const readinessShape = (
  readiness: NodeReadiness,
  nameThen: NameThen,
): Omit<NodeReadinessShape, 'wouldLose'> => {
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
