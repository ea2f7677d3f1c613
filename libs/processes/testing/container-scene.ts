import { expect } from '@jest/globals';

import { type NodeEvent, type ResourceEvent } from '#domain';
import { captureKey, PROCESSES, type DueStep } from '#processes';
import {
  APP,
  CHECKPOINT,
  keysRestored,
  keysUnrestored,
  NODE_A,
  nodeOpened,
  offline,
  offlinePending,
  StateStory,
  stored,
} from '#testing/domain';

/** Node A at a revision, with the first keys in its container. */
export const containerAt = (revision: number, ...events: readonly ResourceEvent[]): StateStory => {
  const story = new StateStory().node(NODE_A, nodeOpened);
  for (let next = 1; next <= revision; next += 1) story.node(NODE_A, stored('keys 1'));
  return story.resource(APP, ...events);
};
/** The resource is online on node A, with its keys restored; then events of the node. */
export const runningKeys = (...events: readonly NodeEvent[]): StateStory =>
  containerAt(11, ...keysRestored).node(NODE_A, ...events);
/** The same, but the restore of the keys is missing. */
export const unrestoredKeys = (...events: readonly NodeEvent[]): StateStory =>
  containerAt(11, ...keysUnrestored).node(NODE_A, ...events);
/** The online interval ends at a revision of node A. */
export const intervalEnds = (story: StateStory, nodeRevision: number): StateStory =>
  story.resource(APP, offlinePending(), offline(undefined, nodeRevision));

/** The captures that the resource needs. */
export const captureStepsOf = (
  { clusterState }: StateStory,
  phase: 'following' | 'recovering' = 'following',
): readonly DueStep[] =>
  PROCESSES.filter(({ name }) => name === 'pending-captures').flatMap((capturing) =>
    capturing.next(clusterState, APP, { phase, now: 0 }),
  );

type Wanted = Readonly<{ reason: string; revision: number; cause: string; mark?: true }>;

const mark = (nodeRevision: number) => ({
  overUnrestored: { restoreFailed: 'app@4', node: NODE_A, nodeRevision },
});

/** The step that captures a container with these keys; without keys, its absence. */
export const capturesKeys = (
  name: string | undefined,
  { reason, revision, cause, mark: has }: Wanted,
): unknown => {
  const to = captureKey(CHECKPOINT, 2, name ?? '');
  const data = {
    ...{ checkpoint: CHECKPOINT, reason, source: { node: NODE_A, nodeRevision: revision } },
    ...(name === undefined ? { fingerprint: 'absent' } : { fingerprint: name, key: to }),
    ...(has && mark(revision)),
  };
  return {
    ...{ kind: 'resource', id: APP, rule: 'R1', command: { type: 'CaptureCrypto', data } },
    ...(name !== undefined && { copy: { from: name, to } }),
    cause: expect.objectContaining({ eventId: cause }),
  };
};

/** Other keys in the container of the checkpoint. */
export const otherKeys = stored('keys 2');
