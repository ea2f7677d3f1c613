import { describe, test } from '@jest/globals';

import { specify } from '../../../testing/specify.js';
import { fenced } from '../../../testing/state-commands.js';
import {
  attempt,
  FIRST,
  NODE_A,
  offline,
  offlinePending,
  online,
  onlinePending,
  resourceOpened,
  runningApp,
  SECOND,
} from '../../../testing/stories.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type ResourceCommand } from '../commands.js';
import { resource } from '../decide.js';
import { type ResourceEvent } from '../events.js';

const spec = specify(resource);

const external: ResourceEvent = { type: 'ResourceConfigured', data: { handler: 'external' } };
/** An external resource in each state. */
const opened = [resourceOpened, external];
const coming = [...opened, onlinePending()];
const running = [...coming, online()];
const leaving = [...running, offlinePending()];
const left = [...leaving, offline()];
const failed: ResourceEvent = {
  type: 'ResourceFailed',
  data: { ...attempt(), nodeRevision: 12, reason: 'crash', at: 5 },
};
const stopped = (reason: string): ResourceEvent => ({
  type: 'ResourceStopped',
  data: { operation: SECOND, reason },
});

describe('the failure of a resource', () => {
  const data = { operation: SECOND, nodeRevision: 15, reason: 'crash', at: 7 };
  const fail: ResourceCommand = { type: 'FailResource', data };

  test('is recorded on its node, in its epoch', () => {
    spec
      .given(...runningApp, fenced(4))
      .when(fail)
      .then({ type: 'ResourceFailed', data: { ...data, epoch: 4, node: NODE_A } });
  });

  test.each<[string, readonly ResourceEvent[]]>([
    ['Offline', opened],
    ['OnlinePending', coming],
    ['OfflinePending', leaving],
    ['Failed', [...running, failed]],
  ])('is refused with 5084 in the state %s', (state, history) => {
    spec
      .given(...history)
      .when(fail)
      .refuses('ERROR_RESMON_INVALID_STATE', new RegExp(`is ${state}, not Online`));
  });
});

describe('an attempt to come online', () => {
  const data = { ...attempt(), nodeRevision: 12, reason: 'no restore', at: 7 };
  const fail: ResourceCommand = { type: 'FailOnline', data };

  test('ends as a failure', () => {
    spec
      .given(...coming)
      .when(fail)
      .then({ type: 'ResourceFailed', data });
  });

  test.each<[string, readonly ResourceEvent[]]>([
    ['of another operation', [...opened, onlinePending(attempt(SECOND))]],
    ['that has ended', running],
    ['to go offline', [...running, offlinePending(attempt(FIRST, 2))]],
    ['that never began', opened],
  ])('%s does not end as a failure', (_, history) => {
    spec
      .given(...history)
      .when(fail)
      .decidesNothing();
  });
});

describe('a resource whose node is gone', () => {
  const lost = (epoch: number): ResourceCommand => ({
    type: 'MarkResourceLost',
    data: { ...attempt(SECOND, epoch), nodeRevision: 15 },
  });
  const crashed = (epoch: number): ResourceEvent => ({
    type: 'ResourceOffline',
    data: { ...attempt(SECOND, epoch), nodeRevision: 15, crash: true },
  });

  test.each<[string, readonly ResourceEvent[]]>([
    ['online', running],
    ['on its way online', coming],
    ['on its way offline', [...running, offlinePending(attempt(SECOND, 1))]],
  ])('is offline from then on if it was %s', (_, history) => {
    spec
      .given(...history)
      .when(lost(1))
      .then(crashed(1));
    spec
      .given(...history, fenced(2))
      .when(lost(2))
      .then(crashed(2));
    spec
      .given(...history, fenced(2))
      .when(lost(1))
      .decidesNothing();
  });

  test.each<[string, readonly ResourceEvent[]]>([
    ['offline', left],
    ['failed', [...running, failed]],
  ])('stays %s', (_, history) => {
    spec
      .given(...history)
      .when(lost(9))
      .decidesNothing();
  });
});

