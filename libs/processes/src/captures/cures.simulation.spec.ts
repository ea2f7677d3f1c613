import { expect, test } from '@jest/globals';

import { ClusterError } from '#clusapi';
import {
  type GroupId,
  type RegistryCheckpoint,
  type ResourceEvent,
  type ResourceId,
} from '#domain';
import { InMemoryEventStore } from '#event-store';
import { type CommandEnvelope } from '#processes';
import {
  applyChanges,
  emptyTree,
  findKey,
  getValue,
  hashKey,
  type RegistryChange,
  type RegistryKey,
} from '#registry';
import {
  cureCopy,
  cureLive,
  cureOf,
  idOf,
  seeded,
  SimulatedCluster,
  SlowStore,
  type Cured,
} from '#testing/processes';

/** `TIDEMARK_RACES=500 TIDEMARK_SEED=1000 npm test -- cures.simulation` races more, and others. */
const RACES = Number(process.env['TIDEMARK_RACES'] ?? 120);
const SEED = Number(process.env['TIDEMARK_SEED'] ?? 1);

const KEY = 'SOFTWARE\\Contoso\\App';
const GROUP = idOf('group app') as GroupId;
const APP = idOf('resource app') as ResourceId;

const set = (name: string, text: string): RegistryChange => ({
  ...{ op: 'set', key: KEY, name },
  value: { type: 'REG_SZ', text },
});
const GOOD = findKey(applyChanges(emptyTree, [set('port', 'good')]), KEY);

/** A cluster in which a bad value was captured after a good one, and the random numbers of a race. */
type Race = Readonly<{
  cluster: SimulatedCluster;
  /** The process that cures: the same, or another one on the same log. */
  curer: SimulatedCluster;
  random: () => number;
}>;

const begin = async (seed: number): Promise<Race> => {
  const random = seeded(seed);
  const store = new SlowStore(new InMemoryEventStore(() => new Date(0)), random);
  const cluster = new SimulatedCluster(store);
  await cluster.form(['app']);
  cluster.fold.onDomainEvent(({ event }) => {
    learn(cluster, event as ResourceEvent);
  });
  await cluster.edit('a', [set('port', 'good')]);
  await cluster.addCheckpoint('app', KEY);
  await cluster.bring('app', 'online');
  await cluster.edit('a', [set('port', 'bad')]);
  await cluster.runner.idle();
  store.isSlow = true;
  if (random() < 0.5) await cluster.bring('app', 'offline');
  if (random() < 0.3) await unrestored(cluster);
  await cluster.runner.idle();
  return { cluster, random, curer: random() < 0.5 ? cluster : await another(store, random) };
};

/** A process that follows a log and runs nothing by itself. */
const another = async (store: SlowStore, random: () => number): Promise<SimulatedCluster> => {
  const slow = new SlowStore(store, random, 200);
  slow.isSlow = true;
  const other = new SimulatedCluster(slow, 'other ');
  await other.fold.start();
  return other;
};

/** Gives the fold the content of the first capture, as the engine does from the read model. */
const learn = ({ clusterState }: SimulatedCluster, { type, data }: ResourceEvent): void => {
  if (type !== 'RegistryCheckpointCaptured' || !('capture' in data.source)) return;
  if (data.source.capture === 1 && data.changes === undefined)
    clusterState.learnContent(data.checkpoint, { number: data.number, key: GOOD });
};

/** Online on node b, where the restore is missing. */
const unrestored = async (cluster: SimulatedCluster): Promise<void> => {
  const data = { key: KEY, holder: 'backup' };
  await cluster.onNode('b', { type: 'HoldRegistry', data });
  await cluster.edit('b', [set('port', 'stale')]);
  await cluster.move('app', 'b');
  await cluster.onNode('b', { type: 'ReleaseRegistry', data: { key: KEY } });
};

const checkpointOf = ({ clusterState }: SimulatedCluster): RegistryCheckpoint => {
  const [known] = clusterState.openResource(APP)?.checkpoints.values() ?? [];
  if (known === undefined) throw new Error('there is the checkpoint');
  return known;
};

/** A cure as a use case plans it: of the live key if the resource is online, else of the copy. */
const cure = async ({ curer, random }: Race): Promise<boolean> => {
  const envelope = planned(curer, random());
  if (envelope === undefined) return false;
  try {
    await curer.run(envelope);
    return true;
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return false;
  }
};

/** Undefined while the group is in an operation: a use case waits for its end. */
const planned = (curer: SimulatedCluster, kind: number): CommandEnvelope | undefined => {
  const of = idle(curer);
  if (of === undefined) return undefined;
  if (curer.clusterState.onlineAt(APP) !== undefined) return cureLive(curer, of, GOOD);
  if (kind < 0.4) return cureCopy(curer, of, { capture: 1, hash: hashKey(GOOD) });
  return kind < 0.7
    ? cureCopy(curer, of, { changes: [set('port', 'good')] })
    : placeCure(curer, of);
};

