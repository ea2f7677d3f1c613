import { describe, expect, test } from '@jest/globals';

import { type NodeEvent, type ResourceEvent } from '#domain';
import { applyChanges, emptyTree, findKey, hashKey } from '#registry';
import {
  APP,
  attempt,
  captured,
  changed,
  CHECKPOINT,
  GROUP,
  KEY,
  keysRestored,
  NODE_A,
  NODE_B,
  nodeOpened,
  offlinePending,
  onlinePending,
  resourceOpened,
  restored,
  restoreFailed,
  runningApp,
  SECOND,
  set,
  StateStory,
  wasRestored,
} from '#testing/domain';

import { onlineSteps, type Target } from './resource-steps.js';

const cause = { eventId: 'cause', position: '0', operation: '', recordedAt: 0 };
const target = (more: Partial<Target> = {}): Target => ({
  ...{ attempt: attempt(), persist: true, now: 50, force: false, stay: false, afresh: false },
  ...{ cause, ...more },
});
/** Node A at revision 11, with Port 1, and then events of a resource. */
const at = (...events: readonly ResourceEvent[]): StateStory =>
  new StateStory()
    .node(NODE_A, nodeOpened, ...Array.from({ length: 11 }, () => changed(set(1))))
    .resource(APP, ...events);

const external: ResourceEvent = {
  type: 'ResourceConfigured',
  data: { handler: 'external', pendingTimeout: 1000 },
};