describe('an application that does not report its stop', () => {
  const stop = (operation = SECOND): ResourceCommand => ({
    type: 'StopWaiting',
    data: { operation, reason: 'late' },
  });

  test('counts as stopped, once', () => {
    spec
      .given(...leaving)
      .when(stop())
      .then(stopped('late'));
    spec
      .given(...leaving, stopped('late'))
      .when(stop())
      .decidesNothing();
  });

  test('does not count as stopped in another operation, or if it is not to stop', () => {
    spec
      .given(...leaving)
      .when(stop(FIRST))
      .decidesNothing();
    for (const history of [coming, running, left, opened])
      spec
        .given(...history)
        .when(stop(FIRST))
        .decidesNothing();
  });

  test('is awaited only if a supervisor may have it running', () => {
    spec
      .given(...runningApp, offlinePending())
      .when(stop())
      .decidesNothing();
    spec
      .given(...opened, offlinePending())
      .when(stop())
      .decidesNothing();
    spec
      .given(...coming, offlinePending())
      .when(stop())
      .then(stopped('late'));
    spec
      .given(...leaving, offlinePending(attempt(FIRST, 3)))
      .when(stop(FIRST))
      .then({ type: 'ResourceStopped', data: { operation: FIRST, reason: 'late' } });
    spec
      .given(...leaving, stopped(''), offlinePending(attempt(FIRST, 3)))
      .when(stop(FIRST))
      .decidesNothing();
  });
});

describe('the report of a supervisor', () => {
  type Reported = DataOf<ResourceCommand, 'ReportResource'>['state'];
  const report = (state: Reported, reason = 'said so'): ResourceCommand => ({
    type: 'ReportResource',
    data: { state, operation: 'report' as never, nodeRevision: 15, reason, at: 7 },
  });
  const failure = (more: object): ResourceEvent => ({
    type: 'ResourceFailed',
    data: { ...attempt(), nodeRevision: 15, reason: 'said so', at: 7, ...more },
  });

  test.each<[Reported, string, readonly ResourceEvent[], readonly ResourceEvent[]]>([
    ['Online', 'comes online', coming, [online(attempt(), 15)]],
    ['Failed', 'comes online', coming, [failure({})]],
    ['Offline', 'comes online', coming, [failure({})]],
    ['Offline', 'goes offline', leaving, [stopped('said so')]],
    ['Failed', 'goes offline', leaving, [stopped('said so')]],
    ['Offline', 'goes offline, a second time', [...leaving, stopped('')], []],
    ['Failed', 'is online', running, [failure({ operation: 'report' })]],
    ['Online', 'is online', running, []],
    ['Offline', 'is offline', left, []],
    ['Failed', 'is failed', [...running, failed], []],
  ])('of %s is taken from a resource that %s', (state, _, history, events) => {
    spec
      .given(...history)
      .when(report(state))
      .then(...events);
  });

  test('of a failure is taken from an automatic resource that is online', () => {
    spec
      .given(...runningApp)
      .when(report('Failed'))
      .then(failure({ operation: 'report' }));
  });

  test.each<[Reported, string, readonly ResourceEvent[]]>([
    ['Online', 'OfflinePending', leaving],
    ['Offline', 'Online', running],
    ['Online', 'Offline', left],
    ['Failed', 'Offline', left],
    ['Online', 'Failed', [...running, failed]],
    ['Offline', 'Failed', [...running, failed]],
  ])('of %s is refused in the state %s', (state, now, history) => {
    const reason = `the resource is ${now}: it does not expect a report of ${state}`;
    spec
      .given(...history)
      .when(report(state))
      .refuses('ERROR_INVALID_STATE', new RegExp(reason));
  });

  test('is refused for an automatic resource', () => {
    for (const history of [runningApp, [resourceOpened], [resourceOpened, onlinePending()]])
      spec
        .given(...history)
        .when(report('Online'))
        .refuses('ERROR_INVALID_STATE', /handler of this resource is automatic/);
  });

  test('without a reason says which state was reported', () => {
    for (const state of ['Offline', 'Failed'] as const)
      spec
        .given(...coming)
        .when(report(state, ''))
        .then(failure({ reason: `reported ${state}` }));
  });
});
