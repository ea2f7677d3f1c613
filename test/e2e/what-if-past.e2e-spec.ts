import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Json } from './tidemark.js';
import { command, WhatIfScene } from './what-if-scene.js';

let tidemark: Tidemark;
let scene: WhatIfScene;

beforeEach(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
  scene = new WhatIfScene(tidemark);
});

afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

describe('a what-if of the past', () => {
  /** Expects a what-if of a moment to tell, long after, of the events that followed that moment. */
  const expectThen = async (commands: readonly Json[], after: () => Promise<unknown>) => {
    await tidemark.settled();
    const happened = await scene.carryOut(commands);
    await after();
    const at = String(happened.before.at(-1)?.['position']);
    const would = await scene.tryOut(commands, { at });
    expect(would['base']).toMatchObject({ position: at });
    scene.compare(would, happened, ['events', 'operations', 'lostWrites']);
  };

  const more = async (): Promise<void> => {
    await tidemark.edit('node-a', '7');
    await tidemark.edit('node-b', '8', [KEY, 'Other']);
    await tidemark.send('POST /v1/groups/SQL/move');
    await tidemark.send('POST /v1/groups/SQL/offline');
    await tidemark.edit('node-b', '9');
    await tidemark.send('POST /v1/groups/SQL/online');
    await tidemark.settled();
  };

  beforeEach(async () => {
    await tidemark.edit('node-a', '1433');
    await tidemark.addCheckpoint('Server');
    await tidemark.send('POST /v1/groups/SQL/online');
    await tidemark.edit('node-a', '1500');
    await tidemark.edit('node-b', '9999');
  });

  test('tells of a move what happened when it was made', async () => {
    await expectThen([command('POST /v1/groups/SQL/move', { to: 'node-b' })], more);
  });

  test('tells of a crash what happened, and of edits', async () => {
    await expectThen([command('POST /v1/nodes/node-a/crash')], more);
  });

  test('tells of edits what happened', async () => {
    const changes = [{ op: 'set', key: KEY, name: 'X', value: { type: 'REG_SZ', text: 'x' } }];
    await expectThen(
      [
        command('PATCH /v1/nodes/node-a/registry', { changes }),
        command('POST /v1/resources/Server/offline'),
        command('PATCH /v1/nodes/node-a/registry', { changes: [{ op: 'delete-key', key: KEY }] }),
        command('POST /v1/resources/Server/online'),
      ],
      more,
    );
  });
});

describe('a command that comes before a step', () => {
  beforeEach(async () => {
    await tidemark.edit('node-a', '1433');
    await tidemark.addCheckpoint('Server');
    await tidemark.send('POST /v1/groups/SQL/online');
  });

  const types = (answer: Json): readonly string[] =>
    (answer['events'] as Json[]).map(({ type }) => String(type));
  const move = command('POST /v1/groups/SQL/move', { to: 'node-b' });
  const crash = command('POST /v1/nodes/node-b/crash');

  test('lets the destination of a move die at any step', async () => {
    const { operations } = await scene.tryOut([move]);
    const [{ steps }] = operations as [Json];
    const count = (steps as Json[]).length;
    expect(count).toBeGreaterThan(3);
    for (let step = 1; step <= count; step += 1) {
      const would = await scene.tryOut([move, { ...crash, when: { step } }]);
      const [report] = would['operations'] as [Json];
      const before = types(would).slice(0, types(would).indexOf('NodeCrashed'));
      expect(before).toContain('GroupMoveStarted');
      expect(before).not.toContain('GroupMoveCompleted');
      const begun = (would['events'] as Json[])
        .slice(0, before.length)
        .map(({ operation }) => String(operation) === String(report['id']));
      expect(begun.filter(Boolean).length).toBeGreaterThan(0);
      expect(would['outcomes']).toHaveLength(2);
    }
  });

  test('is refused where there is no such step, or no command before it', async () => {
    const asked = (commands: readonly Json[]) => tidemark.send('POST /v1/what-if', { commands });
    const none = await asked([move, { ...crash, when: { step: 99 } }]);
    expect(none.status).toBe(422);
    expect(none.body['errors']).toMatchObject([{ pointer: '/commands/1/when/step' }]);
    const alone = await asked([{ ...crash, when: { step: 1 } }]);
    expect(alone.status).toBe(400);
  });

  test('comes before a step of a past operation, or instead of its command', async () => {
    const at = String((await scene.events()).at(-1)?.['position']);
    const { body: moved } = await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' });
    const operation = String(moved['operation']);
    await tidemark.edit('node-b', '5');
    const asked = (more: Json): Promise<Json> => scene.ask({ operation, ...more });
    const { steps } = await tidemark.get(`/v1/operations/${operation}`);
    for (let step = 1; step <= (steps as Json[]).length; step += 1) {
      const would = types(await asked({ step, with: [crash] }));
      expect(would[0]).toBe('NodeCrashed');
      const tried = types(await scene.tryOut([move, { ...crash, when: { step } }], { at }));
      expect(would).toEqual(tried.slice(tried.indexOf('NodeCrashed')));
    }
    const instead = await asked({ with: [command('POST /v1/groups/SQL/offline')] });
    expect(types(instead)).not.toContain('GroupMoveStarted');
    expect(types(instead).at(-1)).toBe('GroupOperationCompleted');
    const none = await tidemark.send('POST /v1/what-if', { operation, step: 99, with: [crash] });
    expect([none.status, none.body['errors'][0].pointer]).toEqual([422, '/step']);
    const wrong = await tidemark.send('POST /v1/what-if', { operation: 'x', with: [crash] });
    expect(wrong.status).toBe(404);
  });
});
