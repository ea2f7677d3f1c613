import { expect, test } from '@jest/globals';

import { ClusterError } from '#clusapi';
import { type GroupId, type OpenGroup, type ResourceId, type ResourceProperties } from '#domain';
import { InMemoryEventStore, type Recorded } from '#event-store';
import { idOf, NervousClock, seeded, SimulatedCluster } from '#testing/processes';

const FAILURES = Number(process.env['TIDEMARK_FAILURES'] ?? 2000);
const ROLES = Array.from({ length: 100 }, (_, index) => `app ${index}`);
const NODES = ['a', 'b', 'c'];
const FAILOVER_MS = 6 * 3_600_000;

type Policy = Pick<
  ResourceProperties,
  'restartAction' | 'restartThreshold' | 'restartPeriod' | 'restartDelay' | 'retryPeriodOnFailure'
>;

const policyOf = (random: () => number): Policy => {
  const below = (limit: number): number => Math.floor(random() * limit);
  const restartPeriod = 1 + below(200);
  return {
    restartAction: ([1, 2, 2, 2] as const)[below(4)] ?? 2,
    restartThreshold: below(4),
    restartPeriod,
    restartDelay: below(20),
    retryPeriodOnFailure: restartPeriod + below(50),
  };
};

/** The consequence of a failure, and its time. */
type Answer = Readonly<{ type: 'restart' | 'failover'; at: number; to?: string }>;

/** A second implementation of the policies, over the history of one group. */
class Role {
  private node = 0;
  private failures: number[] = [];
  private failovers: number[] = [];
  /** The consequence that must come next. */
  expected: Answer | undefined;

  constructor(private readonly policy: Policy) {}

  fails(at: number): void {
    const { restartThreshold, restartPeriod, restartAction } = this.policy;
    this.failures.push(at);
    const recent = this.failures.filter((earlier) => earlier > at - restartPeriod).length;
    const moved = this.failovers.filter((earlier) => earlier > at - FAILOVER_MS).length;
    if (recent <= restartThreshold) this.expect('restart', at + this.policy.restartDelay);
    else if (restartAction === 2 && moved < NODES.length - 1) this.failsOver(at);
    else this.expect('restart', at + this.policy.retryPeriodOnFailure);
  }

  private failsOver(at: number): void {
    this.node = (this.node + 1) % NODES.length;
    this.failovers.push(at);
    this.failures = [];
    this.expected = { type: 'failover', at, to: idOf(NODES[this.node] ?? '') };
  }

  private expect(type: 'restart', at: number): void {
    this.expected = { type, at };
  }
}

const answerOf = ({ event, recordedAt }: Recorded): Answer | undefined => {
  const at = recordedAt.getTime();
  const data = event.data as { kind?: string; reason?: string; to?: string };
  if (event.type === 'GroupOperationStarted' && data.kind === 'restart')
    return { type: 'restart', at };
  return event.type === 'GroupMoveStarted' && data.reason === 'failover' && data.to !== undefined
    ? { type: 'failover', at, to: data.to }
    : undefined;
};

/** Each failure of the log whose consequence differs from its policy. */
const faultsOf = (
  log: readonly Recorded[],
  policies: ReadonlyMap<string, Policy>,
): readonly unknown[] =>
  ROLES.flatMap((name) => {
    const policy = policies.get(name);
    if (policy === undefined) return [];
    const role = new Role(policy);
    const streams = [
      `test.group-${idOf(`group ${name}`)}`,
      `test.resource-${idOf(`resource ${name}`)}`,
    ];
    return log
      .filter(({ stream }) => streams.includes(stream))
      .flatMap((recorded): readonly unknown[] => {
        if (recorded.event.type === 'ResourceFailed') role.fails(recorded.recordedAt.getTime());
        const answer = answerOf(recorded);
        if (answer === undefined) return [];
        const { expected } = role;
        role.expected = undefined;
        return JSON.stringify(answer) === JSON.stringify(expected)
          ? []
          : [{ name, answer, expected }];
      })
      .concat(role.expected === undefined ? [] : [{ name, missing: role.expected }]);
  });

const fail = async (cluster: SimulatedCluster, name: string): Promise<boolean> => {
  const group = cluster.clusterState.group(idOf(`group ${name}`) as GroupId) as OpenGroup;
  const id = idOf(`resource ${name}`) as ResourceId;
  if (cluster.clusterState.onlineAt(id) === undefined) return false;
  const nodeRevision = cluster.clusterState.revision('node', group.owner);
  const at = cluster.clock.now();
  const data = { operation: cluster.newOperation(), nodeRevision, reason: 'test', at };
  try {
    await cluster.onResource(name, { type: 'FailResource', data });
    return true;
  } catch (error) {
    if (error instanceof ClusterError) return false;
    throw error;
  }
};

/** Some resources fail as soon as they are online, during the operation that brought them there. */
const failingAtOnce = (cluster: SimulatedCluster, random: () => number) => {
  const names = new Map(ROLES.map((name) => [`test.resource-${idOf(`resource ${name}`)}`, name]));
  const sudden = { length: 0, isOver: false };
  cluster.fold.onDomainEvent(({ stream, event }) => {
    const name = names.get(stream);
    if (sudden.isOver || name === undefined || event.type !== 'ResourceOnline') return;
    if (random() > 0.1) return;
    void fail(cluster, name).then((hasFailed) => {
      if (hasFailed) sudden.length += 1;
    });
  });
  return sudden;
};

test('each of 2,000 failures in 100 resources has the consequence of its policy', async () => {
  const random = seeded(15);
  const clock = new NervousClock(random);
  const store = new InMemoryEventStore(() => new Date(clock.now()));
  const cluster = new SimulatedCluster(store, '', clock);
  await cluster.form(ROLES, NODES);
  const policies = new Map(ROLES.map((name) => [name, policyOf(random)]));
  for (const [name, policy] of policies) {
    await cluster.onResource(name, { type: 'ConfigureResource', data: policy });
    await cluster.bring(name, 'online');
  }
  const sudden = failingAtOnce(cluster, random);
  let failures = 0;
  while (failures + sudden.length < FAILURES) {
    const name = ROLES[Math.floor(random() * ROLES.length)] ?? '';
    if (await fail(cluster, name)) failures += 1;
    await cluster.pass(Math.floor(random() * 4));
  }
  sudden.isOver = true;
  await cluster.pass(1000);
  const log = await cluster.log();
  expect(log.filter(({ event }) => event.type === 'ResourceFailed')).toHaveLength(
    failures + sudden.length,
  );
  expect(faultsOf(log, policies)).toEqual([]);
  expect(
    ROLES.filter(
      (name) => cluster.clusterState.onlineAt(idOf(`resource ${name}`) as ResourceId) === undefined,
    ),
  ).toEqual([]);
  expect(cluster.defects).toEqual([]);
  await cluster.stop();
});
