import { afterEach, describe, expect, test } from '@jest/globals';

import { type OpenGroup } from '#domain';
import { groupPolicyState, resourcePolicyState } from '#processes';
import { FailingRole, type FailingPlan } from '#testing/processes';

const RETRY_MS = 3_600_000;
const HOURS_6 = 6 * RETRY_MS;

let role: FailingRole;
const formed = async (plan: FailingPlan): Promise<FailingRole> => {
  role = await FailingRole.form(plan);
  return role;
};

afterEach(async () => {
  await role.cluster.stop();
  expect(role.cluster.defects).toEqual([]);
});

const everywhere = { way: 'restore', nodes: ['a', 'b'], failsOn: ['a', 'b'] } as const;

const attempts = async (): Promise<number> => (await role.count('ResourceOnlinePending'))[0] ?? 0;
const failovers = async (): Promise<number> => (await role.count('GroupFailoverCounted'))[0] ?? 0;
const epoch = (): number => (role.cluster.clusterState.group(role.group) as OpenGroup).epoch;

describe('a new series of restarts begins after', () => {
  test.each([
    ['an operator who brings the resource online', { persist: true }],
    ['an operator who does so and leaves the persistent state alone', { afresh: true }],
  ])('%s', async (_, how) => {
    await formed({ ...everywhere, nodes: ['a'], failsOn: ['a'] });
    await role.online();
    await role.pass(60_000);
    expect(await attempts()).toBe(4);
    await role.online(how);
    await role.pass(60_000);
    expect(await attempts()).toBe(8);
  });

  test('an operator who moves the group away and back', async () => {
    await formed({ ...everywhere, properties: { restartAction: 1 } });
    await role.online();
    await role.pass(60_000);
    await role.move('b');
    await role.pass(60_000);
    await role.move('a');
    await role.pass(60_000);
    expect([await attempts(), await role.path()]).toEqual([12, 'a b a']);
  });

  test('the retry, which counts from the last failure; after the failover period the group fails over', async () => {
    await formed(everywhere);
    await role.online();
    await role.pass(HOURS_6);
    expect([await attempts(), await failovers()]).toEqual([8 + 5 * 4, 1]);
    await role.pass(RETRY_MS);
    expect([await attempts(), await failovers(), await role.path()]).toEqual([
      8 + 5 * 4 + 8,
      2,
      'a b a',
    ]);
  });

  test('no other event: a resource that runs for a while has its failures forgotten', async () => {
    await formed({ way: 'fail', nodes: ['a', 'b'], failsOn: [] });
    await role.online();
    const fail = async (): Promise<void> => {
      const data = {
        operation: 'x' as never,
        nodeRevision: 1,
        reason: '',
        at: role.cluster.clock.now(),
      };
      await role.cluster.onResource('app', { type: 'FailResource', data });
      await role.pass(300_001);
    };
    for (let count = 0; count < 20; count += 1) await fail();
    expect([await attempts(), await role.path()]).toEqual([21, 'a']);
  });
});

test('each node is tried before one is tried a second time', async () => {
  const nodes = ['a', 'b', 'c', 'd'];
  await formed({ way: 'fail', nodes, failsOn: nodes, properties: { restartThreshold: 0 } });
  await role.online();
  await role.pass(60_000);
  expect([await role.path(), role.state.state]).toEqual(['a b c d', 'Failed']);
});

test('a node that comes up while a group waits is tried at once', async () => {
  const nodes = ['a', 'b', 'c'];
  await formed({ way: 'restore', nodes, failsOn: ['a', 'b'] });
  await role.cluster.stopNode('c');
  await role.online();
  await role.pass(60_000);
  expect([await role.path(), role.state.state]).toEqual(['a b', 'Failed']);
  await role.cluster.startNode('c');
  await role.settle();
  expect([await role.path(), role.state.state, await attempts()]).toEqual(['a b c', 'Online', 9]);
});

test('a crash of the node does not count, and its failover is never refused', async () => {
  await formed({ way: 'restore', nodes: ['a', 'b'], failsOn: ['a'] });
  await role.online();
  await role.pass(60_000);
  const crash = { type: 'CrashNode', data: { operation: role.cluster.newOperation() } } as const;
  await role.cluster.onNode('b', crash);
  await role.pass(60_000);
  expect([await role.path(), await failovers(), role.state.state]).toEqual(['a b a', 1, 'Failed']);
  expect(await attempts()).toBe(5 + 4);
});

test('a group that failed over does not return on its own to a node where it failed', async () => {
  await formed({ way: 'restore', nodes: ['a', 'b'], failsOn: ['a'] });
  const policy = {
    preferredOwners: [...role.plan.nodes].map((name) => role.node(name)),
    autoFailbackType: 1 as const,
  };
  await role.cluster.onGroup('app', { type: 'ConfigureGroup', data: policy });
  await role.online();
  await role.pass(HOURS_6);
  expect([await role.path(), role.state.state]).toEqual(['a b', 'Online']);
});

describe.each([
  ['a short time', 100],
  ['longer than the delay', 10_000],
])('a Tidemark that is down for %s', (_, downFor) => {
  test('resumes the series', async () => {
    await formed({ ...everywhere, nodes: ['a', 'b', 'c'], failsOn: ['a', 'b', 'c'] });
    await role.online();
    for (let time = 0; time < 20; time += 1) {
      await role.pass(250);
      role = await role.killed(downFor);
    }
    await role.pass(60_000);
    expect([await attempts(), await failovers(), await role.path()]).toEqual([12, 2, 'a b c']);
    const before = epoch();
    await role.pass(RETRY_MS);
    expect([await attempts(), epoch() - before]).toEqual([16, 4]);
  });
});

test('the policy state names each step', async () => {
  await formed(everywhere);
  const built = (): unknown => {
    const now = role.cluster.clock.now();
    const { clusterState } = role.cluster;
    const group = groupPolicyState(clusterState, role.group, now);
    return [
      resourcePolicyState(clusterState, role.resource, now),
      { ...group, nextNode: role.plan.nodes.find((name) => role.node(name) === group?.nextNode) },
    ];
  };
  const at = (
    failures: number,
    restartsLeft: number,
    nextRestartAt?: number,
    retryAt?: number,
  ) => ({
    failures,
    restartsLeft,
    nextRestartAt,
    retryAt,
  });
  const before = { failovers: 0, failoversLeft: 1, nextNode: 'b' };
  const after = { failovers: 1, failoversLeft: 0, nextNode: undefined };
  expect(built()).toEqual([at(0, 3), before]);
  await role.online();
  expect(built()).toEqual([at(1, 2, 500), before]);
  await role.pass(1000);
  expect(built()).toEqual([at(3, 0, 1500), before]);
  await role.pass(500);
  expect(built()).toEqual([at(1, 2, 2000), after]);
  await role.pass(1500);
  expect(built()).toEqual([at(4, 0, undefined, 3000 + RETRY_MS), after]);
  await role.pass(RETRY_MS);
  expect(built()).toEqual([at(1, 2, 3000 + RETRY_MS + 500), after]);
});
