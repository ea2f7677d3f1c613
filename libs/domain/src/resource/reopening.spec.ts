import { describe, expect, test } from '@jest/globals';

import { specify } from '../../testing/specify.js';
import { CHECKPOINT, checkpointed, GROUP, KEY, resourceOpened } from '../../testing/stories.js';
import { type CheckpointId } from '../vocabulary/ids.js';
import { type ResourceCommand } from './commands.js';
import { resource } from './decide.js';
import { type ResourceEvent } from './events.js';
import { DEFAULT_PROPERTIES } from './properties.js';

const spec = specify(resource);
const OPENING = { type: 'Generic Service', group: GROUP, properties: DEFAULT_PROPERTIES };
const reopen: ResourceCommand = { type: 'ReopenResource', data: OPENING };
const reopened: ResourceEvent = { type: 'ResourceReopened', data: OPENING };
const closed: ResourceEvent = { type: 'ResourceClosed', data: {} };
const fenced: ResourceEvent = { type: 'ResourceFenced', data: { epoch: 4 } };
const deleted: ResourceEvent = {
  type: 'RegistryCheckpointDeleted',
  data: { checkpoint: CHECKPOINT, key: KEY },
};
const cure = { kind: 'backup', since: 'cut' } as const;
const added = { checkpoint: CHECKPOINT, key: KEY, view: '64-bit', effectiveKey: KEY } as const;
const comeBack = (copy?: Readonly<{ capture: number; hash: string }>): ResourceCommand => ({
  type: 'ReturnRegistryCheckpoint',
  data: { ...added, copy, cure },
});

describe('a closed resource', () => {
  test('is opened again, and goes on from its revision and its epoch', () => {
    const history = [resourceOpened, fenced, closed];
    spec
      .given(...history)
      .when(reopen)
      .then(reopened);
    const after = [...history, reopened].reduce(resource.evolve, resource.initial);
    expect(after).toMatchObject({ status: 'open', state: 'Offline', epoch: 4, revision: 3 });
  });

  test('is opened again once; an open one stays, and one that never was is refused', () => {
    spec.given(resourceOpened, closed, reopened).when(reopen).decidesNothing();
    spec.given(resourceOpened).when(reopen).decidesNothing();
    spec
      .given()
      .when(reopen)
      .refuses('ERROR_RESOURCE_NOT_FOUND', /no such/);
  });
});

describe('a deleted checkpoint', () => {
  const history = [resourceOpened, ...checkpointed(), deleted];

  test('comes back with a copy of the backup, and the next number', () => {
    const copy = { capture: 1, hash: 'hash 1' };
    spec
      .given(...history)
      .when(comeBack(copy))
      .then(
        { type: 'RegistryCheckpointAdded', data: { ...added, captures: 1 } },
        {
          type: 'RegistryCheckpointCaptured',
          data: {
            ...{ checkpoint: CHECKPOINT, number: 2, reason: 'backup', source: { capture: 1 } },
            ...{ hash: 'hash 1', cure },
          },
        },
      );
  });

  test('comes back with its last copy if the backup has none', () => {
    const state = history.reduce(resource.evolve, resource.initial);
    const events = resource.decide(comeBack(), state);
    const after = [...history, ...events].reduce(resource.evolve, resource.initial);
    const before = history.slice(0, -1).reduce(resource.evolve, resource.initial);
    const hashIn = (of: typeof after): unknown =>
      of.status === 'open' && of.checkpoints.get(CHECKPOINT)?.hash;
    expect(hashIn(after)).toBe(hashIn(before));
  });

  test('comes back after its resource was closed too', () => {
    const [first] = resource.decide(
      comeBack({ capture: 1, hash: 'hash 1' }),
      [resourceOpened, ...checkpointed(), deleted, closed, reopened].reduce(
        resource.evolve,
        resource.initial,
      ),
    );
    expect(first).toEqual({ type: 'RegistryCheckpointAdded', data: { ...added, captures: 1 } });
  });

  test('is refused if another one has its key, or if there never was one', () => {
    spec
      .given(...history, ...checkpointed('other' as CheckpointId))
      .when(comeBack())
      .refuses('ERROR_ALREADY_EXISTS', /Contoso/);
    spec
      .given(resourceOpened)
      .when(comeBack())
      .refuses('ERROR_FILE_NOT_FOUND', /no such checkpoint/);
    spec
      .given(resourceOpened, ...checkpointed())
      .when(comeBack())
      .decidesNothing();
  });
});

test('a copy of a backup says so in its capture', () => {
  const revert: ResourceCommand = {
    type: 'RevertRegistryCopy',
    data: { checkpoint: CHECKPOINT, capture: 1, hash: 'another', cure },
  };
  const state = [resourceOpened, ...checkpointed()].reduce(resource.evolve, resource.initial);
  expect(resource.decide(revert, state)).toMatchObject([{ data: { reason: 'backup', cure } }]);
});
