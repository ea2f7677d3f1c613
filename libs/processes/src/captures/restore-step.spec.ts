import { describe, expect, test } from '@jest/globals';

import { type CryptoCheckpoint, type KeyId, type OperationId, type PresentNode } from '#domain';
import { applyChanges, emptyTree, findKey, hashKey, type RegistryChange } from '#registry';
import {
  absenceWasRestored,
  APP,
  attempt,
  changed,
  CHECKPOINT,
  FIRST,
  GROUP,
  KEY,
  keysRestored,
  keysWereRestored,
  NODE_A,
  NODE_B,
  nodeOpened,
  runningApp,
  SECOND,
  set,
  StateStory,
} from '#testing/domain';

import { idOf } from '#testing/processes';

import { restoreCryptoSteps } from './crypto-restore.js';
import { restoreStep, type Restoring } from './restore-step.js';

const restoring = (story: StateStory, more: Partial<Restoring> = {}): Restoring => ({
  ...{ id: APP, group: GROUP, node: story.clusterState.node(NODE_A) as PresentNode },
  ...{ attempt: attempt(SECOND, 2), pin: { checkpoint: CHECKPOINT, capture: 1 }, ...more },
});
const onNode = (
  ...events: Parameters<StateStory['node']> extends [unknown, ...infer E] ? E : never
): StateStory => new StateStory().node(NODE_A, nodeOpened, ...events);

const by = {
  ...{ resource: APP, checkpoint: CHECKPOINT, capture: 1, group: GROUP },
  ...{ epoch: 2, operation: SECOND },
};

describe('the restore of a key', () => {
  const { checkpoint } = new StateStory().resource(APP, ...runningApp);
  const content = findKey(applyChanges(emptyTree, [set(1)]), KEY);

  test('is one command with the content of the capture', () => {
    const command = { type: 'RestoreRegistry', data: { ...by, key: KEY, content } };
    const step = { kind: 'node', id: NODE_A, command };
    expect(restoreStep(restoring(onNode()), checkpoint, content)).toEqual([step]);
    const same = onNode(changed(set(1)));
    expect(restoreStep(restoring(same), checkpoint, content)).toEqual([step]);
  });

  test('of an operator says so', () => {
    const [step] = restoreStep(restoring(onNode(), { deliberate: true }), checkpoint, content);
    expect(step?.command.data).toMatchObject({ deliberate: true });
  });

  test('that does not fit one event is staged first', () => {
    const long = ['A', 'B'].map((name): RegistryChange => ({
      ...{ op: 'set', key: KEY, name },
      value: { type: 'REG_SZ', text: 'x'.repeat(400 * 1024) },
    }));
    const whole = findKey(applyChanges(emptyTree, long), KEY);
    const story = onNode();
    const stages = restoreStep(restoring(story), checkpoint, whole);
    const set = `${SECOND}/${CHECKPOINT}/${hashKey(undefined)}`;
    expect(stages.map(({ kind, id, command: { type } }) => [kind, id, type])).toEqual([
      ['node', NODE_A, 'StageRegistryChanges'],
      ['node', NODE_A, 'StageRegistryChanges'],
    ]);
    expect(stages.map(({ command: { data } }) => data)).toMatchObject([
      { set, index: 0 },
      { set, index: 1 },
    ]);
    const [firstStage, lastStage] = stages.map(({ command }) => ({
      ...{ type: 'RegistryChangesStaged', data: command.data },
    })) as never[];
    story.node(NODE_A, firstStage as never);
    expect(restoreStep(restoring(story), checkpoint, whole)).toEqual(stages.slice(1));
    story.node(NODE_A, lastStage as never);
    const [step, ...others] = restoreStep(restoring(story), checkpoint, whole);
    expect(others).toEqual([]);
    expect(step?.command).toMatchObject({
      type: 'RestoreRegistry',
      data: { ...by, content: whole, staged: { set, count: 2 } },
    });
  });
});

