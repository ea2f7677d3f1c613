import { type KeyId, type ResourceId, type World } from '#domain';

import { perform, type Behalf, type Place } from './perform.js';
import { type Step } from './step.js';

/** Does one step of a process; answers how many events that wrote. */
export const carryOut = async (
  place: Place & Readonly<{ world: World }>,
  step: Step,
  behalf: Behalf,
): Promise<number> => {
  if (step.copy !== undefined) {
    const { from, to } = step.copy;
    await perform(
      place,
      { kind: 'key', id: to, command: { type: 'CopyKey', data: { from } } },
      behalf,
    );
  }
  const { events } = await perform(place, step, behalf);
  if (step.copy !== undefined && isUnused(place.world, step, step.copy.to))
    await perform(
      place,
      { kind: 'key', id: step.copy.to, command: { type: 'EraseKey', data: {} } },
      behalf,
    );
  if (step.kind === 'key' && step.command.type === 'EraseKey')
    place.world.sealedKeys.erased(step.id as never);
  return events.length;
};

/** A capture that was no longer wanted needs no copy. */
const isUnused = (world: World, { kind, id, command }: Step, copy: string): boolean => {
  if (kind !== 'resource' || command.type !== 'CaptureCrypto') return false;
  const state = world.resource(id as ResourceId);
  const known = state.status === 'open' ? state.crypto.get(command.data.checkpoint) : undefined;
  return known?.keys.includes(copy as KeyId) !== true;
};
