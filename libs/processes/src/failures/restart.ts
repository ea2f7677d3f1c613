import { NEVER, type Failure, type OpenGroup, type OpenResource } from '#domain';

import { periodEnd } from '../due.js';

/**
 * The restarts and the retry that the policy allows a resource (domain facts, M23 to M26). Instants
 * in milliseconds since 1970.
 */
export type RestartOutlook = Readonly<{
  /**
   * The number of failures that count: on this node, since the group's arrival, within the period.
   */
  failures: number;
  /** The number of further failures that lead to a restart. */
  restartsLeft: number;
  /** The instant of the restart after a failure within the threshold. */
  restartAt: number | undefined;
  /** The instant of the retry after a failure beyond the threshold, if the group stays. */
  retryAt: number | undefined;
  /**
   * The instant of a failure beyond the threshold, because of which the group should leave the
   * node.
   */
  escalatedAt: number | undefined;
}>;

/** True for a failed resource whose persistent state is Online. */
export const isFailed = ({ state, persistentState }: OpenResource): boolean =>
  state === 'Failed' && persistentState === 'Online';

/**
 * The consequence of failures. Within the threshold a failed resource is restarted after the delay.
 * Beyond it the group fails over, or the resource waits for the retry period.
 */
export const restartOutlook = (
  resource: OpenResource,
  group: OpenGroup,
  now: number,
): RestartOutlook => {
  const { restartAction, restartThreshold } = resource.properties;
  const last = isFailed(resource) ? resource.failures.at(-1)?.at : undefined;
  const failures = countAt(last ?? now, resource, group);
  const restartsLeft = restartAction === 0 ? 0 : Math.max(0, restartThreshold - failures);
  return { failures, restartsLeft, ...dueAfter(last, { resource, failures, now }) };
};

type Due = Pick<RestartOutlook, 'restartAt' | 'retryAt' | 'escalatedAt'>;

const NOTHING_DUE: Due = { restartAt: undefined, retryAt: undefined, escalatedAt: undefined };

/** The consequence of the last failure, which left the resource Failed; undefined without one. */
const dueAfter = (
  last: number | undefined,
  { resource, failures, now }: { resource: OpenResource; failures: number; now: number },
): Due => {
  const { restartAction, restartThreshold, restartDelay, retryPeriodOnFailure } =
    resource.properties;
  if (last === undefined || restartAction === 0) return NOTHING_DUE;
  if (failures <= restartThreshold)
    return { ...NOTHING_DUE, restartAt: periodEnd(last, restartDelay, now) };
  return {
    restartAt: undefined,
    retryAt:
      retryPeriodOnFailure === NEVER ? undefined : periodEnd(last, retryPeriodOnFailure, now),
    escalatedAt: restartAction === 2 ? last : undefined,
  };
};

/** The number of failures that count at an instant, including one at that very instant. */
const countAt = (
  instant: number,
  { failures, properties: { restartPeriod } }: OpenResource,
  group: OpenGroup,
): number =>
  failures.filter(
    (failure) =>
      isHere(failure, group) && Math.abs(instant - failure.at) < Math.max(restartPeriod, 1),
  ).length;

/** True for a failure on the group's node since the group arrived there. */
const isHere = ({ node, epoch }: Failure, { owner, arrivedIn }: OpenGroup): boolean =>
  node === owner && epoch >= arrivedIn;
