import { type ResourceId, type World } from '#domain';

import { resourceState } from '../names.js';

/** True from OnlinePending on until the resource is down again. */
export const isUp = (world: World, resource: ResourceId): boolean => {
  const { state } = resourceState(world, resource);
  return state !== 'Offline' && state !== 'Failed';
};
