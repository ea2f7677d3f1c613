import { ClusterError, type StatusName } from '#clusapi';
import { cluster, group, node, resource, type ClusterState } from '#domain';

import { type StepCommand } from '../execution/step.js';
import { checkpointPhase, newerCheckpointPhase } from './checkpoint-phase.js';
import { containerPhase } from './container-phase.js';
import { requireFeasible } from './feasible.js';
import { directoryPhase, membershipPhase, partingPhase } from './directory-phase.js';
import { newerThings } from './newer-things.js';
import { stoppingPhase } from './formation.js';
import { nodePhase } from './node-phase.js';
import { type Phase, type PhaseSteps, type Planned } from './phase.js';
import { newerGroupPhase, newerNodePhase, newerResourcePhase } from './removal-phase.js';
import { restoredThings, type Restoring } from './restored-things.js';
import { dependencyPhase, persistentStatePhase, settingsPhase } from './settings-phase.js';
import { streamPhase } from './stream-phase.js';

/**
 * A plan in order: a thing comes before what belongs to it, and what is newer than the backup goes last,
 * in the reverse order.
 */
const PHASES: readonly Phase[] = [
  stoppingPhase,
  streamPhase,
  partingPhase,
  directoryPhase,
  membershipPhase,
  settingsPhase,
  dependencyPhase,
  newerCheckpointPhase,
  checkpointPhase,
  nodePhase,
  containerPhase,
  newerResourcePhase,
  newerGroupPhase,
  newerNodePhase,
  persistentStatePhase,
];

/** A restore, with the things that it is about. */
export const plannedOf = (restoring: Restoring): Planned => {
  const things = restoredThings(restoring);
  return { ...restoring, things, newer: newerThings(restoring, things) };
};

/**
 * The next steps of a restore, which follow from the difference between the cluster and the backup. It
 * has none, and waits for nothing, once the cluster is as the backup has it.
 *
 * @throws ClusterError if the rest of the restore has become impossible
 */
export const planRestore = (restoring: Restoring): PhaseSteps => {
  const planned = plannedOf(restoring);
  requireFeasible(planned);
  for (const phase of PHASES) {
    const found = phase(planned);
    for (const step of found.steps) requirePossible(restoring.present, step);
    if (found.steps.length > 0 || found.isWaiting) return found;
  }
  return { steps: [], isWaiting: false };
};

/** The refusals of steps that something is in the way of, which ends by itself. */
const PASSING: ReadonlySet<StatusName> = new Set([
  'ERROR_INVALID_STATE',
  'ERROR_RESOURCE_ONLINE',
  'ERROR_CLUSTER_GROUP_BUSY',
  'ERROR_CLUSTER_GROUP_MOVING',
  'ERROR_CLUSTER_NODE_DOWN',
  'ERROR_CLUSTER_NODE_SHUTTING_DOWN',
  'ERROR_CANT_EVICT_ACTIVE_NODE',
  'ERROR_DIR_NOT_EMPTY',
]);

/** @throws ClusterError for a step that will be refused however often it is tried */
const requirePossible = (present: ClusterState, step: StepCommand): void => {
  try {
    decide(present, step);
  } catch (error) {
    if (!(error instanceof ClusterError) || !PASSING.has(error.status)) throw error;
  }
};

const decide = (present: ClusterState, step: StepCommand): void => {
  switch (step.kind) {
    case 'cluster':
      cluster.decide(step.command, present.cluster);
      return;
    case 'node':
      node.decide(step.command, present.node(step.id as never));
      return;
    case 'group':
      group.decide(step.command, present.group(step.id as never));
      return;
    case 'resource':
      resource.decide(step.command, present.resource(step.id as never));
      return;
    case 'backup':
    case 'key':
  }
};
