import { type ResourceEvent } from './events.js';
import { type Failure, type OpenResource } from './state.js';

/** At least so many failures are remembered: a threshold may be raised later. */
const LEAST_KEPT = 100;
/** At most so many: a higher threshold is never exceeded. */
const MOST_KEPT = 10_000;

/**
 * The failures that the restart policy looks at after an event. An operator who brings a resource
 * online begins afresh; an attempt that Tidemark begins by itself forgets nothing. Which of them are
 * of the time since the group arrived at its node, the group knows.
 */
export const failuresAfter = (
  { failures, properties: { restartThreshold } }: OpenResource,
  event: ResourceEvent,
): readonly Failure[] => {
  if (event.type === 'ResourceOnlinePending')
    return event.data.persist || event.data.afresh === true ? [] : failures;
  if (event.type !== 'ResourceFailed') return failures;
  const { at = 0, node, epoch } = event.data;
  const kept = Math.min(Math.max(restartThreshold + 1, LEAST_KEPT), MOST_KEPT);
  return [...failures, { at, node, epoch }].slice(-kept);
};
