import { ClusterError } from '#clusapi';

import { type NodeId } from '../vocabulary/ids.js';

/** The `RetryPeriodOnFailure` of a resource that is never retried (domain facts, M26). */
export const NEVER = 0xffffffff;

/**
 * The settings of a resource that an administrator changes (domain facts, M23 to M26). Periods are
 * in milliseconds.
 */
export type ResourceProperties = Readonly<{
  /**
   * `external`: a supervisor runs the application and reports its state. `automatic`: no
   * application runs.
   */
  handler: 'automatic' | 'external';
  /** The outcome of an online whose checkpoint could not be restored. */
  onRestoreFailure: 'continue' | 'failResource';
  /** The nodes that may run the resource; null for all nodes. */
  possibleOwners: readonly NodeId[] | null;
  /**
   * 0: stay failed. 1: restart here. 2: restart here, and fail the group over beyond the threshold.
   */
  restartAction: 0 | 1 | 2;
  /** The number of failures within the period that lead to a restart. */
  restartThreshold: number;
  restartPeriod: number;
  restartDelay: number;
  /** The time in Failed until one more try; NEVER for no such try. */
  retryPeriodOnFailure: number;
  /** The time that a supervisor has for a report. */
  pendingTimeout: number;
}>;

export const DEFAULT_PROPERTIES: ResourceProperties = {
  handler: 'automatic',
  onRestoreFailure: 'continue',
  possibleOwners: null,
  restartAction: 2,
  restartThreshold: 3,
  restartPeriod: 900_000,
  restartDelay: 500,
  retryPeriodOnFailure: 3_600_000,
  pendingTimeout: 180_000,
};

/**
 * @throws ClusterError ERROR_INVALID_PARAMETER if the retry period is shorter than the restart
 *   period
 */
export const requirePeriods = ({
  retryPeriodOnFailure,
  restartPeriod,
}: ResourceProperties): void => {
  if (retryPeriodOnFailure < restartPeriod)
    throw new ClusterError('ERROR_INVALID_PARAMETER', 'is shorter than restartPeriod', {
      field: 'retryPeriodOnFailure',
    });
};
