import { ClusterError } from '#clusapi';
import { type BackupRestore, type ClusterState, type FormedCluster } from '#domain';

import { allCaused } from '../execution/caused.js';
import { type Process, type Step, type StepCommand } from '../execution/step.js';
import { planRestore } from './plan-restore.js';
import { type Restoring } from './restored-things.js';

const ALL = 'restore';

/**
 * Brings the cluster to what a backup has, phase by phase. It remembers no plan: each step follows from
 * the present difference, so that a restore that was broken off at any point is finished by the same
 * question.
 *
 * ```text
 * BackupRestoreStarted ──> ReopenGroup, RestoreDirectory, ConfigureResource, RevertRegistryCopy …
 *                      ──> BackupRestored, once nothing differs
 *                      └─> BackupRestoreFailed, if something has made the rest impossible
 * ```
 */
export const backupRestore: Process = {
  name: 'backup-restore',
  affected: (_, clusterState) => underWay(clusterState),
  all: (clusterState) => underWay(clusterState),
  next: (clusterState) => {
    const { cluster } = clusterState;
    if (cluster.status === 'absent' || cluster.restoring === undefined) return [];
    const { restoring: restore } = cluster;
    const target = clusterState.target.of(restore.operation);
    if (target === undefined) return [];
    const steps = stepsOf({ restore, present: clusterState, target }, cluster);
    return withOperation(clusterState, restore, steps);
  },
};

const underWay = ({ cluster }: ClusterState): readonly string[] =>
  cluster.status === 'formed' && cluster.restoring !== undefined ? [ALL] : [];

const stepsOf = (restoring: Restoring, cluster: FormedCluster): readonly StepCommand[] => {
  const { operation } = restoring.restore;
  const to = { kind: 'cluster', id: cluster.name } as const;
  try {
    const { steps, isWaiting } = planRestore(restoring);
    if (steps.length > 0 || isWaiting) return steps;
    return [{ ...to, command: { type: 'CompleteBackupRestore', data: { operation } } }];
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    const data = { operation, reason: error.message };
    return [{ ...to, command: { type: 'FailBackupRestore', data } }];
  }
};

const withOperation = (
  { causes }: ClusterState,
  { operation }: BackupRestore,
  steps: readonly StepCommand[],
): readonly Step[] =>
  allCaused(
    steps.map((step) => ({ ...step, operation })),
    causes.of('restoring', operation),
  );
