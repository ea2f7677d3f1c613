import { afterEach, describe, expect, test } from '@jest/globals';

import { InMemoryEventStore, type Recorded } from '#event-store';
import { FailingRole, SILENCE_MS, type FailingPlan, type Way } from '#testing/processes';

const RETRY_MS = 3_600_000;
const WAYS: readonly Way[] = ['restore', 'timeout', 'report', 'fail'];

type Totals = Readonly<{
  attempts: number;
  failures: number;
  failovers: number;
  path: string;
  state: string;
  quietFrom: number;
}>;

const totalsOf = async (role: FailingRole): Promise<Totals> => {
  const [attempts = 0, failures = 0, failovers = 0] = await role.count(
    'ResourceOnlinePending',
    'ResourceFailed',
    'GroupFailoverCounted',
  );
  return {
    attempts,
    failures,
    failovers,
    path: await role.path(),
    state: role.state.state,
    quietFrom: role.lastEventAt,
  };
};

/** The time of some attempts: none, except the wait for a supervisor. */
const lasting = (way: Way, attempts: number): number =>
  way === 'timeout' ? attempts * SILENCE_MS : 0;

type Row = Readonly<{
  name: string;
  nodes: readonly string[];
  failsOn: readonly string[];
  totals: Omit<Totals, 'quietFrom'>;
  quietFrom: number;
}>;

/** With the default policy, if each attempt fails at once. */
const ROWS: readonly Row[] = [
  {
    name: 'fails on the first of two nodes',
    nodes: ['a', 'b'],
    failsOn: ['a'],
    totals: { failures: 4, attempts: 5, failovers: 1, path: 'a b', state: 'Online' },
    quietFrom: 1500,
  },
  {
    name: 'fails on both of two nodes',
    nodes: ['a', 'b'],
    failsOn: ['a', 'b'],
    totals: { failures: 8, attempts: 8, failovers: 1, path: 'a b', state: 'Failed' },
    quietFrom: 3000,
  },
  {
    name: 'fails on each of three nodes',
    nodes: ['a', 'b', 'c'],
    failsOn: ['a', 'b', 'c'],
    totals: { failures: 12, attempts: 12, failovers: 2, path: 'a b c', state: 'Failed' },
    quietFrom: 4500,
  },
];

let role: FailingRole;
const formed = async (plan: FailingPlan): Promise<FailingRole> =>
  (role = await FailingRole.form(plan));

afterEach(async () => {
  await role.cluster.stop();
  expect(role.cluster.defects).toEqual([]);
});

describe.each(WAYS)('a resource that fails by %s', (way) => {
  test.each(ROWS)('and $name', async ({ nodes, failsOn, quietFrom, totals: expected }) => {
    await formed({ way, nodes, failsOn });
    await role.online();
    await role.pass(600_000);
    const quiet = quietFrom + lasting(way, expected.failures);
    expect(await totalsOf(role)).toEqual({ ...expected, quietFrom: quiet });
    if (expected.state === 'Online') return;
    await role.pass(quiet + RETRY_MS - 600_000 - 1);
    expect(role.lastEventAt).toBe(quiet);
    await role.pass(1);
    expect(role.lastEventAt).toBe(quiet + RETRY_MS);
    await role.pass(600_000);
    expect(await totalsOf(role)).toMatchObject({
      attempts: expected.attempts + 4,
      failovers: expected.failovers,
      path: expected.path,
      quietFrom: quiet + RETRY_MS + 1500 + lasting(way, 4),
    });
  });

  test('restarts, and tries again, on its node alone with action 1', async () => {
    await formed({ way, nodes: ['a', 'b'], failsOn: ['a'], properties: { restartAction: 1 } });
    await role.online();
    await role.pass(600_000);
    const quietFrom = 1500 + lasting(way, 4);
    const first = { attempts: 4, failures: 4, failovers: 0, path: 'a', state: 'Failed' };
    expect(await totalsOf(role)).toEqual({ ...first, quietFrom });
    await role.pass(RETRY_MS);
    expect(await totalsOf(role)).toMatchObject({ attempts: 8, path: 'a' });
  });

  test('stays Failed with action 0', async () => {
    await formed({ way, nodes: ['a', 'b'], failsOn: ['a'], properties: { restartAction: 0 } });
    await role.online();
    await role.pass(10 * RETRY_MS);
    expect(await totalsOf(role)).toMatchObject({ attempts: 1, path: 'a', state: 'Failed' });
  });

  test('has the same totals after Tidemark is killed at any event', async () => {
    const plan = { way, nodes: ['a', 'b', 'c'], failsOn: ['a', 'b', 'c'] };
    await formed(plan);
    const before = (await role.cluster.log()).length;
    await role.online();
    await role.pass(RETRY_MS + 600_000);
    const { quietFrom: end, ...whole } = await totalsOf(role);
    expect(end).toBeGreaterThan(RETRY_MS);
    const log = await role.cluster.log();
    for (let cut = before + 1; cut < log.length; cut += 1) {
      if (isOneAppend(log[cut - 1], log[cut])) continue;
      const now = log[cut - 1]?.recordedAt.getTime() ?? 0;
      const again = await FailingRole.resume(plan, await copyOf(log.slice(0, cut)), now);
      await again.pass(RETRY_MS + 600_000 - now);
      expect({ cut, ...(await totalsOf(again)) }).toMatchObject({ cut, ...whole });
      await again.cluster.stop();
    }
  });
});

/** True for two events of one append: the log has either both or neither. */
const isOneAppend = (one: Recorded | undefined, other: Recorded | undefined): boolean =>
  one?.metadata.command.id === other?.metadata.command.id;

const copyOf = async (log: readonly Recorded[]): Promise<InMemoryEventStore> => {
  const store = new InMemoryEventStore(() => new Date(0));
  for (const { id, event, metadata, stream, revision, recordedAt } of log)
    await store.append(stream, [{ id, ...event, metadata, recordedAt }], revision - 1n);
  return store;
};
