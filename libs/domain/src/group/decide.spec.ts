import { describe, expect, test } from '@jest/globals';

import { specify } from '../../testing/specify.js';
import {
  APP,
  FIRST,
  groupOpened,
  member,
  NODE_A,
  NODE_B,
  SECOND,
  WEB,
} from '../../testing/stories.js';
import { type GroupCommand } from './commands.js';
import { group } from './decide.js';
import { type GroupEvent } from './events.js';

const moving: GroupEvent = {
  type: 'GroupMoveStarted',
  data: { operation: FIRST, from: NODE_A, to: NODE_B, epoch: 1, reason: 'operator' },
};
const arrived: GroupEvent = {
  type: 'GroupOwnerChanged',
  data: { operation: FIRST, from: NODE_A, to: NODE_B, epoch: 1 },
};
const moved: GroupEvent = { type: 'GroupMoveCompleted', data: { operation: FIRST, epoch: 1 } };
const starting: GroupEvent = {
  type: 'GroupOperationStarted',
  data: { operation: FIRST, kind: 'online', resources: [APP], epoch: 1, persist: true },
};

const move = (operation = FIRST, to = NODE_B): GroupCommand => ({
  type: 'StartGroupMove',
  data: { operation, to },
});
const start = (operation = FIRST, resources = [APP]): GroupCommand => ({
  type: 'StartGroupOperation',
  data: { operation, kind: 'online', resources, persist: true },
});

const spec = specify(group);

describe('a group', () => {
  test('is opened once', () => {
    const command: GroupCommand = {
      type: 'OpenGroup',
      data: { owner: NODE_A, preferredOwners: [] },
    };
    spec.given().when(command).then(groupOpened);
    spec.given(groupOpened).when(command).decidesNothing();
    spec.given(groupOpened, { type: 'GroupClosed', data: {} }).when(command).decidesNothing();
  });

  test.each<GroupCommand>([
    move(),
    start(),
    { type: 'ConfigureGroup', data: { preferredOwners: [] } },
    { type: 'AddGroupMember', data: { resource: APP } },
    { type: 'CloseGroup', data: {} },
  ])('that does not exist takes no command: $type', (command) => {
    spec
      .given()
      .when(command)
      .refuses('ERROR_GROUP_NOT_FOUND', /no such group/);
  });

  test('changes its preferred owners, and decides nothing if they are already so', () => {
    const configure: GroupCommand = {
      type: 'ConfigureGroup',
      data: { preferredOwners: [NODE_B, NODE_A] },
    };
    const done: GroupEvent = {
      type: 'GroupConfigured',
      data: { preferredOwners: [NODE_B, NODE_A] },
    };
    spec.given(groupOpened).when(configure).then(done);
    spec.given(groupOpened, done).when(configure).decidesNothing();
    const state = [groupOpened, member(APP), done].reduce(group.evolve, group.initial);
    expect(state).toMatchObject({ revision: 2, configuredAt: 2 });
  });

  test('takes a member once, and removes it once', () => {
    spec
      .given(groupOpened)
      .when({ type: 'AddGroupMember', data: { resource: APP } })
      .then(member(APP));
    spec
      .given(groupOpened, member(APP))
      .when({ type: 'AddGroupMember', data: { resource: APP } })
      .decidesNothing();
    const gone: GroupEvent = { type: 'GroupMemberRemoved', data: { resource: APP } };
    spec
      .given(groupOpened, member(APP))
      .when({ type: 'RemoveGroupMember', data: { resource: APP } })
      .then(gone);
    spec
      .given(groupOpened, member(APP), gone)
      .when({ type: 'RemoveGroupMember', data: { resource: APP } })
      .decidesNothing();
  });

  test('is deleted when it is empty and idle, and then no longer exists', () => {
    const close: GroupCommand = { type: 'CloseGroup', data: {} };
    const closed: GroupEvent = { type: 'GroupClosed', data: {} };
    spec.given(groupOpened).when(close).then(closed);
    spec.given(groupOpened, closed).when(close).decidesNothing();
    spec
      .given(groupOpened, member(APP))
      .when(close)
      .refuses('ERROR_DIR_NOT_EMPTY', /1 resources/);
    spec
      .given(groupOpened, moving)
      .when(close)
      .refuses('ERROR_CLUSTER_GROUP_MOVING', /moving/);
  });
});