describe('the restore of a key container', () => {
  const checkpointOf = (): CryptoCheckpoint =>
    new StateStory().resource(APP, ...keysRestored).cryptoCheckpoint;
  const absent: CryptoCheckpoint = { ...checkpointOf(), keys: [null] };
  const place = { type: 5, provider: 'P', name: 'C' };

  test('copies the keys of the capture into the container', () => {
    const [step, ...others] = restoreCryptoSteps(restoring(onNode()), checkpointOf(), 'P');
    expect(others).toEqual([]);
    const { to } = step?.copy ?? {};
    expect(step).toEqual({
      ...{ kind: 'node', id: NODE_A, rule: 'R2', copy: { from: 'copy 1', to } },
      command: {
        type: 'RestoreKeyContainer',
        data: {
          ...{ ...place, ...by, exportable: true, fingerprint: 'keys 1', key: to },
          container: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
      },
    });
  });

  test('is one of rule 3 if the capture is of another node', () => {
    const elsewhere = { ...checkpointOf(), source: { node: NODE_B, nodeRevision: 1 } };
    expect(restoreCryptoSteps(restoring(onNode()), elsewhere, 'P')).toMatchObject([{ rule: 'R3' }]);
    const done = onNode(keysWereRestored({ operation: SECOND }));
    expect(restoreCryptoSteps(restoring(done), elsewhere, 'P')).toMatchObject([{ rule: 'R3' }]);
  });

  test('makes a copy of its own for each operation, capture and node', () => {
    const [first, second] = ['first', 'second'].map(idOf) as [OperationId, OperationId];
    const copyOf = (more: Partial<Restoring>): KeyId | undefined =>
      restoreCryptoSteps(
        restoring(onNode(), more),
        { ...checkpointOf(), keys: ['1', '2'] as KeyId[] },
        'P',
      )[0]?.copy?.to;
    const copies = [
      copyOf({ attempt: attempt(first, 2) }),
      copyOf({ attempt: attempt(second, 2) }),
      copyOf({ attempt: attempt(first, 2), pin: { checkpoint: CHECKPOINT, capture: 2 } }),
      copyOf({ attempt: attempt(first, 2, NODE_B) }),
    ];
    expect(new Set(copies).size).toBe(4);
    expect(copyOf({ attempt: attempt(first, 2) })).toBe(copies[0]);
  });

  test('deletes the container if the capture is of an absent one', () => {
    const command = { type: 'RestoreKeyContainerAbsence', data: { ...place, ...by } };
    expect(restoreCryptoSteps(restoring(onNode()), absent, 'P')).toEqual([
      { kind: 'node', id: NODE_A, rule: 'R2', command },
    ]);
    const deliberate = restoring(onNode(), { deliberate: true });
    const [step] = restoreCryptoSteps(deliberate, absent, 'P');
    expect(step?.command.data).toEqual({ ...place, ...by, deliberate: true });
  });

  test('is recorded once the node has it', () => {
    const attempted = {
      ...attempt(SECOND, 2),
      checkpoint: CHECKPOINT,
      capture: 1,
      nodeRevision: 1,
    };
    for (const done of [
      keysWereRestored({ operation: SECOND }),
      absenceWasRestored({ operation: SECOND }),
    ])
      expect(restoreCryptoSteps(restoring(onNode(done)), checkpointOf(), 'P')).toEqual([
        {
          ...{ kind: 'resource', id: APP, rule: 'R2' },
          command: { type: 'RecordCryptoRestore', data: attempted },
        },
      ]);
    for (const other of [
      keysWereRestored({ operation: FIRST }),
      keysWereRestored({ operation: SECOND, capture: 2 }),
    ])
      expect(restoreCryptoSteps(restoring(onNode(other)), checkpointOf(), 'P')).toMatchObject([
        { command: { type: 'RestoreKeyContainer' } },
      ]);
  });

  test('fails if the node has no default provider of that type', () => {
    const [step, ...others] = restoreCryptoSteps(restoring(onNode()), checkpointOf(), undefined);
    expect(others).toEqual([]);
    expect(step).toEqual({
      ...{ kind: 'resource', id: APP, rule: 'R2' },
      command: {
        type: 'RecordRestoreFailure',
        data: {
          ...{ ...attempt(SECOND, 2), checkpoint: CHECKPOINT, capture: 1, nodeRevision: 0 },
          ...{ cause: 'provider-missing', reason: 'provider type 5 has no default on this node' },
        },
      },
    });
  });
});
