import { type DataOf } from '../vocabulary/message.js';
import { type ResourceEvent } from './events.js';
import { type Failure, type OpenResource } from './state.js';

/** The least number of failures that are remembered: a threshold may be raised later. */
const LEAST_KEPT = 100;
/** The greatest number of failures that are remembered; a higher threshold is never exceeded. */
const MOST_KEPT = 10_000;

/**
 * The failures that the restart policy looks at, after one more failure. The group knows which of
 * them came after its arrival at the node.
 */
export const failuresAfter = (
  { failures, properties: { restartThreshold } }: OpenResource,
  { at = 0, node, epoch }: DataOf<ResourceEvent, 'ResourceFailed'>,
): readonly Failure[] => {
  const kept = Math.min(Math.max(restartThreshold + 1, LEAST_KEPT), MOST_KEPT);
  return [...failures, { at, node, epoch }].slice(-kept);
};
