import { describe, expect, test } from '@jest/globals';

import { type ResourceEvent } from '#domain';
import { applyChanges, emptyTree, findKey, hashKey } from '#registry';
import {
  APP,
  attempt,
  captured,
  changed,
  CHECKPOINT,
  checkpointed,
  KEY,
  keysRestored,
  NODE_A,
  nodeOpened,
  offlinePending,
  onlinePending,
  resourceOpened,
  restored,
  runningApp,
  SECOND,
  set,
  StateStory,
  stored,
  unrestored,
} from '#testing/domain';

import { offlineSteps, pendingUntil, type Target } from './resource-steps.js';

const cause = { eventId: 'cause', position: '0', operation: '', recordedAt: 0 };
const target = (more: Partial<Target> = {}): Target => ({
  ...{ attempt: attempt(), persist: true, now: 50, force: false, stay: false, afresh: false },
  ...{ cause, ...more },
});
const hashOf = (port: number): string =>
  hashKey(findKey(applyChanges(emptyTree, [set(port)]), KEY));
/** Node A at revision 11, with Port 1, and then events of a resource. */
const at = (...events: readonly ResourceEvent[]): StateStory =>
  new StateStory()
    .node(NODE_A, nodeOpened, ...Array.from({ length: 11 }, () => changed(set(1))))
    .resource(APP, ...events);

const external: ResourceEvent = {
  type: 'ResourceConfigured',
  data: { handler: 'external', pendingTimeout: 1000 },
};
const stoppedBy = (operation = SECOND): ResourceEvent => ({
  type: 'ResourceStopped',
  data: { operation, reason: '' },
});

describe('on its way offline', () => {
  const leaving = attempt(SECOND, 2);
  const stepsOf = ({ clusterState }: StateStory, more: Partial<Target> = {}): readonly unknown[] =>
    offlineSteps(clusterState, APP, target({ attempt: leaving, ...more })).map(
      ({ kind, id, rule, command }) => ({ kind, id, ...(rule && { rule }), ...command }),
    );
  const onResource = (type: string, data: object, rule?: string) => ({
    ...{ kind: 'resource', id: APP, ...(rule && { rule }), type, data },
  });
  const begun = (...events: readonly ResourceEvent[]): StateStory =>
    at(...events, offlinePending(leaving));
  /** The restore is missing, of a capture that is as the key. */
  const missing = unrestored.map((event) =>
    event.type === 'RegistryCheckpointCaptured' ? captured(1, { hash: hashOf(1) }) : event,
  );
  const completed = onResource('CompleteOffline', { ...leaving, nodeRevision: 11 });

  test('a resource begins, in the attempt of its operation', () => {
    const begin = { ...leaving, persist: true, at: 50 };
    expect(stepsOf(at(...runningApp))).toEqual([onResource('BeginOffline', begin)]);
    expect(stepsOf(at(...runningApp, offlinePending(attempt())))).toEqual([
      onResource('BeginOffline', begin),
    ]);
    expect(stepsOf(at(...runningApp), { stay: true, persist: false })).toEqual([
      onResource('BeginOffline', { ...begin, persist: false, stay: true }),
    ]);
    expect(stepsOf(at())).toEqual([]);
  });

  test('each checkpoint is captured, one by one', () => {
    const other = 'other' as typeof CHECKPOINT;
    const source = { node: NODE_A, nodeRevision: 11 };
    const capture = (checkpoint: string, hash: string): unknown =>
      onResource(
        'CaptureRegistry',
        { checkpoint, reason: 'going-offline', operation: SECOND, source, hash },
        'R1',
      );
    const story = begun(...runningApp, ...checkpointed(other, 'OTHER'));
    expect(stepsOf(story)).toEqual([capture(CHECKPOINT, hashOf(1))]);
    story.resource(APP, captured(2, { reason: 'going-offline' }));
    expect(stepsOf(story)).toEqual([capture(other, hashKey(undefined))]);
    story.resource(APP, captured(2, { checkpoint: other, reason: 'going-offline' }));
    expect(stepsOf(story)).toEqual([completed]);
  });

  test('an absent key is never the first capture', () => {
    const [added] = checkpointed(CHECKPOINT, 'OTHER');
    expect(stepsOf(begun(resourceOpened, added, onlinePending(), ...runningApp.slice(-1)))).toEqual(
      [completed],
    );
  });

  test('nothing is captured if the resource was not online, or its restore is missing', () => {
    expect(stepsOf(begun(resourceOpened, ...checkpointed()))).toEqual([completed]);
    expect(stepsOf(begun(...missing))).toEqual([completed]);
  });

  test('the edits of a key whose restore is missing are captured', () => {
    const story = begun(...missing).node(NODE_A, changed(set(2)));
    expect(stepsOf(story)).toMatchObject([
      { type: 'CaptureRegistry', data: { reason: 'changed', source: { capture: 1 } } },
    ]);
  });

  test('containers are captured too', () => {
    const story = begun(...keysRestored).node(NODE_A, stored('keys 1'));
    expect(stepsOf(story)).toMatchObject([
      { type: 'CaptureCrypto', data: { reason: 'going-offline', operation: SECOND } },
    ]);
  });

  test('it waits for its supervisor, unless it is forced', () => {
    const story = begun(resourceOpened, external, onlinePending());
    const stop = onResource('StopWaiting', { operation: SECOND, reason: 'PendingTimeout' });
    expect(stepsOf(story, { now: 999 })).toEqual([]);
    expect(stepsOf(story, { now: 1000 })).toEqual([stop]);
    expect(stepsOf(story, { now: 999, force: true })).toEqual([stop]);
    expect(stepsOf(story.resource(APP, stoppedBy()))).toEqual([completed]);
  });
});

describe('the wait for a supervisor ends', () => {
  const until = (...events: readonly ResourceEvent[]): number | undefined => {
    const resource = at(resourceOpened, ...events).clusterState.openResource(APP);
    return resource && pendingUntil(resource, 0);
  };

  test.each<[string, readonly ResourceEvent[], number | undefined]>([
    ['after its time on the way online', [external, onlinePending()], 1000],
    ['after its time on the way offline', [external, onlinePending(), offlinePending()], 1000],
    ['with the stop', [external, onlinePending(), offlinePending(), stoppedBy()], undefined],
    ['never without an attempt', [external], undefined],
    ['never for an automatic resource', [onlinePending()], undefined],
    [
      'never before the restores',
      [external, ...checkpointed(), onlinePending(attempt(), 1)],
      undefined,
    ],
    [
      'after the restores',
      [external, ...checkpointed(), onlinePending(attempt(), 1), restored(1)],
      1000,
    ],
  ])('%s', (_, events, wanted) => {
    expect(until(...events)).toBe(wanted);
  });
});
