import { describe, expect, test } from '@jest/globals';

import { specify } from '../../../testing/specify.js';
import { completeOnline } from '../../../testing/state-commands.js';
import {
  attempt,
  GROUP,
  NODE_A,
  NODE_B,
  offlinePending,
  onlinePending,
  resourceOpened,
  runningApp,
} from '../../../testing/stories.js';
import { restoreFailed } from '../../../testing/unrestored-stories.js';
import { type GroupId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type ResourceCommand } from '../commands.js';
import { resource } from '../decide.js';
import { type ResourceEvent } from '../events.js';
import { NEVER } from '../properties.js';
import { type OpenResource } from '../state.js';

const spec = specify(resource);

const OTHER = 'other' as GroupId;

type Settings = DataOf<ResourceEvent, 'ResourceConfigured'>;
const configured = (data: Settings): ResourceEvent => ({ type: 'ResourceConfigured', data });
const failed: ResourceEvent = {
  type: 'ResourceFailed',
  data: { ...attempt(), nodeRevision: 12, reason: '' },
};
const stateAfter = (...events: readonly ResourceEvent[]): OpenResource =>
  events.reduce(resource.evolve, resource.initial) as OpenResource;

describe('a new resource', () => {
  test('has the settings of a new resource in Windows (M23 to M26)', () => {
    expect(stateAfter(resourceOpened).properties).toEqual({
      ...{ handler: 'automatic', onRestoreFailure: 'continue', possibleOwners: null },
      ...{ restartAction: 2, restartThreshold: 3, restartPeriod: 900_000, restartDelay: 500 },
      ...{ retryPeriodOnFailure: 3_600_000, pendingTimeout: 180_000 },
    });
    expect(NEVER).toBe(4_294_967_295);
  });

  test('has the settings that it was created with', () => {
    const opened: ResourceEvent = {
      type: 'ResourceOpened',
      data: { type: 't', group: GROUP, properties: { restartThreshold: 7 } },
    };
    const { properties, type, group } = stateAfter(opened);
    expect(properties).toMatchObject({ restartThreshold: 7, restartAction: 2 });
    expect([type, group]).toEqual(['t', GROUP]);
  });
});

describe('the settings of a resource', () => {
  const configure = (data: DataOf<ResourceCommand, 'ConfigureResource'>): ResourceCommand => ({
    type: 'ConfigureResource',
    data,
  });

  test('change where they differ from the present ones', () => {
    spec
      .given(resourceOpened)
      .when(configure({ restartThreshold: 3, restartDelay: 1 }))
      .then(configured({ restartDelay: 1 }));
    spec
      .given(resourceOpened)
      .when(configure({ restartThreshold: 3, possibleOwners: null }))
      .decidesNothing();
  });

  test('keep a retry period that is at least as long as the restart period', () => {
    spec
      .given(resourceOpened)
      .when(configure({ retryPeriodOnFailure: 900_000 }))
      .then(configured({ retryPeriodOnFailure: 900_000 }));
    for (const wrong of [{ retryPeriodOnFailure: 899_999 }, { restartPeriod: 3_600_001 }])
      spec
        .given(resourceOpened)
        .when(configure(wrong))
        .refuses('ERROR_INVALID_PARAMETER', /is shorter than restartPeriod/);
    expect(() =>
      resource.decide(configure({ restartPeriod: NEVER }), stateAfter(resourceOpened)),
    ).toThrow(expect.objectContaining({ field: 'retryPeriodOnFailure' }));
  });

  test('are remembered with the revision of their last change', () => {
    const state = stateAfter(...runningApp, configured({ restartDelay: 1 }));
    expect(state.properties).toMatchObject({ restartDelay: 1, restartThreshold: 3 });
    expect(state).toMatchObject({
      configuredAt: 6,
      revision: 6,
      group: GROUP,
      persistentState: 'Online',
    });
    expect(stateAfter(...runningApp).configuredAt).toBe(0);
  });

  test('fail the attempt whose restore failed, if they say so', () => {
    const pending = [...runningApp.slice(0, 4), restoreFailed({ capture: 1 })];
    const strict = configured({ onRestoreFailure: 'failResource' });
    spec
      .given(...pending, strict)
      .when(completeOnline())
      .refuses('ERROR_INVALID_STATE', /could not be restored/);
  });
});

