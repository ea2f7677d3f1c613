import { expect, test } from '@jest/globals';

import { type StatusName } from '#clusapi';

import { curedCapture } from '../../../testing/cure-stories.js';
import { set } from '../../../testing/registry-stories.js';
import { specify } from '../../../testing/specify.js';
import {
  attempt,
  captured,
  CHECKPOINT,
  checkpointed,
  NODE_A,
  NODE_B,
  offline,
  offlinePending,
  online,
  onlinePending,
  resourceOpened,
  runningApp,
} from '../../../testing/stories.js';
import { unrestored } from '../../../testing/unrestored-stories.js';
import { type ResourceCommand } from '../commands.js';
import { resource } from '../decide.js';
import { type ResourceEvent } from '../events.js';

const spec = specify(resource);
const opened = [resourceOpened, ...checkpointed()];
const stopped = [...runningApp, offlinePending(), offline()];
const left = [...unrestored, offlinePending(), offline()];

type Data<Type extends ResourceCommand['type']> = Extract<ResourceCommand, { type: Type }>['data'];

const REVERT = { kind: 'revert', since: 'event' } as const;

const change = (more: Partial<Data<'ChangeRegistryCopy'>> = {}): ResourceCommand => ({
  type: 'ChangeRegistryCopy',
  data: { checkpoint: CHECKPOINT, changes: [set(9)], captures: 1, hash: 'new', ...more },
});
const revert = (more: Partial<Data<'RevertRegistryCopy'>> = {}): ResourceCommand => ({
  type: 'RevertRegistryCopy',
  data: { checkpoint: CHECKPOINT, capture: 1, hash: 'hash 1', cure: REVERT, ...more },
});
const pay = (more: Partial<Data<'CaptureCure'>> = {}, nodeRevision = 30): ResourceCommand => ({
  type: 'CaptureCure',
  data: {
    checkpoint: CHECKPOINT,
    captures: 1,
    source: { node: NODE_A, nodeRevision },
    hash: 'new',
    cure: { ...REVERT, by: { node: NODE_A, nodeRevision } },
    ...more,
  },
});

const staged = (number: number, more: object = {}): ResourceEvent => ({
  type: 'RegistryCheckpointCaptured',
  data: {
    checkpoint: CHECKPOINT,
    number,
    reason: 'staged',
    source: { capture: number - 1 },
    changes: [set(9)],
    hash: 'new',
    ...more,
  },
});
const paid = (number: number, more: object = {}): ResourceEvent =>
  curedCapture(number, 30, { source: { node: NODE_A, nodeRevision: 30 }, hash: 'new', ...more });

const CHANGES = { source: { capture: 1 }, changes: [set(9)] };
const by = (nodeRevision: number): object => ({
  cure: { ...REVERT, by: { node: NODE_A, nodeRevision } },
});

test.each<[string, readonly ResourceEvent[], ResourceCommand, readonly ResourceEvent[]]>([
  ['not online: an edit of the copy', opened, change(), [staged(2)]],
  ['stopped: an edit of the copy', stopped, change(), [staged(2)]],
  ['not online: an edit without effect', opened, change({ hash: 'hash 1' }), []],
  [
    'not online: a recovered place',
    opened,
    change({ cure: { kind: 'recover', lostWrite: 'w' } }),
    [staged(2, { reason: 'recovered', cure: { kind: 'recover', lostWrite: 'w' } })],
  ],
  [
    'not online: an earlier capture',
    [...opened, captured(2)],
    revert(),
    [
      {
        type: 'RegistryCheckpointCaptured',
        data: {
          checkpoint: CHECKPOINT,
          number: 3,
          reason: 'reverted',
          source: { capture: 1 },
          hash: 'hash 1',
          cure: REVERT,
        },
      },
    ],
  ],
  ['not online: the same capture', opened, revert(), []],
  ['online: the live key of a cure', runningApp, pay(), [paid(2)]],
  ['stopped: the live key of a cure', stopped, pay(), [paid(2)]],
  ['on its way online: the live key of a cure', runningApp.slice(0, -1), pay(), [paid(2)]],
  ['online: a cure that was captured', [...runningApp, paid(2)], pay(), []],
  [
    'online: a later content of the node',
    [...runningApp, captured(2, { source: { node: NODE_A, nodeRevision: 31 } })],
    pay({ captures: 2 }),
    [],
  ],
  ['online: the content that is stored', runningApp, pay({ hash: 'hash 1' }), []],
  [
    'without its restore: the content that is stored, which ends that',
    unrestored,
    pay({ hash: 'hash 1' }),
    [paid(2, { hash: 'hash 1' })],
  ],
  [
    'stopped, its restore missing elsewhere: the content that is stored',
    left,
    pay({ source: { node: NODE_B, nodeRevision: 3 }, hash: 'hash 1' }),
    [],
  ],
  [
    'not online: an earlier capture that a cure owes',
    [...opened, captured(2)],
    pay({ captures: 2, source: { capture: 1 }, hash: 'hash 1' }),
    [paid(3, { source: { capture: 1 }, hash: 'hash 1' })],
  ],
  ['not online: changes that a cure owes', opened, pay(CHANGES), [paid(2, CHANGES)]],
  ['not online: such changes to an earlier copy', [...opened, captured(2)], pay(CHANGES), []],
  [
    'not online: another cure',
    [...opened, paid(2)],
    pay({ ...by(31), captures: 2, hash: 'h' }, 31),
    [paid(3, { source: { node: NODE_A, nodeRevision: 31 }, hash: 'h', ...by(31) })],
  ],
  ['without the checkpoint: a cure', [resourceOpened], pay(), []],
])('a resource that is %s', (_, history, command, events) => {
  spec
    .given(...history)
    .when(command)
    .then(...events);
});

test.each<[string, readonly ResourceEvent[], ResourceCommand, StatusName]>([
  ['online: an edit of the copy', runningApp, change(), 'ERROR_RESOURCE_ONLINE'],
  ['online: an earlier capture', [...runningApp, captured(2)], revert(), 'ERROR_RESOURCE_ONLINE'],
  ['pending: an edit of the copy', [...opened, onlinePending()], change(), 'ERROR_INVALID_STATE'],
  ['captured since: an edit', [...opened, captured(2)], change(), 'ERROR_INVALID_STATE'],
  ['without the checkpoint: an edit', [resourceOpened], change(), 'ERROR_FILE_NOT_FOUND'],
])('a resource refuses while it is %s', (_, history, command, status) => {
  spec
    .given(...history)
    .when(command)
    .refuses(status, /./);
});

test('the capture of a cure settles the stored copy, and ends the lack of a restore', () => {
  const after = [...left, paid(2)].reduce(resource.evolve, resource.initial);
  expect(after).toMatchObject({ onlineInterval: { unrestored: new Map() } });
  expect('checkpoints' in after && after.checkpoints.get(CHECKPOINT)).toMatchObject({
    settled: true,
    falseCaptures: [],
    cured: { node: NODE_A, nodeRevision: 30 },
  });
  const again = [...stopped, paid(2), onlinePending(attempt()), online()];
  const later = again.reduce(resource.evolve, resource.initial);
  expect('checkpoints' in later && later.checkpoints.get(CHECKPOINT)?.cured).toBeDefined();
});
