import { type NodeId, type ResourceId, type World } from '#domain';

import { directoryOf, resourceState } from '../names.js';

/** The nodes that a resource may run on. */
export const possibleOwners = (world: World, resource: ResourceId): readonly NodeId[] => {
  const listed = [...directoryOf(world).nodes.keys()].filter(
    (id) => world.node(id).status === 'present',
  );
  const { possibleOwners: owners } = resourceState(world, resource).properties;
  return listed.filter((id) => owners === null || owners.includes(id));
};
