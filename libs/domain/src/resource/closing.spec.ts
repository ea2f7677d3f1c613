import { describe, expect, test } from '@jest/globals';

import { keysRestored } from '../../testing/crypto-stories.js';
import { specify } from '../../testing/specify.js';
import {
  attempt,
  CHECKPOINT,
  checkpointed,
  GROUP,
  KEY,
  onlinePending,
  resourceOpened,
  runningApp,
  SECOND,
} from '../../testing/stories.js';
import { type CheckpointId } from '../vocabulary/ids.js';
import { type DataOf } from '../vocabulary/message.js';
import { type ResourceCommand } from './commands.js';
import { resource } from './decide.js';
import { type ResourceEvent } from './events.js';

const spec = specify(resource);
const failed: ResourceEvent = {
  type: 'ResourceFailed',
  data: { ...attempt(), nodeRevision: 12, reason: '' },
};

describe('closing a resource', () => {
  const close = (data: DataOf<ResourceCommand, 'CloseResource'> = {}): ResourceCommand => ({
    type: 'CloseResource',
    data,
  });

  test('deletes all of its checkpoints first (R4)', () => {
    const registry = 'registry' as CheckpointId;
    spec
      .given(...keysRestored, ...checkpointed(registry), failed)
      .when(close())
      .then(
        { type: 'RegistryCheckpointDeleted', data: { checkpoint: registry, key: KEY } },
        {
          type: 'CryptoCheckpointDeleted',
          data: { checkpoint: CHECKPOINT, name: '5\\P\\C', keys: ['copy 1' as never] },
        },
        { type: 'ResourceClosed', data: {} },
      );
  });

  test('is refused while the resource is up, and if it never existed', () => {
    spec
      .given(...runningApp)
      .when(close())
      .refuses('ERROR_RESOURCE_ONLINE', /is Online/);
    spec
      .given()
      .when(close())
      .refuses('ERROR_RESOURCE_NOT_FOUND', /no such resource/);
  });

  test('remembers the group of the closed resource', () => {
    const closed: ResourceEvent = { type: 'ResourceClosed', data: {} };
    expect([resourceOpened, closed].reduce(resource.evolve, resource.initial)).toMatchObject({
      status: 'closed',
      group: GROUP,
    });
    expect(
      [resourceOpened, closed, onlinePending(attempt(SECOND))].reduce(
        resource.evolve,
        resource.initial,
      ),
    ).toMatchObject({
      status: 'closed',
      group: GROUP,
    });
  });
});
