import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { type CheckpointId, type NodeId, type ResourceId } from '#domain';
import { CommandScene, idOf } from '#testing/processes';

const [A, G, R] = ['a', 'g', 'r'].map(idOf) as unknown as readonly [NodeId, never, ResourceId];
const [DRAIN, OPERATION] = ['drain', 'operation'].map(idOf) as unknown as readonly [never, never];

let scene: CommandScene;
beforeEach(async () => {
  scene = await CommandScene.open();
});
afterEach(() => scene.stop());

describe('a command', () => {
  test('is decided by the aggregate of its kind, under the stream of its id', async () => {
    await scene.run({
      kind: 'cluster',
      id: 'test',
      command: { type: 'FormCluster', data: { name: 'test', logId: 'l', types: [] } },
    });
    expect((await scene.log()).map(({ stream, event }) => `${stream} ${event.type}`)).toEqual([
      `test.node-${A} NodeOpened`,
      `test.group-${String(G)} GroupOpened`,
      `test.resource-${R} ResourceOpened`,
      'test.cluster-test ClusterFormed',
    ]);
  });

  test('of a group has the operation of each of its events', async () => {
    const data = { operation: OPERATION, kind: 'online', resources: [], persist: true } as const;
    await scene.run({
      kind: 'group',
      id: G,
      command: { type: 'AddGroupMember', data: { resource: R } },
    });
    expect((await scene.last())?.metadata.operation).toBe(idOf('request'));
    const resources = [R];
    await scene.run({
      kind: 'group',
      id: G,
      command: { type: 'StartGroupOperation', data: { ...data, resources } },
    });
    expect((await scene.last())?.metadata.operation).toBe(OPERATION);
  });

  test('that ends a drain has the operation of the drain, other events of a node their own', async () => {
    const pause = { operation: DRAIN, drain: {} };
    await scene.run({ kind: 'node', id: A, command: { type: 'PauseNode', data: pause } });
    expect((await scene.last())?.metadata.operation).toBe(idOf('request'));
    await scene.run({
      kind: 'node',
      id: A,
      command: { type: 'CancelDrain', data: { operation: DRAIN } },
    });
    const ended = (await scene.log()).find(({ event }) => event.type === 'DrainCompleted');
    expect(ended?.metadata.operation).toBe(DRAIN);
  });

  test('that closes a resource deletes its checkpoints by rule 4, and no others do', async () => {
    const source = { node: A, nodeRevision: 0 };
    const data = {
      key: 'K',
      view: '64-bit',
      effectiveKey: 'K',
      taken: { source, hash: 'h' },
    } as const;
    const add = (name: string) =>
      scene.run({
        ...{ kind: 'resource', id: R },
        command: {
          type: 'AddRegistryCheckpoint',
          data: { ...data, checkpoint: idOf(name) as CheckpointId },
        },
      });
    const ruleOf = async (): Promise<unknown> =>
      (await scene.log()).findLast(({ event }) => event.type === 'RegistryCheckpointDeleted')
        ?.metadata.rule;
    await add('first');
    await scene.onResource({ type: 'DeleteRegistryCheckpoint', data: { key: 'K' } });
    expect(await ruleOf()).toBeUndefined();
    await add('second');
    await scene.onResource({ type: 'CloseResource', data: {} });
    expect(await ruleOf()).toBe('R4');
    expect((await scene.last())?.metadata.rule).toBeUndefined();
  });

  test('is refused by its guard, which sees the state of the decision', async () => {
    const guard = (state: unknown): void => {
      throw new Error(`guarded ${(state as { status: string }).status}`);
    };
    const close = {
      kind: 'resource',
      id: R,
      command: { type: 'CloseResource', data: {} },
    } as const;
    await expect(scene.run(close, guard)).rejects.toThrow('guarded open');
  });
});
