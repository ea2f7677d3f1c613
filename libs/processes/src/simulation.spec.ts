import { describe, expect, test } from '@jest/globals';

import { World, type GroupId, type NodeId, type ResourceId } from '#domain';
import { Executor, Fold, InMemoryEventStore, toFact, uuidV5, type Metadata } from '#event-store';
import { effectiveKey, findKey, getValue, type RegistryChange } from '#registry';

import { directoryCompletion } from './directory.js';
import { groupOperation } from './group-operation.js';
import { nodeStop } from './node-stop.js';
import { owedCaptures } from './owed-captures.js';
import { takenNow } from './owed.js';
import { perform } from './perform.js';
import { ProcessRunner } from './runner.js';
import { type Addressed } from './step.js';
import { worldTarget } from './world-target.js';

const CLUSTER = 'test';
const KEY = 'SOFTWARE\\Contoso\\App';
const id = (name: string): string => uuidV5('00000000-0000-0000-0000-000000000000', name);
const A = id('a') as NodeId;
const B = id('b') as NodeId;
const ROLE = id('role') as GroupId;
const APP = id('app') as ResourceId;

const set = (text: string): RegistryChange => ({
  op: 'set',
  key: KEY,
  name: 'Port',
  value: { type: 'REG_SZ', text },
});

/** The whole below HTTP, on a log in memory. */
class Cluster {
  readonly store = new InMemoryEventStore(() => new Date(0));
  readonly world = new World();
  readonly fold = new Fold(this.store, worldTarget(this.world, CLUSTER));
  readonly executor = new Executor({
    store: this.store,
    fold: this.fold,
    jitter: () => Promise.resolve(),
  });
  private commands = 0;
  readonly runner = new ProcessRunner({
    world: this.world,
    processes: [directoryCompletion, groupOperation, nodeStop, owedCaptures],
    execute: async (step, trigger) => {
      const metadata = this.metadata(step.operation ?? trigger?.operation ?? id('none'));
      const rule = step.rule === undefined ? {} : { rule: step.rule };
      const { events } = await perform({ executor: this.executor, cluster: CLUSTER }, step, {
        metadata: { ...metadata, ...rule },
      });
      return events.length;
    },
    pause: () => Promise.resolve(),
    onDefect: (error) => {
      this.defects.push(error);
    },
  });
  readonly defects: unknown[] = [];

  async start(): Promise<void> {
    await this.fold.start();
    this.fold.onFact((recorded) => {
      const fact = toFact(CLUSTER, recorded);
      const { operation } = recorded.metadata;
      if (fact !== undefined) this.runner.observe(fact, { operation, causation: recorded.id });
    });
    await this.runner.start();
  }

  async run(addressed: Addressed, operation = id('request')): Promise<void> {
    const metadata = this.metadata(operation);
    await perform({ executor: this.executor, cluster: CLUSTER }, addressed, { metadata });
  }

  async types(): Promise<readonly string[]> {
    const types: string[] = [];
    for await (const { event } of this.store.readLog()) types.push(event.type);
    return types;
  }

  port(node: NodeId): string | undefined {
    const state = this.world.node(node);
    const key = state.status === 'present' ? findKey(state.registry, KEY) : undefined;
    const value = key && getValue(key, 'port');
    return value && 'text' in value ? value.text : undefined;
  }

  private metadata(operation: string): Metadata {
    this.commands += 1;
    return {
      actor: 'test',
      authentication: 'none',
      command: { id: id(`command ${this.commands}`), type: 'test' },
      operation,
      causation: operation,
    };
  }
}

const formed = async (): Promise<Cluster> => {
  const cluster = new Cluster();
  await cluster.start();
  const types = ['Generic Service'];
  const add = (command: Extract<Addressed, { kind: 'cluster' }>['command']): Promise<void> =>
    cluster.run({ kind: 'cluster', id: CLUSTER, command });
  await add({ type: 'FormCluster', data: { name: CLUSTER, logId: id('log'), types } });
  await add({ type: 'AddNode', data: { node: A, name: 'a' } });
  await add({ type: 'AddNode', data: { node: B, name: 'b' } });
  await add({ type: 'AddGroup', data: { group: ROLE, name: 'r', owner: A, preferredOwners: [] } });
  const entry = { resource: APP, name: 'app', type: 'Generic Service', group: ROLE };
  await add({ type: 'AddResource', data: entry });
  await cluster.fold.until(['test.group-' + ROLE], () => {
    const group = cluster.world.group(ROLE);
    return group.status === 'open' && group.members.has(APP);
  });
  return cluster;
};