describe('a move', () => {
  test('begins with the next epoch, and does not begin twice', () => {
    spec.given(groupOpened).when(move()).then(moving);
    spec.given(groupOpened, moving).when(move()).decidesNothing();
    spec
      .given(groupOpened, moving, arrived, moved)
      .when(move(SECOND, NODE_A))
      .then({
        type: 'GroupMoveStarted',
        data: { operation: SECOND, from: NODE_B, to: NODE_A, epoch: 2, reason: 'operator' },
      });
  });

  test('to the node that already owns the group decides nothing', () => {
    spec.given(groupOpened).when(move(FIRST, NODE_A)).decidesNothing();
  });

  test('is refused while the group moves or is busy', () => {
    spec
      .given(groupOpened, moving)
      .when(move(SECOND))
      .refuses('ERROR_CLUSTER_GROUP_MOVING', /operation 1/);
    spec
      .given(groupOpened, member(APP), starting)
      .when(move(SECOND))
      .refuses('ERROR_CLUSTER_GROUP_BUSY', /operation 1/);
  });

  test('changes the owner once, and only for its own operation', () => {
    const change = (operation = FIRST): GroupCommand => ({
      type: 'ChangeGroupOwner',
      data: { operation },
    });
    spec.given(groupOpened, moving).when(change()).then(arrived);
    spec.given(groupOpened, moving, arrived).when(change()).decidesNothing();
    spec.given(groupOpened, moving).when(change(SECOND)).decidesNothing();
    spec.given(groupOpened).when(change()).decidesNothing();
    spec.given(groupOpened, member(APP), starting).when(change()).decidesNothing();
  });

  test('ends once, completed or failed', () => {
    const complete: GroupCommand = { type: 'CompleteGroupOperation', data: { operation: FIRST } };
    const fail: GroupCommand = {
      type: 'FailGroupOperation',
      data: { operation: FIRST, reason: 'no' },
    };
    spec.given(groupOpened, moving, arrived).when(complete).then(moved);
    spec.given(groupOpened, moving, arrived, moved).when(complete).decidesNothing();
    spec
      .given(groupOpened, moving)
      .when(fail)
      .then({ type: 'GroupMoveFailed', data: { operation: FIRST, epoch: 1, reason: 'no' } });
    spec.given(groupOpened, moving, moved).when(fail).decidesNothing();
  });
});

describe('an operation', () => {
  test('begins with the next epoch for members of the group', () => {
    spec.given(groupOpened, member(APP)).when(start()).then(starting);
    spec.given(groupOpened, member(APP), starting).when(start()).decidesNothing();
    spec.given(groupOpened).when(start(FIRST, [])).decidesNothing();
    spec
      .given(groupOpened, member(APP))
      .when(start(FIRST, [APP, WEB]))
      .refuses('ERROR_RESOURCE_NOT_FOUND', /web/);
  });

  test('is refused while another operation is under way', () => {
    spec
      .given(groupOpened, member(APP), starting)
      .when(start(SECOND))
      .refuses('ERROR_CLUSTER_GROUP_BUSY', /busy/);
    spec
      .given(groupOpened, member(APP), moving)
      .when(start(SECOND))
      .refuses('ERROR_CLUSTER_GROUP_MOVING', /moving/);
  });

  test('ends once, completed or failed', () => {
    const done: GroupEvent = {
      type: 'GroupOperationCompleted',
      data: { operation: FIRST, epoch: 1 },
    };
    const complete: GroupCommand = { type: 'CompleteGroupOperation', data: { operation: FIRST } };
    spec.given(groupOpened, member(APP), starting).when(complete).then(done);
    spec.given(groupOpened, member(APP), starting, done).when(complete).decidesNothing();
    spec
      .given(groupOpened, member(APP), starting)
      .when({ type: 'FailGroupOperation', data: { operation: FIRST, reason: 'no' } })
      .then({ type: 'GroupOperationFailed', data: { operation: FIRST, epoch: 1, reason: 'no' } });
  });
});
