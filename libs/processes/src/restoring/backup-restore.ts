import { ClusterError } from '#clusapi';
import {
  type BackupRestore,
  type ClusterCommand,
  type ClusterState,
  type FormedCluster,
  type OperationId,
} from '#domain';

import { allCaused } from '../execution/caused.js';
import { type Process, type Step, type StepCommand } from '../execution/step.js';
import { startingSteps } from './formation.js';
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
 *
 * A restore with a formation stops its nodes first, and ends once they have started again:
 *
 * ```text
 * BackupRestoreStarted ──> StopNode … ──> as above ──> FormationReleased ──> StartNode … ──> its end
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
  const { formation, released } = restoring.restore;
  if (formation !== undefined && released !== undefined) {
    const starting = startingSteps(restoring, formation);
    return starting.length > 0 ? starting : [{ ...to, command: endOf(operation, released) }];
  }
  const end = (outcome: Outcome): readonly StepCommand[] => {
    const release = { type: 'ReleaseFormation', data: { operation, ...outcome } } as const;
    return [{ ...to, command: formation === undefined ? endOf(operation, outcome) : release }];
  };
  try {
    const { steps, isWaiting } = planRestore(restoring);
    return steps.length > 0 || isWaiting ? steps : end({});
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return end({ failure: error.message });
  }
};

/** `failure`: the reason for which a restore could not be finished. */
type Outcome = Readonly<{ failure?: string }>;

const endOf = (operation: OperationId, { failure }: Outcome): ClusterCommand =>
  failure === undefined
    ? { type: 'CompleteBackupRestore', data: { operation } }
    : { type: 'FailBackupRestore', data: { operation, reason: failure } };

const withOperation = (
  { causes }: ClusterState,
  { operation }: BackupRestore,
  steps: readonly StepCommand[],
): readonly Step[] =>
  allCaused(
    steps.map((step) => ({ ...step, operation })),
    causes.of('restoring', operation),
  );
