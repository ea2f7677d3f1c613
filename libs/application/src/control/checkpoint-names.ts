import { type ControlCodeName } from '#clusapi';
import { type ResourceId, type World } from '#domain';
import { foldName } from '#registry';

import { directoryOf, resourceState } from '../names.js';

/** The checkpoints of a resource that a code lists: as typed, in the order they were added. */
export const checkpointNames = (
  world: World,
  id: ResourceId,
  code: ControlCodeName,
): readonly string[] => {
  const { checkpoints, crypto } = resourceState(world, id);
  return code.includes('CRYPTO')
    ? [...crypto.values()].map(({ name }) => name)
    : [...checkpoints.values()].map(({ key }) => key);
};

/** The checkpoints of all resources of a type; the same path once, whatever its case. */
export const checkpointNamesOfType = (
  world: World,
  type: string,
  code: ControlCodeName,
): readonly string[] => {
  const folded = foldName(type);
  const names = [...directoryOf(world).resources.values()]
    .filter((entry) => foldName(entry.type) === folded)
    .flatMap(({ id }) =>
      world.resource(id).status === 'open' ? checkpointNames(world, id, code) : [],
    );
  return [
    ...new Map(names.toReversed().map((name) => [foldName(name), name])).values(),
  ].toReversed();
};