describe('the possible owners', () => {
  const add: ResourceCommand = { type: 'AddPossibleOwner', data: { node: NODE_B } };
  const remove = (node = NODE_B, owner = NODE_A): ResourceCommand => ({
    type: 'RemovePossibleOwner',
    data: { node, nodes: [NODE_A, NODE_B], owner },
  });
  const onA = configured({ possibleOwners: [NODE_A] });
  const onBoth = configured({ possibleOwners: [NODE_A, NODE_B] });

  test('get one more node, at the end and once', () => {
    spec.given(resourceOpened, onA).when(add).then(onBoth);
    spec.given(resourceOpened, onBoth).when(add).decidesNothing();
    spec.given(resourceOpened).when(add).decidesNothing();
  });

  test('lose a node', () => {
    spec.given(resourceOpened, onBoth).when(remove()).then(onA);
    spec.given(resourceOpened).when(remove()).then(onA);
  });

  test('can not lose a node that is none', () => {
    spec
      .given(resourceOpened, onA)
      .when(remove())
      .refuses('ERROR_CLUSTER_NODE_NOT_FOUND', /no possible owner/);
  });

  test('can lose the owner of the group while the resource is down alone', () => {
    const left = configured({ possibleOwners: [NODE_B] });
    spec.given(resourceOpened, onBoth).when(remove(NODE_A)).then(left);
    spec
      .given(...runningApp, onBoth, failed)
      .when(remove(NODE_A))
      .then(left);
    for (const [state, events] of [
      ['Online', []],
      ['OfflinePending', [offlinePending()]],
    ] as const)
      spec
        .given(...runningApp, onBoth, ...events)
        .when(remove(NODE_A))
        .refuses('ERROR_INVALID_STATE', new RegExp(`is ${state} on that node`));
    spec
      .given(...runningApp, onBoth)
      .when(remove(NODE_B))
      .then(onA);
  });
});

describe('the group of a resource', () => {
  const change = (from = GROUP, group = OTHER): ResourceCommand => ({
    type: 'ChangeResourceGroup',
    data: { from, group },
  });

  test('changes while the resource is down', () => {
    spec
      .given(resourceOpened)
      .when(change())
      .then(configured({ group: OTHER }));
    spec
      .given(...runningApp, failed)
      .when(change())
      .then(configured({ group: OTHER }));
    expect(stateAfter(resourceOpened, configured({ group: OTHER })).group).toBe(OTHER);
  });

  test('does not change twice, nor from another group', () => {
    spec
      .given(resourceOpened, configured({ group: OTHER }))
      .when(change())
      .decidesNothing();
    spec
      .given(resourceOpened)
      .when(change('third' as GroupId))
      .decidesNothing();
  });

  test('can not change while the resource is up', () => {
    for (const [state, history] of [
      ['Online', runningApp],
      ['OnlinePending', [resourceOpened, onlinePending()]],
      ['OfflinePending', [...runningApp, offlinePending()]],
    ] as const)
      spec
        .given(...history)
        .when(change())
        .refuses('ERROR_RESOURCE_ONLINE', new RegExp(`is ${state}`));
  });
});

test('the persistent state changes on its own, once', () => {
  const wanted = (persistentState: 'Online' | 'Offline'): ResourceCommand => ({
    type: 'SetPersistentState',
    data: { persistentState },
  });
  spec
    .given(resourceOpened)
    .when(wanted('Online'))
    .then(configured({ persistentState: 'Online' }));
  spec.given(resourceOpened).when(wanted('Offline')).decidesNothing();
  const state = stateAfter(resourceOpened, configured({ persistentState: 'Online' }));
  expect(state).toMatchObject({ persistentState: 'Online', state: 'Offline' });
});
