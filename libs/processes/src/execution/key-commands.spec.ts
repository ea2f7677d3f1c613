import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { type KeyId } from '#domain';
import { CommandScene, idOf } from '#testing/processes';

import { sealedIn } from './key-commands.js';
import { type CommandEnvelope } from './step.js';

const [ONE, COPY] = ['one', 'copy'].map(idOf) as unknown as readonly [KeyId, KeyId];
const textOf = (id: string): Promise<string | undefined> => sealedIn(scene.store, `test.key-${id}`);

let scene: CommandScene;
beforeEach(async () => {
  scene = await CommandScene.open();
});
afterEach(() => scene.stop());

describe('sealed keys', () => {
  const command = (id: string, of: Extract<CommandEnvelope, { kind: 'key' }>['command']) =>
    scene.run({ kind: 'key', id, command: of });

  test('are written once', async () => {
    const first = await scene.seal(ONE);
    expect(first.events).toMatchObject([
      { type: 'KeyMaterialSealed', stream: `test.key-${ONE}`, revision: 0n },
    ]);
    expect((await scene.seal(ONE)).events).toEqual([]);
    expect(await textOf(ONE)).toBe(`sealed ${ONE}`);
  });

  test('are copied as long as the source or the copy exists', async () => {
    await scene.seal(ONE);
    const copy = { type: 'CopyKey', data: { from: ONE } } as const;
    expect((await command(COPY, copy)).events).toHaveLength(1);
    expect(await textOf(COPY)).toBe(`sealed ${ONE}`);
    await command(ONE, { type: 'EraseKey', data: {} });
    expect((await command(COPY, copy)).events).toEqual([]);
    await command(COPY, { type: 'EraseKey', data: {} });
    await expect(command(COPY, copy)).rejects.toMatchObject({ status: 'NTE_BAD_KEYSET' });
  });

  test('are erased, and stay erased', async () => {
    await scene.seal(ONE);
    for (let time = 0; time < 2; time += 1) {
      expect((await command(ONE, { type: 'EraseKey', data: {} })).events).toEqual([]);
      expect(await textOf(ONE)).toBeUndefined();
    }
  });
});
