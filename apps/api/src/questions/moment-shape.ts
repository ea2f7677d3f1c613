import { type Moment } from '#application';
import { type ReadModels } from '#read-models';

import { flag, instant, nullable, object, position, tag, type Of } from '../http/schema/schema.js';
import { described } from '../http/schema/schema.js';

/** The moment that an answer, or a side of it, is right for. */
export const MOMENT = object(
  {
    position,
    recordedAt: described(nullable(instant), 'Time of the last event; null before the first'),
  },
  {
    tag: described(tag, 'The tag that the request named, or else the first tag of that event'),
    ambiguous: described(
      flag,
      'True if the clock went back: an earlier event has a later time than the moment',
    ),
  },
);

export type MomentShape = Of<typeof MOMENT>;

/** The JSON of a moment. */
export const momentShape = (
  reads: ReadModels,
  { position: at, stamp }: Pick<Moment, 'position' | 'stamp'>,
): MomentShape => {
  const { recordedAt, tag: named } = stamp;
  const isAmbiguous = recordedAt !== undefined && reads.events.latestUpTo(at) > recordedAt;
  return {
    position: String(at),
    recordedAt: recordedAt === undefined ? null : new Date(recordedAt).toISOString(),
    ...(named !== undefined && { tag: named }),
    ...(isAmbiguous && { ambiguous: true }),
  };
};