/** The checkpoint and its owner, if the group is in no operation. */
const idle = (curer: SimulatedCluster): Cured | undefined => {
  const group = curer.clusterState.openGroup(GROUP);
  const isPending = curer.clusterState.openResource(APP)?.state.endsWith('Pending') !== false;
  if (group === undefined || group.operation !== undefined || isPending) return undefined;
  const checkpoint = checkpointOf(curer).id;
  return { node: group.owner, group: GROUP, resource: APP, checkpoint };
};

/** A value of the node, and of the stored copy with it. */
const placeCure = (cluster: SimulatedCluster, of: Cured) =>
  cureOf(cluster, of, {
    targets: [],
    changes: [set('port', 'good')],
    copies: [{ changes: [set('port', 'good')] }],
  });

type Act = (race: Race) => Promise<unknown>;

const fail: Act = ({ cluster }) => {
  const node = cluster.clusterState.onlineAt(APP);
  if (node === undefined) return Promise.resolve();
  const nodeRevision = cluster.clusterState.revision('node', node);
  const data = { operation: cluster.newOperation(), nodeRevision, reason: 'x', at: 0 };
  return cluster.onResource('app', { type: 'FailResource', data });
};
const crash: Act = async ({ cluster }) => {
  await cluster.onNode('a', { type: 'CrashNode', data: { operation: cluster.newOperation() } });
  await cluster.startNode('a');
};

/** The acts of others meanwhile: none of them writes the port. */
const ACTS: readonly Act[] = [
  ({ cluster, random }) => cluster.edit('a', [set(`n${random()}`, 'x')]),
  ({ cluster, random }) => cluster.edit('b', [set(`n${random()}`, 'x')]),
  ({ cluster }) => cluster.begin('app', 'online'),
  ({ cluster }) => cluster.begin('app', 'offline'),
  ({ cluster }) => cluster.beginMove('app', 'b'),
  ({ cluster }) => cluster.beginMove('app', 'a'),
  fail,
  crash,
];

const wait = async ({ random }: Race): Promise<void> => {
  for (let left = Math.floor(random() * 300); left > 0; left -= 1) await Promise.resolve();
};

const ifRefused = (error: unknown): void => {
  if (!(error instanceof ClusterError)) throw error;
};

const others = async (race: Race): Promise<void> => {
  for (let left = 3; left > 0; left -= 1) {
    await wait(race);
    const act = ACTS[Math.floor(race.random() * ACTS.length)];
    await act?.(race).catch(ifRefused);
  }
};

const portIn = (key: RegistryKey | undefined): string | undefined => {
  const value = key && getValue(key, 'port');
  return value && 'text' in value ? value.text : undefined;
};

/** The port in the stored copy, and in the live key of the node on which the resource is online. */
const portsOf = (cluster: SimulatedCluster): readonly (string | undefined)[] => {
  const { clusterState } = cluster;
  const node = clusterState.onlineAt(APP);
  const content = clusterState.content(checkpointOf(cluster).id);
  const copy = content?.key === 'unknown' ? 'unknown' : portIn(content?.key);
  if (node === undefined) return [copy];
  return [copy, portIn(clusterState.registryKey(node, KEY))];
};

const quiet = async ({ cluster }: Race): Promise<void> => {
  await cluster.pass(10_000_000);
  await cluster.idle('app').catch(ifRefused);
  await cluster.runner.idle();
};

const seeds = Array.from({ length: RACES }, (_, index) => SEED + index);

test('a cure that is raced by others has its whole effect, or none', async () => {
  const outcomes = { cured: 0, refused: 0 };
  for (const seed of seeds) {
    const race = await begin(seed);
    const [isCured] = await Promise.all([
      wait(race).then(() => cure(race)),
      others(race),
      others(race),
    ]);
    await quiet(race);
    if (isCured) {
      outcomes.cured += 1;
      expect([seed, new Set(portsOf(race.cluster))]).toEqual([seed, new Set(['good'])]);
      const owner = race.cluster.clusterState.openGroup(GROUP)?.owner;
      await race.cluster.move('app', owner === idOf('a') ? 'b' : 'a').catch(ifRefused);
      await race.cluster.bring('app', 'online').catch(ifRefused);
      await quiet(race);
      expect([seed, new Set(portsOf(race.cluster))]).toEqual([seed, new Set(['good'])]);
    } else {
      outcomes.refused += 1;
      expect([seed, portsOf(race.cluster)]).not.toContain('good');
    }
    expect([seed, race.cluster.clusterState.owed.of(checkpointOf(race.cluster).id)]).toEqual([
      seed,
      [],
    ]);
    expect([seed, race.cluster.defects]).toEqual([seed, []]);
    await race.curer.stop();
    await race.cluster.stop();
  }
  expect(outcomes.cured).toBeGreaterThan(RACES / 4);
  expect(outcomes.refused).toBeGreaterThan(0);
});
