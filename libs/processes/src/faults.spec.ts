import { describe, expect, test } from '@jest/globals';

import {
  type CheckpointId,
  type GroupId,
  type NodeId,
  type OperationId,
  type ResourceId,
} from '#domain';
import { InMemoryEventStore, StoreUnavailable, type EventStore, type Recorded } from '#event-store';
import { captureKey, takenNow, type Addressed } from '#processes';
import { effectiveKey, hashKey, type RegistryChange } from '#registry';
import { FaultyStore, idOf, SimulatedCluster, type Fault } from '#testing/processes';

const KEY = 'SOFTWARE\\Contoso\\App';
const GROUP = idOf('group') as GroupId;
const [APP, DB] = [idOf('app') as ResourceId, idOf('db') as ResourceId];
const [A, B] = [idOf('a') as NodeId, idOf('b') as NodeId];

const set = (name: string, text: string): RegistryChange => ({
  op: 'set',
  key: KEY,
  name,
  value: { type: 'REG_SZ', text },
});

const CLUSTER = 'test';
const directory = (command: Extract<Addressed, { kind: 'cluster' }>['command']): Addressed => ({
  kind: 'cluster',
  id: CLUSTER,
  command,
});
const onNode = (
  id: NodeId,
  command: Extract<Addressed, { kind: 'node' }>['command'],
): Addressed => ({
  kind: 'node',
  id,
  command,
});
const onGroup = (command: Extract<Addressed, { kind: 'group' }>['command']): Addressed => ({
  kind: 'group',
  id: GROUP,
  command,
});

/** A request: what it asks for, given the operation it is. */
type Request = (cluster: SimulatedCluster, operation: OperationId) => Addressed;

const add =
  (resource: ResourceId, name: string): Request =>
  () =>
    directory({
      type: 'AddResource',
      data: { resource, name, type: 'Generic Service', group: GROUP },
    });

const bring =
  (kind: 'online' | 'offline', resources: readonly ResourceId[]): Request =>
  (_, operation) =>
    onGroup({ type: 'StartGroupOperation', data: { operation, kind, resources, persist: true } });

const checkpoint: Request = ({ world }) => {
  const taken = takenNow(world, A, effectiveKey(KEY, '64-bit'));
  const data = {
    checkpoint: idOf('checkpoint') as never,
    key: KEY,
    view: '64-bit',
    effectiveKey: effectiveKey(KEY, '64-bit'),
    taken,
  } as const;
  return { kind: 'resource', id: APP, command: { type: 'AddRegistryCheckpoint', data } };
};

/** A sealed text stands for a key; its name for its fingerprint. */
const seal =
  (name: string): Request =>
  () => ({
    kind: 'key',
    id: idOf(name),
    command: { type: 'SealKey', data: { sealed: `sealed ${name}` } },
  });

const storeKey =
  (node: NodeId, name: string): Request =>
  () =>
    onNode(node, {
      type: 'StoreKeyContainer',
      data: {
        container: idOf(`container of ${name}`) as never,
        type: 24,
        provider: 'Contoso CSP',
        name: 'C',
        exportable: true,
        fingerprint: name,
        key: idOf(name) as never,
      },
    });

const CRYPTO = idOf('crypto checkpoint') as CheckpointId;

const copyKey: Request = () => ({
  kind: 'key',
  id: captureKey(CRYPTO, 1, 'k1'),
  command: { type: 'CopyKey', data: { from: idOf('k1') as never } },
});

const cryptoCheckpoint: Request = ({ world }) => {
  const key = captureKey(CRYPTO, 1, 'k1');
  const source = { node: A, nodeRevision: world.revision('node', A) };
  const name = { type: 24, provider: 'Contoso CSP', container: 'C' };
  const taken = { source, fingerprint: 'k1', exportable: true, key };
  const data = { checkpoint: CRYPTO, name: 'C', ...name, taken };
  return { kind: 'resource', id: APP, command: { type: 'AddCryptoCheckpoint', data } };
};

const edit =
  (node: NodeId, ...changes: readonly RegistryChange[]): Request =>
  () =>
    onNode(node, { type: 'ChangeRegistry', data: { changes } });

/** A role is set up, edited, moved, drained, loses its node, and fails. */
const SCENARIO: readonly Request[] = [
  () =>
    directory({
      type: 'FormCluster',
      data: { name: CLUSTER, logId: idOf('log'), types: ['Generic Service'] },
    }),
  () => directory({ type: 'AddNode', data: { node: A, name: 'a' } }),
  () => directory({ type: 'AddNode', data: { node: B, name: 'b' } }),
  () =>
    directory({
      type: 'AddGroup',
      data: { group: GROUP, name: 'role', owner: A, preferredOwners: [] },
    }),
  add(APP, 'app'),
  add(DB, 'db'),
  () => onGroup({ type: 'AddDependency', data: { resource: APP, provider: DB, isOnline: false } }),
  edit(A, set('port', 'one')),
  checkpoint,
  seal('k1'),
  storeKey(A, 'k1'),
  copyKey,
  cryptoCheckpoint,
  bring('online', [APP]),
  seal('k2'),
  storeKey(A, 'k2'),
  edit(A, set('port', 'two'), set('host', 'x')),
  edit(B, set('port', 'stray')),
  (_, operation) => onGroup({ type: 'StartGroupMove', data: { operation, to: B } }),
  edit(B, set('port', 'three')),
  (_, operation) => onNode(B, { type: 'PauseNode', data: { operation, drain: {} } }),
  (_, operation) => onNode(B, { type: 'ResumeNode', data: { operation, failback: 'immediate' } }),
  edit(B, set('port', 'four')),
  (_, operation) => onNode(B, { type: 'CrashNode', data: { operation } }),
  ({ world }, operation) => ({
    kind: 'resource',
    id: DB,
    command: {
      type: 'FailResource',
      data: { operation, nodeRevision: world.revision('node', A), reason: 'test', at: 0 },
    },
  }),
  (_, operation) => onNode(B, { type: 'StartNode', data: { operation } }),
  (_, operation) => onNode(A, { type: 'StopNode', data: { operation } }),
  bring('offline', [DB]),
];