describe('on its way online', () => {
  const stepsOf = ({ clusterState }: StateStory, more: Partial<Target> = {}): readonly unknown[] =>
    onlineSteps(clusterState, { id: APP, group: GROUP }, target(more)).map(
      ({ kind, id, rule, command }) => ({ kind, id, ...(rule && { rule }), ...command }),
    );
  const onResource = (type: string, data: object, rule?: string) => ({
    ...{ kind: 'resource', id: APP, ...(rule && { rule }), type, data: { ...attempt(), ...data } },
  });
  const [opened, added, first] = runningApp.slice(0, 3) as [
    ResourceEvent,
    ResourceEvent,
    ResourceEvent,
  ];
  const pin = { checkpoint: CHECKPOINT, capture: 1 };
  const pending = (...more: readonly ResourceEvent[]): StateStory =>
    at(opened, added, first, onlinePending(attempt(), 1), ...more);

  test('a resource begins, in the attempt of its operation', () => {
    const begin = onResource('BeginOnline', { persist: true, at: 50 });
    expect(stepsOf(at(resourceOpened))).toEqual([begin]);
    expect(stepsOf(at(resourceOpened, onlinePending(attempt(SECOND))))).toEqual([begin]);
    expect(stepsOf(at(resourceOpened, offlinePending(attempt())))).toEqual([begin]);
    expect(stepsOf(at(resourceOpened), { afresh: true, persist: false })).toEqual([
      onResource('BeginOnline', { persist: false, at: 50, afresh: true }),
    ]);
  });

  test('a resource without checkpoints is Online at once', () => {
    const step = onResource('CompleteOnline', { nodeRevision: 11 });
    expect(stepsOf(at(resourceOpened, onlinePending()))).toEqual([step]);
  });

  test('a resource that does not exist, or whose node does not, has no step', () => {
    expect(stepsOf(at())).toEqual([]);
    expect(stepsOf(at(resourceOpened), { attempt: attempt(undefined, 1, NODE_B) })).toEqual([]);
  });

  test('its pinned capture is restored', () => {
    const command = {
      type: 'RestoreRegistry',
      data: {
        ...{ resource: APP, ...pin, key: KEY, group: GROUP, epoch: 1 },
        ...{
          operation: attempt().operation,
          content: findKey(applyChanges(emptyTree, [set(1)]), KEY),
        },
      },
    };
    expect(stepsOf(pending())).toEqual([{ kind: 'node', id: NODE_A, rule: 'R2', ...command }]);
  });

  test('the restore is of rule 3 on another node than that of the last interval or capture', () => {
    const elsewhere = captured(1, {
      source: { node: NODE_B, nodeRevision: 0 },
      hash: hashKey(undefined),
    });
    const story = new StateStory()
      .node(NODE_B, nodeOpened)
      .node(NODE_A, nodeOpened)
      .resource(APP, opened, added, elsewhere, onlinePending(attempt(), 1));
    expect(stepsOf(story)).toMatchObject([{ type: 'RestoreRegistry', rule: 'R3' }]);
    const back = at(...runningApp, onlinePending(attempt(SECOND, 2, NODE_B), 1)).node(
      NODE_B,
      nodeOpened,
    );
    expect(stepsOf(back, { attempt: attempt(SECOND, 2, NODE_B) })).toMatchObject([{ rule: 'R3' }]);
  });

  test('the restore is recorded once the node has it', () => {
    const story = pending().node(NODE_A, wasRestored([]));
    const data = { ...pin, nodeRevision: 12 };
    expect(stepsOf(story)).toEqual([onResource('RecordRegistryRestore', data, 'R2')]);
    for (const other of [wasRestored([], { operation: SECOND }), wasRestored([], { capture: 2 })])
      expect(stepsOf(pending().node(NODE_A, other))).toMatchObject([{ type: 'RestoreRegistry' }]);
  });

  test('the restore fails while a program holds the key', () => {
    const held = (key: string): NodeEvent => ({ type: 'RegistryHeld', data: { key, holder: 'h' } });
    const below = `${KEY}\\Below`;
    expect(stepsOf(pending().node(NODE_A, held(below)))).toEqual([
      onResource(
        'RecordRestoreFailure',
        { ...pin, reason: `h holds ${below} open`, nodeRevision: 12, cause: 'held', holder: 'h' },
        'R2',
      ),
    ]);
    expect(stepsOf(pending().node(NODE_A, held('OTHER')))).toMatchObject([
      { type: 'RestoreRegistry' },
    ]);
  });

  test('a capture that only the log has is waited for', () => {
    const unknown = captured(1, { source: { node: NODE_B, nodeRevision: 9 } });
    const story = at(opened, added, unknown, onlinePending(attempt(), 1));
    expect(story.clusterState.content(CHECKPOINT)?.key).toBe('unknown');
    expect(stepsOf(story)).toEqual([]);
    expect(stepsOf(at(opened, added, first, captured(2), onlinePending(attempt(), 1)))).toEqual([]);
  });

  test('the keys of a container are restored, into its provider or the default one', () => {
    expect(stepsOf(at(...keysRestored.slice(0, 4)))).toMatchObject([
      { kind: 'node', type: 'RestoreKeyContainer', data: { provider: 'P' } },
    ]);
    const crypto = (type: number): readonly ResourceEvent[] => [
      resourceOpened,
      {
        type: 'CryptoCheckpointAdded',
        data: { checkpoint: CHECKPOINT, name: `${type}\\\\C`, type, provider: '', container: 'C' },
      },
      ...keysRestored.slice(2, 4),
    ];
    expect(stepsOf(at(...crypto(1)))).toMatchObject([
      {
        type: 'RestoreKeyContainer',
        data: { provider: 'Microsoft Strong Cryptographic Provider' },
      },
    ]);
    expect(stepsOf(at(...crypto(5)))).toMatchObject([
      { type: 'RecordRestoreFailure', data: { cause: 'provider-missing' } },
    ]);
  });

  test('it is Online after the last restore, or the deletion of the checkpoint', () => {
    const gone: ResourceEvent = {
      type: 'RegistryCheckpointDeleted',
      data: { checkpoint: CHECKPOINT, key: KEY },
    };
    const step = onResource('CompleteOnline', { nodeRevision: 11 });
    for (const done of [restored(1), restoreFailed(), gone])
      expect(stepsOf(pending(done))).toEqual([step]);
  });

  test('it fails after a failed restore, if its settings say so', () => {
    const strict: ResourceEvent = {
      type: 'ResourceConfigured',
      data: { onRestoreFailure: 'failResource' },
    };
    const reason = 'a checkpoint could not be restored';
    expect(stepsOf(pending(strict, restoreFailed()))).toEqual([
      onResource('FailOnline', { nodeRevision: 11, reason, at: 50 }),
    ]);
    expect(stepsOf(pending(strict, restored(1)))).toMatchObject([{ type: 'CompleteOnline' }]);
  });

  test('it waits for its supervisor, for the time that the supervisor has', () => {
    const story = at(resourceOpened, external, onlinePending());
    expect(stepsOf(story, { now: 999 })).toEqual([]);
    expect(stepsOf(story, { now: 1000 })).toEqual([
      onResource('FailOnline', { nodeRevision: 11, reason: 'PendingTimeout', at: 1000 }),
    ]);
  });
});

test('a step names the cause of its operation', () => {
  const { clusterState } = at(resourceOpened);
  const [step] = onlineSteps(clusterState, { id: APP, group: GROUP }, target());
  expect(step?.cause).toBe(cause);
});
