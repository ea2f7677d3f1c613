import { type ClusterState, type NodeId, type ResourceId } from '#domain';

import { type StepCommand } from '../execution/step.js';
import { type NewerThings } from './newer-things.js';
import { type RestoredThings, type Restoring } from './restored-things.js';

/** A restore with the things that it is about. */
export type Planned = Restoring & Readonly<{ things: RestoredThings; newer: NewerThings }>;

/**
 * The commands that can be carried out side by side now, and true if the phase is not over without
 * them: it waits for something that ends by itself.
 */
export type PhaseSteps = Readonly<{ steps: readonly StepCommand[]; isWaiting: boolean }>;

/**
 * A part of a plan. It has no steps once its part of the cluster is as the backup has it, so that a
 * restore that was broken off goes on with the first phase that has one.
 *
 * @throws ClusterError if its part can never become so
 */
export type Phase = (planned: Planned) => PhaseSteps;

export const stepsAlone = (steps: readonly StepCommand[]): PhaseSteps => ({
  steps,
  isWaiting: false,
});

/** True for a resource that is neither Offline nor Failed. */
export const isUp = (present: ClusterState, id: ResourceId): boolean => {
  const state = present.openResource(id)?.state;
  return state !== undefined && state !== 'Offline' && state !== 'Failed';
};

/** True for a resource on its way: nothing of it can be replaced now. */
export const isPending = (present: ClusterState, id: ResourceId): boolean => {
  const state = present.openResource(id)?.state;
  return state === 'OnlinePending' || state === 'OfflinePending';
};

/** The nodes of a list that the directory has. A list of the backup may name one that was evicted. */
export const listedNodes = (
  { cluster }: ClusterState,
  nodes: readonly NodeId[],
): readonly NodeId[] =>
  cluster.status === 'absent' ? [] : nodes.filter((node) => cluster.nodes.has(node));

export const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
