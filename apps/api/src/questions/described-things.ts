import {
  checkpointsOf,
  directoryOf,
  isCrypto,
  nameOf,
  type DatedState,
  type DescribedThing,
} from '#application';
import { type ClusterView, type ResourceId } from '#domain';

import { clusterShape } from '../shapes/cluster-shape.js';
import { openingGroups } from '../shapes/members.js';
import { groupShape, nodeShape, resourceShape } from '../shapes/shapes.js';

/** Every thing of a cluster, with the properties that its answers have. */
export const describeCluster = ({ state, now }: DatedState): readonly DescribedThing[] => {
  const { cluster } = state;
  if (cluster.status === 'absent') return [];
  const { nodes, groups, resources } = directoryOf(state);
  const opening = openingGroups(state);
  const own = { kind: 'cluster', id: cluster.logId, name: cluster.name };
  return [
    { ...own, properties: clusterShape(cluster) },
    ...[...nodes.values()].map((entry) => thing('node', nodeShape(state, entry, opening))),
    ...[...groups.values()].map((entry) => thing('group', groupShape(state, entry, now))),
    ...[...resources.values()].map((entry) => thing('resource', resourceShape(state, entry, now))),
    ...[...resources.keys()].flatMap((id) => checkpoints(state, id)),
  ];
};

const thing = (
  kind: string,
  { id, name, ...properties }: Readonly<{ id: string; name: string }>,
): DescribedThing => ({ kind, id, name, properties: { name, ...properties } });

/** The checkpoints of a resource: their keys, and the hashes of their stored copies. */
const checkpoints = (state: ClusterView, resource: ResourceId): readonly DescribedThing[] => {
  const { checkpoints: keys, crypto } = checkpointsOf(state, resource);
  const owner = nameOf(state, 'resources', resource);
  return [...keys.values(), ...crypto.values()].map((checkpoint) => {
    const { id, captures } = checkpoint;
    const [name, content] = isCrypto(checkpoint)
      ? [checkpoint.name, { fingerprint: checkpoint.fingerprint }]
      : [checkpoint.key, { view: checkpoint.view, hash: checkpoint.hash }];
    return {
      ...{ kind: 'checkpoint', id, name },
      properties: { key: name, resource: owner, captures, ...content },
    };
  });
};
