import { type Recorded } from '#event-store';
import { isWithin } from '#registry';
import { NaiveOrigins } from '#testing/read-models';

import { type PlainCheckpoint } from './plain-resource.js';
import { resourcesIn } from './shapes.js';
import { type Things } from './things.js';

/** The origins of all values after some events. */
export const originsAt = (events: readonly Recorded[]): NaiveOrigins => {
  const origins = new NaiveOrigins();
  for (const recorded of events) origins.take(recorded);
  return origins;
};

/** The checkpoints of open resources that have a stored copy of a key. */
export const copiesOf = (
  things: Things,
  physical: string,
): readonly Readonly<{ resource: string; checkpoint: PlainCheckpoint }>[] =>
  resourcesIn(things).flatMap(({ name, checkpoints }) =>
    [...checkpoints.values()]
      .filter(({ effectiveKey }) => isWithin(physical, effectiveKey))
      .map((checkpoint) => ({ resource: name, checkpoint })),
  );
