import { type ControlCodeName } from '#clusapi';
import { type ResourceId, type ClusterView } from '#domain';
import { foldName } from '#registry';

import { directoryOf } from '../names.js';
import { checkpointsOf } from '../reading/listed-things.js';

/** The checkpoints of a resource that a code lists: as typed, in the order of their addition. */
export const checkpointNames = (
  clusterState: ClusterView,
  id: ResourceId,
  code: ControlCodeName,
): readonly string[] => {
  const { checkpoints, crypto } = checkpointsOf(clusterState, id);
  return code.includes('CRYPTO')
    ? [...crypto.values()].map(({ name }) => name)
    : [...checkpoints.values()].map(({ key }) => key);
};

/** The checkpoints of all resources of a type; each path once, regardless of its case. */
export const checkpointNamesOfType = (
  clusterState: ClusterView,
  type: string,
  code: ControlCodeName,
): readonly string[] => {
  const folded = foldName(type);
  const names = [...directoryOf(clusterState).resources.values()]
    .filter((entry) => foldName(entry.type) === folded)
    .flatMap(({ id }) => checkpointNames(clusterState, id, code));
  return [
    ...new Map(names.toReversed().map((name) => [foldName(name), name])).values(),
  ].toReversed();
};
