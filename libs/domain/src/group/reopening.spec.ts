import { expect, test } from '@jest/globals';

import { specify } from '../../testing/specify.js';
import { APP, FIRST, groupOpened, member, NODE_A, NODE_B } from '../../testing/stories.js';
import { type GroupCommand } from './commands.js';
import { group } from './decide.js';
import { type GroupEvent } from './events.js';
import { DEFAULT_POLICY } from './policy.js';

const spec = specify(group);
const policy = { ...DEFAULT_POLICY, preferredOwners: [NODE_B], failoverPeriod: 9 };
const reopen: GroupCommand = { type: 'ReopenGroup', data: { owner: NODE_A, policy } };
const reopened: GroupEvent = { type: 'GroupReopened', data: { owner: NODE_A, policy } };
const closed: GroupEvent = { type: 'GroupClosed', data: {} };
const moves: readonly GroupEvent[] = [
  { type: 'GroupMoveStarted', data: { operation: FIRST, from: NODE_A, to: NODE_B, epoch: 3 } },
  { type: 'GroupMoveCompleted', data: { operation: FIRST, epoch: 3 } },
];

test('a closed group is opened again, and goes on from its epoch', () => {
  const history = [groupOpened, ...moves, closed];
  spec
    .given(...history)
    .when(reopen)
    .then(reopened);
  const after = [...history, reopened].reduce(group.evolve, group.initial);
  expect(after).toMatchObject({ status: 'open', owner: NODE_A, policy, epoch: 3, revision: 4 });
  const state = [...history, reopened, member(APP)].reduce(group.evolve, group.initial);
  const [started] = group.decide(
    { type: 'StartGroupMove', data: { operation: FIRST, to: NODE_B } },
    state,
  );
  expect(started).toMatchObject({ data: { epoch: 4 } });
});

test('a group is opened again once; an open one stays, and one that never was is refused', () => {
  spec.given(groupOpened, closed, reopened).when(reopen).decidesNothing();
  spec.given(groupOpened).when(reopen).decidesNothing();
  spec
    .given()
    .when(reopen)
    .refuses('ERROR_GROUP_NOT_FOUND', /no such/);
});
