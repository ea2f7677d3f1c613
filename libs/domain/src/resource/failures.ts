import { type DataOf } from '../vocabulary/message.js';
import { type ResourceEvent } from './events.js';
import { type Failure, type OpenResource } from './state.js';

/** At least so many failures are remembered: a threshold may be raised later. */
const LEAST_KEPT = 100;
/** At most so many: a higher threshold is never exceeded. */
const MOST_KEPT = 10_000;

/**
 * The failures that the restart policy looks at, after one more. Which of them are of the time
 * since the group arrived at its node, the group knows.
 */
export const failuresAfter = (
  { failures, properties: { restartThreshold } }: OpenResource,
  { at = 0, node, epoch }: DataOf<ResourceEvent, 'ResourceFailed'>,
): readonly Failure[] => {
  const kept = Math.min(Math.max(restartThreshold + 1, LEAST_KEPT), MOST_KEPT);
  return [...failures, { at, node, epoch }].slice(-kept);
};
