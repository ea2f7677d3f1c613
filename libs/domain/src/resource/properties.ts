import { ClusterError } from '#clusapi';

import { type NodeId } from '../vocabulary/ids.js';

/** `RetryPeriodOnFailure` that never comes (domain facts, M26). */
export const NEVER = 0xffffffff;

/** What an administrator sets of a resource; periods in milliseconds (domain facts, M23 to M26). */
export type ResourceProperties = Readonly<{
  /** Who runs the application: nobody but this service, or a supervisor that reports. */
  handler: 'automatic' | 'external';
  /** Whether a resource comes online without a checkpoint that could not be restored. */
  onRestoreFailure: 'continue' | 'failResource';
  /** The nodes it may run on; null for every one. */
  possibleOwners: readonly NodeId[] | null;
  /** 0: stay failed. 1: restart here. 2: restart here, beyond the threshold fail the group over. */
  restartAction: 0 | 1 | 2;
  /** How many failures within the period are answered with a restart. */
  restartThreshold: number;
  restartPeriod: number;
  restartDelay: number;
  /** How long it stays Failed before it is tried once more; NEVER for no such try. */
  retryPeriodOnFailure: number;
  /** How long a supervisor may take to report. */
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

/** @throws ClusterError ERROR_INVALID_PARAMETER for a retry that is sooner than the restarts */
export const requirePeriods = ({
  retryPeriodOnFailure,
  restartPeriod,
}: ResourceProperties): void => {
  if (retryPeriodOnFailure < restartPeriod)
    throw new ClusterError('ERROR_INVALID_PARAMETER', 'is shorter than restartPeriod', {
      field: 'retryPeriodOnFailure',
    });
};
