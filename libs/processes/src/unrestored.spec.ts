import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { type NodeId, type ResourceEvent, type ResourceId } from '#domain';
import { findKey, keyValues, type RegistryChange } from '#registry';
import { idOf, SimulatedCluster } from '#testing/processes';

const KEY = 'SOFTWARE\\Contoso\\App';
const APP = idOf('resource app') as ResourceId;
const [A, B] = [idOf('a') as NodeId, idOf('b') as NodeId];

const set = (name: string, text: string, key = KEY): RegistryChange => ({
  op: 'set',
  key,
  name,
  value: { type: 'REG_SZ', text },
});

type Captured = Extract<ResourceEvent, { type: 'RegistryCheckpointCaptured' }>['data'];

/** Node a has `v` = good, which is checkpointed; node b has `v` = stale, and its key is held. */
describe('a checkpoint whose restore fails while its resource comes online', () => {
  let cluster: SimulatedCluster;

  beforeEach(async () => {
    cluster = new SimulatedCluster();
    await cluster.form(['app', 'web']);
    await cluster.edit('a', [set('v', 'good')]);
    await cluster.edit('b', [set('v', 'stale'), set('w', 'stale')]);
    await cluster.addCheckpoint('app', KEY);
    await cluster.bring('app', 'online');
    await hold();
  });

  afterEach(async () => {
    await cluster.stop();
    expect(cluster.defects).toEqual([]);
  });

  const hold = (key = KEY): Promise<void> =>
    cluster.onNode('b', { type: 'HoldRegistry', data: { key, holder: 'winlogon' } });
  const release = (key = KEY): Promise<void> =>
    cluster.onNode('b', { type: 'ReleaseRegistry', data: { key } });

  const values = (node: NodeId, key = KEY): Readonly<Record<string, string>> | 'absent' => {
    const state = cluster.world.node(node);
    const found = state.status === 'present' ? findKey(state.registry, key) : undefined;
    if (found === undefined) return 'absent';
    const named = [...keyValues(found)].map(({ name, value }) => [
      name,
      'text' in value ? value.text : '',
    ]);
    return Object.fromEntries(named) as Readonly<Record<string, string>>;
  };

  /** The captures after the first one and the one by which the resource left node a. */
  const captures = async (): Promise<readonly Captured[]> => {
    const log = await cluster.log();
    return log
      .flatMap(({ event }) =>
        event.type === 'RegistryCheckpointCaptured' ? [event.data as Captured] : [],
      )
      .slice(2);
  };

  const reasons = async (): Promise<readonly string[]> =>
    (await captures()).map(({ reason }) => reason);

  const missing = (role = 'app'): readonly string[] => {
    const state = cluster.world.resource(idOf(`resource ${role}`) as ResourceId);
    return state.status === 'open' ? [...(state.window?.unrestored.keys() ?? [])] : [];
  };

  const crash = (node: string): Promise<void> =>
    cluster.onNode(node, { type: 'CrashNode', data: { operation: idOf('crash') as never } });

  test('is not captured when it comes online', async () => {
    await cluster.move('app', 'b');
    expect(cluster.world.onlineAt(APP)).toBe(B);
    expect(await captures()).toEqual([]);
    expect(missing()).toHaveLength(1);
  });

  test('says which node revision was tried, why, and who held the key', async () => {
    await cluster.move('app', 'b');
    const failed = (await cluster.log()).find(
      ({ event }) => event.type === 'RegistryCheckpointRestoreFailed',
    );
    expect(failed?.event.data).toMatchObject({
      capture: 2,
      cause: 'held',
      holder: 'winlogon',
      nodeRevision: cluster.world.revision('node', B),
    });
  });

  describe.each([
    ['offline', () => cluster.bring('app', 'offline').then(() => cluster.bring('app', 'online'))],
    ['a move back', () => Promise.resolve()],
    ['a stop of the node', () => cluster.stopNode('b')],
    ['a crash of the node', () => crash('b').then(() => cluster.runner.idle())],
  ] as const)('whose window closes by %s without an edit', (_, close) => {
    test('keeps the last good capture', async () => {
      await cluster.move('app', 'b');
      await close();
      if (cluster.world.onlineAt(APP) !== A) await cluster.move('app', 'a');
      expect(values(A)).toEqual({ v: 'good' });
      expect((await reasons()).filter((reason) => reason !== 'going-offline')).toEqual([]);
    });
  });

  test('keeps the last good capture where the node has no such key at all', async () => {
    await cluster.edit('b', [{ op: 'delete-key', key: KEY }]);
    await cluster.move('app', 'b');
    expect(values(B)).toBe('absent');
    await release();
    await cluster.move('app', 'a');
    expect(values(A)).toEqual({ v: 'good' });
  });

  test('captures an edit on top of the last good capture, and marks that', async () => {
    await cluster.move('app', 'b');
    await cluster.edit('b', [set('pid', '4711')]);
    const [captured, ...others] = await captures();
    const failed = (await cluster.log()).find(
      ({ event }) => event.type === 'RegistryCheckpointRestoreFailed',
    );
    expect(others).toEqual([]);
    expect(captured).toMatchObject({
      number: 3,
      reason: 'changed',
      source: { capture: 2 },
      changes: [set('pid', '4711')],
      overUnrestored: {
        restoreFailed: failed?.id,
        node: B,
        nodeRevision: cluster.world.revision('node', B),
      },
    });
    await release();
    await cluster.move('app', 'a');
    expect(values(A)).toEqual({ v: 'good', pid: '4711' });
    expect(await reasons()).toEqual(['changed']);
  });

  test('captures deletions, new keys and values set back, each where it stands', async () => {
    await cluster.move('app', 'b');
    await cluster.edit('b', [set('v', 'one')]);
    await cluster.edit('b', [set('v', 'stale'), { op: 'create-key', key: `${KEY}\\Empty` }]);
    await cluster.edit('b', [{ op: 'delete-value', key: KEY, name: 'w' }]);
    await release();
    await cluster.move('app', 'a');
    expect(values(A)).toEqual({ v: 'stale' });
    expect(values(A, `${KEY}\\Empty`)).toEqual({});
  });

  test('captures that its key, or a key above it, was deleted', async () => {
    await cluster.move('app', 'b');
    await cluster.edit('b', [{ op: 'delete-key', key: 'SOFTWARE\\Contoso' }]);
    await release();
    await cluster.move('app', 'a');
    expect(values(A)).toBe('absent');
  });

  test('leaves an edit from before the failed restore out of the merged copy', async () => {
    await cluster.edit('b', [set('x', 'offline')]);
    await cluster.move('app', 'b');
    await cluster.edit('b', [set('y', 'online')]);
    await release();
    await cluster.move('app', 'a');
    expect(values(A)).toEqual({ v: 'good', y: 'online' });
  });

  test('pays an edit that a crash left uncaptured before the group leaves', async () => {
    await cluster.move('app', 'b');
    await cluster.runner.stop();
    await cluster.edit('b', [set('pid', '4711')]);
    await crash('b');
    await cluster.runner.start();
    expect(await reasons()).toEqual(['recovered']);
    expect(cluster.world.onlineAt(APP)).toBe(A);
    expect(values(A)).toEqual({ v: 'good', pid: '4711' });
  });

  test('names the new node when the next restore fails elsewhere', async () => {
    await cluster.move('app', 'b');
    await cluster.onNode('a', { type: 'HoldRegistry', data: { key: KEY, holder: 'backup' } });
    await cluster.move('app', 'a');
    const state = cluster.world.resource(APP);
    expect(state.status === 'open' && state.window?.node).toBe(A);
    expect(missing()).toHaveLength(1);
    await cluster.edit('a', [set('z', '1')]);
    await release();
    await cluster.move('app', 'b');
    expect(values(B)).toEqual({ v: 'good', z: '1' });
  });

  test('splits edits that are too long for one event, and loses none', async () => {
    await cluster.move('app', 'b');
    const long = 'x'.repeat(60_000);
    const names = Array.from({ length: 30 }, (_, index) => `n${index}`);
    await cluster.runner.stop();
    for (const name of names) await cluster.edit('b', [set(name, long)]);
    await cluster.runner.start();
    const found = await captures();
    expect(found.length).toBeGreaterThan(1);
    await release();
    await cluster.move('app', 'a');
    expect(values(A)).toEqual({
      v: 'good',
      ...Object.fromEntries(names.map((name) => [name, long])),
    });
  });

  test('goes on where it was after a restart from the log', async () => {
    await cluster.move('app', 'b');
    await cluster.edit('b', [set('pid', '4711')]);
    await cluster.stop();
    const before = cluster;
    cluster = new SimulatedCluster(before.store, 'second ');
    await cluster.start();
    await cluster.edit('b', [set('pid', '4712')]);
    await release();
    await cluster.move('app', 'a');
    expect(values(A)).toEqual({ v: 'good', pid: '4712' });
  });

  describe('and another resource restores its own checkpoint there', () => {
    const clobber = async (key: string): Promise<void> => {
      await cluster.edit('a', [set('k', 'theirs', key)]);
      await cluster.addCheckpoint('web', key);
      await cluster.bring('web', 'online');
      await cluster.move('app', 'b');
      await release();
      await cluster.edit('a', [set('k', 'newer', key)]);
      await cluster.move('web', 'b');
    };

    test('takes the whole key where it is the same one', async () => {
      await clobber(KEY);
      const [captured] = (await captures()).filter(({ reason }) => reason === 'clobbered');
      expect(captured?.source).toMatchObject({ node: B });
      expect(captured?.overUnrestored).toBeUndefined();
      expect(missing()).toEqual([]);
      await cluster.move('app', 'a');
      expect(values(A)).toEqual(values(B));
    });

    test('takes what that changed where the other key lies in it', async () => {
      await clobber(`${KEY}\\Sub`);
      const [captured] = (await captures()).filter(({ reason }) => reason === 'clobbered');
      expect(captured?.changes).toEqual([set('k', 'newer', `${KEY}\\Sub`)]);
      expect(missing()).toHaveLength(1);
      await cluster.move('app', 'a');
      expect(values(A)).toEqual({ v: 'good' });
      expect(values(A, `${KEY}\\Sub`)).toEqual({ k: 'newer' });
    });
  });
});
