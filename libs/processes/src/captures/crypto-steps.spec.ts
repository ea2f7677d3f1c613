import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { type CheckpointId, type KeyId, type NodeId, type ResourceId } from '#domain';
import { captureKey, type CommandEnvelope } from '#processes';
import { idOf, SimulatedCluster } from '#testing/processes';

const APP = idOf('resource app') as ResourceId;
const A = idOf('a') as NodeId;
const CHECKPOINT = idOf('crypto checkpoint') as CheckpointId;
const NAME = { type: 24, provider: 'Contoso CSP', container: 'C' };

let cluster: SimulatedCluster;

const key = (
  id: string,
  command: Extract<CommandEnvelope, { kind: 'key' }>['command'],
): CommandEnvelope => ({
  kind: 'key',
  id,
  command,
});

/** Puts a key into the container C of node `a`. The fingerprint of the key is its name. */
const store = async (name: string, provider = NAME.provider): Promise<void> => {
  await cluster.run(key(idOf(name), { type: 'SealKey', data: { sealed: `sealed ${name}` } }));
  const { type, container } = NAME;
  const data = { type, provider, name: container, fingerprint: name, exportable: true };
  const ids = { container: idOf(`container ${provider}`) as never, key: idOf(name) as KeyId };
  await cluster.onNode('a', { type: 'StoreKeyContainer', data: { ...data, ...ids } });
};

const addCheckpoint = async (name = NAME): Promise<void> => {
  const copy = captureKey(CHECKPOINT, 1, 'k1');
  await cluster.run(key(copy, { type: 'CopyKey', data: { from: idOf('k1') as KeyId } }));
  const source = { node: A, nodeRevision: cluster.clusterState.revision('node', A) };
  const taken = { source, fingerprint: 'k1', exportable: true, key: copy };
  const data = { checkpoint: CHECKPOINT, name: 'C', ...name, taken };
  const command = { type: 'AddCryptoCheckpoint', data } as const;
  await cluster.run({ kind: 'resource', id: APP, command });
};

const types = async (): Promise<readonly string[]> =>
  (await cluster.log()).map(({ event }) => event.type);

const captured = (): string | undefined => {
  const app = cluster.clusterState.resource(APP);
  return app.status === 'open' ? app.crypto.get(CHECKPOINT)?.fingerprint : undefined;
};

beforeEach(async () => {
  cluster = new SimulatedCluster();
  await cluster.form(['app']);
  await store('k1');
});

afterEach(async () => {
  await cluster.stop();
  expect(cluster.defects).toEqual([]);
});

test('no capture refers to a copy of erased keys', async () => {
  const gone = { type: 'CopyKey', data: { from: idOf('never sealed') as KeyId } } as const;
  await expect(cluster.run(key(idOf('copy'), gone))).rejects.toMatchObject({
    status: 'NTE_BAD_KEYSET',
  });
});

test('a capture of erased keys is not restored, and the resource has a missing restore', async () => {
  await addCheckpoint();
  await cluster.run(key(captureKey(CHECKPOINT, 1, 'k1'), { type: 'EraseKey', data: {} }));
  await cluster.bring('app', 'online');
  expect(cluster.clusterState.onlineAt(APP)).toBe(A);
  const found = await types();
  expect(found).toContain('CryptoCheckpointRestoreFailed');
  expect(found).not.toContain('KeyContainerRestored');
});

test('a key that is erased before its capture leaves the last capture in place', async () => {
  await addCheckpoint();
  await cluster.bring('app', 'online');
  const container = idOf('container Contoso CSP') as never;
  await cluster.onNode('a', { type: 'DeleteKeyContainer', data: { container } });
  await cluster.bring('app', 'offline');
  expect(captured()).toBe('k1');
  await cluster.bring('app', 'online');
  expect(await types()).not.toContain('CryptoCheckpointRestoreFailed');
});

test('a new default provider while the resource is online leads to a capture of its keys', async () => {
  const { type } = NAME;
  const setDefault = (provider: string): Promise<void> =>
    cluster.onNode('a', { type: 'SetDefaultProvider', data: { type, provider } });
  await setDefault('Contoso CSP');
  await addCheckpoint({ ...NAME, provider: '' });
  await cluster.bring('app', 'online');
  await store('k2', 'Other CSP');
  expect(captured()).toBe('k1');
  await setDefault('Other CSP');
  await cluster.pass(0);
  expect(captured()).toBe('k2');
});
