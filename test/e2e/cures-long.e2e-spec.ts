import { expect, test } from '@jest/globals';

import { curing, setText } from './curing.js';

const LONG = 250_000;
const NAMES = ['A', 'B', 'C', 'D'] as const;

const { scene, send, path, edit, textOf, position, reasons } = curing();

const fill = async (mark: string): Promise<void> => {
  for (const name of NAMES) await edit(setText(name, mark.repeat(LONG)));
};
const marks = async (): Promise<readonly unknown[]> => {
  const texts = await Promise.all(NAMES.map((name) => textOf(name)));
  return texts.map((text) => [String(text).slice(0, 1), String(text).length]);
};
const all = (mark: string): readonly unknown[] => NAMES.map(() => [mark, LONG]);

const typesOf = async (operation: unknown): Promise<readonly unknown[]> =>
  (await scene.tidemark.items(`/v1/events?operation=${String(operation)}&order=oldest`)).map(
    ({ type }) => type as unknown,
  );

test('a cure that is longer than one event is staged, and takes effect as a whole', async () => {
  await fill('g');
  const at = await position();
  const [{ captures } = {}] = await scene.tidemark.items('/v1/resources/Server/checkpoints');
  await fill('b');
  const { status, body } = await send(`POST ${await path()}/revert`, {
    to: { capture: captures as number },
    reason: 'too long for one event',
  });
  expect([status, await marks()]).toEqual([200, all('g')]);
  const types = await typesOf(body['operation']);
  expect(types.filter((type) => type === 'RegistryChangesStaged').length).toBeGreaterThan(1);
  expect(types.slice(-2)).toEqual(['RegistryChanged', 'RegistryCheckpointCaptured']);
  await fill('b');
  const again = await send('POST /v1/nodes/node-a/registry/revert', {
    ...{ key: 'SOFTWARE\\Contoso', to: { at }, reason: 'too long as well' },
  });
  expect([again.status, await marks(), (await reasons()).at(-1)]).toEqual([
    200,
    all('g'),
    'reverted',
  ]);
});

test('restores that are longer than one event are staged, and are done as a whole', async () => {
  await fill('g');
  await send('POST /v1/resources/Server/offline');
  await fill('b');
  const { status, body } = await send('POST /v1/groups/SQL/restore', { reason: 'long' });
  expect([status, await marks()]).toEqual([200, all('g')]);
  expect((await typesOf(body['operation'])).at(-1)).toBe('RegistryRestored');
});
