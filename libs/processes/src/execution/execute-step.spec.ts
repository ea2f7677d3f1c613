import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { type CheckpointId, type KeyId, type NodeId, type ResourceId } from '#domain';
import { CommandScene, idOf } from '#testing/processes';

import { sealedIn } from './key-commands.js';
import { type StepCommand } from './step.js';

const [A, G, R] = ['a', 'g', 'r'].map(idOf) as unknown as readonly [NodeId, never, ResourceId];
const [ONE, COPY] = ['one', 'copy'].map(idOf) as unknown as readonly [KeyId, KeyId];
const textOf = (id: string): Promise<string | undefined> => sealedIn(scene.store, `test.key-${id}`);
const CHECKPOINT = idOf('checkpoint') as CheckpointId;
const OPERATION = idOf('operation') as never;

let scene: CommandScene;
beforeEach(async () => {
  scene = await CommandScene.open();
});
afterEach(() => scene.stop());

describe('a step', () => {
  const container = idOf('container') as never;
  const name = { type: 5, provider: 'P', container: 'C' } as const;
  const restores: StepCommand = {
    ...{ kind: 'node', id: A, copy: { from: ONE, to: COPY } },
    command: {
      type: 'RestoreKeyContainer',
      data: {
        ...{ type: 5, provider: 'P', name: 'C', container, exportable: true, fingerprint: 'f' },
        ...{ key: COPY, resource: R, checkpoint: CHECKPOINT, capture: 1, group: G, epoch: 0 },
        operation: OPERATION,
      },
    },
  };
  const captures: StepCommand = {
    ...{ kind: 'resource', id: R, copy: { from: ONE, to: COPY } },
    command: {
      type: 'CaptureCrypto',
      data: {
        ...{ checkpoint: CHECKPOINT, reason: 'changed', fingerprint: 'new', key: COPY },
        source: { node: A, nodeRevision: 9 },
      },
    },
  };
  const addCheckpoint = async (): Promise<void> => {
    const taken = { source: { node: A, nodeRevision: 0 }, fingerprint: 'old', exportable: true };
    const data = {
      checkpoint: CHECKPOINT,
      name: '5\\P\\C',
      ...name,
      taken: { ...taken, key: idOf('old') as KeyId },
    };
    await scene.onResource({ type: 'AddCryptoCheckpoint', data });
  };
  const at = { operation: OPERATION, epoch: 0, node: A };

  test('copies its keys first, and says how many events it wrote', async () => {
    await scene.seal(ONE);
    expect(await scene.step(restores)).toBe(1);
    expect(await textOf(COPY)).toBe(`sealed ${ONE}`);
    expect((await scene.last())?.event).toMatchObject({
      type: 'KeyContainerRestored',
      data: { key: COPY },
    });
    expect(await scene.step(restores)).toBe(0);
  });

  test('erases a copy that no event refers to', async () => {
    await addCheckpoint();
    await scene.seal(ONE);
    expect(await scene.step(captures)).toBe(0);
    expect(await textOf(COPY)).toBeUndefined();
    expect(await textOf(ONE)).toBeDefined();
  });

  test('keeps the copy that its capture refers to', async () => {
    await addCheckpoint();
    await scene.seal(ONE);
    await scene.onResource({ type: 'BeginOnline', data: { ...at, persist: true } });
    const restored = { ...at, checkpoint: CHECKPOINT, capture: 1, nodeRevision: 0 };
    await scene.onResource({ type: 'RecordCryptoRestore', data: restored });
    await scene.onResource({ type: 'CompleteOnline', data: { ...at, nodeRevision: 0 } });
    expect(await scene.step(captures)).toBe(1);
    expect(await textOf(COPY)).toBe(`sealed ${ONE}`);
    expect((await scene.last())?.event).toMatchObject({
      type: 'CryptoCheckpointCaptured',
      data: { number: 2 },
    });
  });

  test('is left out if the keys to capture were erased', async () => {
    await addCheckpoint();
    const before = await scene.log();
    expect(await scene.step(captures)).toBe(0);
    expect(await scene.log()).toEqual(before);
  });

  test('becomes a failed restore if the keys to restore were erased', async () => {
    await addCheckpoint();
    await scene.onResource({ type: 'BeginOnline', data: { ...at, persist: true } });
    expect(await scene.step(restores)).toBe(1);
    const failure = {
      ...{ ...at, checkpoint: CHECKPOINT, capture: 1, nodeRevision: 0, cause: 'key-erased' },
      reason: 'the keys of capture 1 were erased',
    };
    expect((await scene.last())?.event).toEqual({
      type: 'CryptoCheckpointRestoreFailed',
      data: failure,
    });
    const deliberate = {
      ...restores.command.data,
      deliberate: true,
      capture: 7,
      operation: idOf('x'),
    };
    const wanted = {
      ...restores,
      command: { ...restores.command, data: deliberate },
    } as StepCommand;
    expect(await scene.step(wanted)).toBe(1);
    expect((await scene.last())?.event.data).toMatchObject({ capture: 7, operation: idOf('x') });
  });

  test('that fails for another reason fails', async () => {
    scene.store.readStream = () => {
      throw new Error('the disk is gone');
    };
    await expect(scene.step(restores)).rejects.toThrow('the disk is gone');
  });

  test('that erases keys takes them from the list of keys to erase', async () => {
    await scene.seal(ONE);
    scene.clusterState.sealedKeys.take({
      type: 'KeyContainerDeleted',
      data: { container, key: ONE, fingerprint: '' },
    });
    expect([...scene.clusterState.sealedKeys.toErase]).toEqual([ONE]);
    expect(
      await scene.step({ kind: 'key', id: ONE, command: { type: 'EraseKey', data: {} } }),
    ).toBe(0);
    expect([...scene.clusterState.sealedKeys.toErase]).toEqual([]);
    expect(await textOf(ONE)).toBeUndefined();
  });

  test('that erases nothing leaves the list of keys as it is', async () => {
    await scene.seal(ONE);
    scene.clusterState.sealedKeys.sealed(COPY, 5);
    scene.clusterState.sealedKeys.sealed(A as unknown as KeyId, 5);
    const command = { type: 'CopyKey', data: { from: ONE } } as const;
    await scene.step({ kind: 'key', id: COPY, command });
    await scene.step(restores);
    expect([...scene.clusterState.sealedKeys.waiting.keys()]).toContain(A);
  });
});
