import { type Cut } from '#domain';
import { type Recorded } from '#event-store';

import { type ReadModels } from '../read-models.js';

/** The last event of a backup; undefined if this log does not have it. */
export const eventAtCut = (
  { events }: Pick<ReadModels, 'events'>,
  { event, stream, revision }: Cut,
): Recorded | undefined => {
  const position = events.positionOf(stream, revision);
  const found = position && events.at(Number(position));
  return found?.id === event ? found : undefined;
};