const edit = (cluster: Cluster, node: NodeId, text: string): Promise<void> =>
  cluster.run({
    kind: 'node',
    id: node,
    command: { type: 'ChangeRegistry', data: { changes: [set(text)] } },
  });

const addCheckpoint = (cluster: Cluster): Promise<void> =>
  cluster.run({
    kind: 'resource',
    id: APP,
    command: {
      type: 'AddRegistryCheckpoint',
      data: {
        checkpoint: id('checkpoint') as never,
        key: KEY,
        view: '64-bit',
        effectiveKey: effectiveKey(KEY, '64-bit'),
        taken: takenNow(cluster.world, A, KEY),
      },
    },
  });

const idle = (cluster: Cluster): Promise<void> =>
  cluster.fold.until(['test.group-' + ROLE], () => {
    const group = cluster.world.group(ROLE);
    return group.status === 'open' && group.operation === undefined;
  });

const bring = async (cluster: Cluster, kind: 'online' | 'offline', n: string): Promise<void> => {
  const operation = id(n) as never;
  const data = { operation, kind, resources: [APP], persist: true };
  await cluster.run(
    { kind: 'group', id: ROLE, command: { type: 'StartGroupOperation', data } },
    operation,
  );
  await idle(cluster);
};

const move = async (cluster: Cluster, to: NodeId, n: string): Promise<void> => {
  const operation = id(n) as never;
  const data = { operation, to };
  await cluster.run(
    { kind: 'group', id: ROLE, command: { type: 'StartGroupMove', data } },
    operation,
  );
  await idle(cluster);
};

describe('a cluster below HTTP', () => {
  test('carries a resource online, captures a change, and restores it on the other node', async () => {
    const cluster = await formed();
    await edit(cluster, A, 'one');
    await addCheckpoint(cluster);
    await bring(cluster, 'online', 'o1');
    await edit(cluster, A, 'two');
    await edit(cluster, B, 'stray');
    await move(cluster, B, 'm1');
    expect(cluster.defects).toEqual([]);
    expect(cluster.world.onlineAt(APP)).toBe(B);
    expect(cluster.port(B)).toBe('two');
    expect(await cluster.types()).toEqual(
      expect.arrayContaining(['GroupMoveStarted', 'GroupOwnerChanged', 'GroupMoveCompleted']),
    );
  });

  test('overwrites an offline edit when the resource comes online', async () => {
    const cluster = await formed();
    await edit(cluster, A, 'one');
    await addCheckpoint(cluster);
    await bring(cluster, 'online', 'o1');
    await bring(cluster, 'offline', 'o2');
    await edit(cluster, A, 'lost');
    await bring(cluster, 'online', 'o3');
    expect(cluster.port(A)).toBe('one');
  });

  test('gives its groups away when a node stops, and takes what is online offline without another', async () => {
    const cluster = await formed();
    await edit(cluster, A, 'one');
    await addCheckpoint(cluster);
    await bring(cluster, 'online', 'o1');
    const stop = (node: NodeId): Promise<void> =>
      cluster.run({
        kind: 'node',
        id: node,
        command: { type: 'StopNode', data: { operation: id(`stop ${node}`) as never } },
      });
    await stop(A);
    await cluster.fold.until(['test.node-' + A], () => {
      const state = cluster.world.node(A);
      return state.status === 'present' && state.state === 'Down';
    });
    await idle(cluster);
    expect(cluster.world.onlineAt(APP)).toBe(B);
    await stop(B);
    await cluster.fold.until(['test.node-' + B], () => {
      const state = cluster.world.node(B);
      return state.status === 'present' && state.state === 'Down';
    });
    expect(cluster.world.onlineAt(APP)).toBeUndefined();
    await cluster.run({
      kind: 'node',
      id: B,
      command: { type: 'StartNode', data: { operation: id('start') as never } },
    });
    await cluster.fold.until(['test.resource-' + APP], () => cluster.world.onlineAt(APP) === B);
    expect(cluster.defects).toEqual([]);
  });
});