const operationAt = (step: number): OperationId => idOf(`request ${step}`) as OperationId;

/** Goes on with the scenario from wherever the log is; false when the power went. */
const play = async (store: EventStore, dead: Promise<void>): Promise<boolean> => {
  const cluster = new SimulatedCluster(store);
  const playing = playOn(cluster).then(() => true);
  const lives = await Promise.race([playing, dead.then(() => false)]);
  if (!lives) return false;
  expect(cluster.defects).toEqual([]);
  await cluster.stop();
  return true;
};

const playOn = async (cluster: SimulatedCluster): Promise<void> => {
  await cluster.start();
  const done = await requested(cluster);
  for (const [step, request] of SCENARIO.entries()) {
    const operation = operationAt(step);
    if (step > done) await insist(() => cluster.run(request(cluster, operation), operation));
    await cluster.pass(1000);
  }
};

/** The last request that the log has anything of; what was erased since leaves no trace. */
const requested = async (cluster: SimulatedCluster): Promise<number> => {
  const operations = new Set((await cluster.log()).map(({ metadata }) => metadata.operation));
  return SCENARIO.findLastIndex((_, step) => operations.has(operationAt(step)));
};

/** A client tries again what the store could not take. */
const insist = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    await work();
  }
};

const NEVER = new Promise<void>(() => undefined);

/** Each stream's events without times, ids and positions; `recovered` counts as `changed`. */
const toldBy = async (store: EventStore): Promise<Readonly<Record<string, readonly string[]>>> => {
  const streams: Record<string, string[]> = {};
  for await (const { stream, event } of store.readLog())
    (streams[stream] ??= []).push(`${event.type} ${plain(event)}`);
  return streams;
};

const plain = ({ data }: Recorded['event']): string =>
  JSON.stringify(data, (key, value: unknown) =>
    key === 'operation' || key === 'at' || key === 'nodeRevision' ? undefined : value,
  ).replaceAll('"recovered"', '"changed"');

const worldOf = async (store: EventStore): Promise<unknown> => {
  const cluster = new SimulatedCluster(store);
  await cluster.fold.start();
  const { world } = cluster;
  const node = (id: NodeId): unknown => {
    const state = world.node(id);
    return state.status === 'present' && [state.state, hashKey(state.registry)];
  };
  const resource = (id: ResourceId): unknown => {
    const state = world.resource(id);
    return state.status === 'open' && [state.state, state.persistentState, world.onlineAt(id)];
  };
  const group = world.group(GROUP);
  const owner = group.status === 'open' && [group.owner, group.operation];
  await cluster.fold.stop();
  return { nodes: [node(A), node(B)], resources: [resource(APP), resource(DB)], owner };
};

const undisturbed = async (): Promise<{ store: EventStore; count: number }> => {
  const store = new InMemoryEventStore(() => new Date(0));
  const counting = new FaultyStore(store, 0, 'fails');
  await play(counting, NEVER);
  return { store, count: counting.count };
};

/** Everything is done with two processes at once on the log. */
const playTwice = async (store: EventStore): Promise<void> => {
  const [one, other] = [new SimulatedCluster(store), new SimulatedCluster(store, 'other ')];
  await other.start();
  await one.start();
  for (const [step, request] of SCENARIO.entries()) {
    const operation = operationAt(step);
    await one.run(request(one, operation), operation);
    await settled(one, other);
    await Promise.all([one.pass(1000), other.pass(1000)]);
    await settled(one, other);
  }
  expect([...one.defects, ...other.defects]).toEqual([]);
  await Promise.all([one.stop(), other.stop()]);
};

/** Neither writes any more, and both have folded all that was written. */
const settled = async (...clusters: readonly SimulatedCluster[]): Promise<void> => {
  for (let before; ;) {
    const head = await clusters[0]?.store.head();
    if (head !== undefined && head === before) return;
    before = head;
    for (const { fold, runner } of clusters) {
      if (head !== undefined) await fold.reached(head);
      await runner.idle();
    }
  }
};

describe('a scenario of lifecycle', () => {
  test('does no step twice with two processes at once', async () => {
    const { store: whole } = await undisturbed();
    const store = new InMemoryEventStore(() => new Date(0));
    await playTwice(store);
    expect(await worldOf(store)).toEqual(await worldOf(whole));
    expect(await toldBy(store)).toEqual(await toldBy(whole));
  });

  test.each<Fault>(['fails', 'cut before', 'cut after'])(
    'ends the same whichever append %s',
    async (fault) => {
      const { store: whole, count } = await undisturbed();
      const [told, end] = [await toldBy(whole), await worldOf(whole)];
      expect(count).toBeGreaterThan(80);
      for (let nth = 1; nth <= count; nth += 1) {
        const store = new InMemoryEventStore(() => new Date(0));
        const faulty = new FaultyStore(store, nth, fault);
        if (!(await play(faulty, faulty.dead))) await play(store, NEVER);
        expect([nth, await worldOf(store)]).toEqual([nth, end]);
        expect([nth, await toldBy(store)]).toEqual([nth, told]);
      }
    },
    120_000,
  );
});
