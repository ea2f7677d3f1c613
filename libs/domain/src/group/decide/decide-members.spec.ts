import { describe, expect, test } from '@jest/globals';

import { specify } from '../../../testing/specify.js';
import { APP, FIRST, groupOpened, member, SECOND, WEB } from '../../../testing/stories.js';
import { type GroupCommand } from '../commands.js';
import { group } from '../decide.js';
import { type GroupEvent } from '../events.js';

const spec = specify(group);
const both = [groupOpened, member(APP), member(WEB)];
const depends: GroupEvent = { type: 'DependencyAdded', data: { resource: WEB, provider: APP } };
const independent: GroupEvent = {
  type: 'DependencyRemoved',
  data: { resource: WEB, provider: APP },
};
const started: GroupEvent = {
  type: 'GroupMemberRemovalStarted',
  data: { resource: APP, operation: FIRST },
};
const abandoned: GroupEvent = {
  type: 'GroupMemberRemovalAbandoned',
  data: { resource: APP, operation: FIRST },
};
const removed: GroupEvent = { type: 'GroupMemberRemoved', data: { resource: APP } };
const working: GroupEvent = {
  type: 'GroupOperationStarted',
  data: { operation: SECOND, kind: 'online', resources: [WEB], epoch: 1, persist: true },
};

const start = (operation = FIRST): GroupCommand => ({
  type: 'StartMemberRemoval',
  data: { resource: APP, operation },
});
const abandon = (operation = FIRST): GroupCommand => ({
  type: 'AbandonMemberRemoval',
  data: { resource: APP, operation },
});
const remove = (isParted?: boolean): GroupCommand => ({
  type: 'RemoveGroupMember',
  data: { resource: APP, ...(isParted !== undefined && { isParted }) },
});
const depend: GroupCommand = {
  type: 'AddDependency',
  data: { resource: WEB, provider: APP, isOnline: false },
};
const express: GroupCommand = {
  type: 'SetDependencies',
  data: { resource: WEB, expression: APP, isOnline: false },
};

describe('the removal of a member', () => {
  test('begins if nothing depends on the member, and begins once', () => {
    spec
      .given(...both)
      .when(start())
      .then(started);
    spec
      .given(...both, started)
      .when(start())
      .decidesNothing();
    spec
      .given(...both, started)
      .when(start(SECOND))
      .refuses('ERROR_CLUSTER_GROUP_BUSY', /is being deleted/);
    spec
      .given(...both, depends)
      .when(start())
      .refuses('ERROR_DEPENDENT_RESOURCE_EXISTS', /depends on the resource/);
    spec
      .given(...both, depends, independent)
      .when(start())
      .then(started);
  });

  test('begins during an operation, and for a resource that is not a member yet', () => {
    spec
      .given(...both, working)
      .when(start())
      .then(started);
    spec.given(groupOpened).when(start()).then(started);
  });

  test.each([depend, express])(
    'keeps other resources from depending on the member: $type',
    (command) => {
      spec
        .given(...both, started)
        .when(command)
        .refuses('ERROR_CLUSTER_GROUP_BUSY', /is being deleted/);
      spec
        .given(...both, started, removed)
        .when(command)
        .refuses('ERROR_INVALID_PARAMETER', /same group/);
      const after = [...both, started, abandoned].reduce(group.evolve, group.initial);
      expect(group.decide(command, after)).toHaveLength(1);
    },
  );

  test('ends when it is abandoned, and no other removal does', () => {
    spec
      .given(...both, started)
      .when(abandon())
      .then(abandoned);
    spec
      .given(...both, started)
      .when(abandon(SECOND))
      .decidesNothing();
    spec
      .given(...both, started, abandoned)
      .when(abandon())
      .decidesNothing();
    spec
      .given(...both, started, removed)
      .when(abandon())
      .decidesNothing();
  });

  test('ends when the member leaves, also if the member never joined', () => {
    spec
      .given(...both, started)
      .when(remove())
      .then(removed);
    spec.given(groupOpened, started).when(remove()).then(removed);
    spec
      .given(...both, started, working)
      .when(remove())
      .refuses('ERROR_CLUSTER_GROUP_BUSY', /busy/);
  });
});

describe('a member that leaves for another group', () => {
  const provides: GroupEvent = {
    type: 'DependencyAdded',
    data: { resource: APP, provider: WEB },
  };

  test('has no providers and no dependents', () => {
    spec
      .given(...both)
      .when(remove(true))
      .then(removed);
    spec
      .given(...both, depends)
      .when(remove(true))
      .refuses('ERROR_DEPENDENT_RESOURCE_EXISTS', /depends on the resource/);
    spec
      .given(...both, provides)
      .when(remove(true))
      .refuses('ERROR_INVALID_PARAMETER', /depends on another/);
  });

  test('stays while it is being deleted', () => {
    spec
      .given(...both, started)
      .when(remove(true))
      .decidesNothing();
  });
});
