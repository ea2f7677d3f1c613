import { expect, test } from '@jest/globals';

import { type GroupId, type NodeId, type OperationId, type ResourceId } from '#domain';
import { InMemoryEventStore, type EventStore } from '#event-store';
import { findKey, getValue } from '#registry';
import { FreezingStore, idOf, SimulatedCluster } from '#testing/processes';

const KEY = 'SOFTWARE\\Contoso\\App';
const GROUP = idOf('group app') as GroupId;
const APP = idOf('resource app') as ResourceId;
const [B, C] = [idOf('b') as NodeId, idOf('c') as NodeId];
const MOVE = idOf('move') as OperationId;

/**
 * A group that is online on `a`, one of three nodes. The process that set it up only follows the
 * log.
 */
const setUp = async (store: EventStore): Promise<SimulatedCluster> => {
  const cluster = new SimulatedCluster(store, 'operator ');
  await cluster.form(['app']);
  const command = { type: 'AddNode', data: { node: C, name: 'c' } } as const;
  await cluster.run({ kind: 'cluster', id: 'test', command });
  const value = { type: 'REG_SZ', text: 'captured' } as const;
  await cluster.edit('a', [{ op: 'set', key: KEY, name: 'v', value }]);
  await cluster.addCheckpoint('app', KEY);
  await cluster.bring('app', 'online');
  await cluster.runner.stop();
  return cluster;
};

const settled = async (...clusters: readonly SimulatedCluster[]): Promise<void> => {
  for (let before; ;) {
    const head = await clusters[0]?.store.head();
    if (head === undefined || head === before) return;
    before = head;
    for (const { fold, runner } of clusters) {
      await fold.reached(head);
      await runner.idle();
    }
  }
};

const HARMLESS = new Set(['GroupFenced', 'NodeStarted']);

/** The events on the lost node after its loss. */
const lateOn = async (cluster: SimulatedCluster, id: NodeId): Promise<readonly string[]> => {
  const types = (await cluster.log())
    .filter(({ stream }) => stream === `test.node-${id}`)
    .map(({ event }) => event.type);
  return types.slice(types.lastIndexOf('NodeCrashed') + 1).filter((type) => !HARMLESS.has(type));
};

const whereabouts = ({ clusterState }: SimulatedCluster): unknown => {
  const group = clusterState.group(GROUP);
  if (group.status !== 'open') return 'nowhere';
  const node = clusterState.node(group.owner);
  if (node.status === 'absent') return 'nowhere';
  const key = findKey(node.registry, KEY);
  return {
    state: node.state,
    isThere: clusterState.onlineAt(APP) === group.owner,
    operation: group.operation,
    value: key && getValue(key, 'v'),
  };
};

/**
 * One process freezes at its nth step of a move; the destination is lost; another process redirects
 * the move and completes it; then the first one resumes. False if there was no such step.
 */
const overtake = async (nth: number, isBack: boolean): Promise<boolean> => {
  const store = new InMemoryEventStore(() => new Date(0));
  const operator = await setUp(store);
  const freezing = new FreezingStore(store, nth);
  const slow = new SimulatedCluster(freezing, 'slow ');
  await slow.start();
  const data = { operation: MOVE, to: B };
  await operator.run({ kind: 'group', id: GROUP, command: { type: 'StartGroupMove', data } }, MOVE);
  const moved = operator.idle('app').then(() => false);
  if (!(await Promise.race([freezing.frozen.then(() => true), moved]))) return false;

  await operator.onNode('b', { type: 'CrashNode', data: { operation: idOf('crash') as never } });
  const quick = new SimulatedCluster(store, 'quick ');
  await quick.start();
  await settled(quick, operator);
  if (isBack) await operator.startNode('b');
  await settled(quick, operator);
  const head = await store.head();
  freezing.thaw();
  await settled(slow, quick, operator);
  await slow.pass(1000);

  expect({ nth, head: await store.head() }).toEqual({ nth, head });
  expect({ nth, late: await lateOn(quick, B) }).toEqual({ nth, late: [] });
  const value = { type: 'REG_SZ', text: 'captured' };
  for (const cluster of [quick, slow])
    expect({ nth, is: whereabouts(cluster) }).toEqual({
      nth,
      is: { state: 'Up', isThere: true, operation: undefined, value },
    });
  expect([...slow.defects, ...quick.defects]).toEqual([]);
  await Promise.all([slow.stop(), quick.stop(), operator.stop()]);
  return true;
};

test.each([
  ['stays down', false],
  ['is up again', true],
])(
  'a process that was overtaken by a redirect does no further step; the lost node %s',
  async (_, isBack) => {
    let steps = 0;
    while (await overtake(steps + 1, isBack)) steps += 1;
    expect(steps).toBeGreaterThanOrEqual(9);
  },
);
