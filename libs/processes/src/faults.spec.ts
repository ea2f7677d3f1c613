import { describe, expect, test } from '@jest/globals';

import { type GroupId, type NodeId, type OperationId, type ResourceId } from '#domain';
import { InMemoryEventStore, StoreUnavailable, type EventStore, type Recorded } from '#event-store';
import { takenNow, type Addressed } from '#processes';
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
  bring('online', [APP]),
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
  for (const [step, request] of SCENARIO.entries()) {
    const operation = operationAt(step);
    const log = await cluster.log();
    if (!log.some(({ metadata }) => metadata.operation === operation))
      await insist(() => cluster.run(request(cluster, operation), operation));
    await cluster.pass(1000);
  }
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

describe('a scenario of lifecycle', () => {
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
