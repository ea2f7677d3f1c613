import {
  type CheckpointId,
  type GroupId,
  type NodeId,
  type OperationId,
  type ResourceId,
} from '#domain';
import { captureKey, liveKeyOf, type CommandEnvelope } from '#processes';
import { applyChanges, effectiveKey, emptyTree, findKey, type RegistryChange } from '#registry';

import { cureCopy, cureLive, type Cured } from './cure-commands.js';
import { idOf, type SimulatedCluster } from './simulated-cluster.js';

const KEY = 'SOFTWARE\\Contoso\\App';
export const GROUP = idOf('group') as GroupId;
export const [APP, DB] = [idOf('app') as ResourceId, idOf('db') as ResourceId];
export const [A, B] = [idOf('a') as NodeId, idOf('b') as NodeId];

const set = (name: string, text: string): RegistryChange => ({
  op: 'set',
  key: KEY,
  name,
  value: { type: 'REG_SZ', text },
});

const CLUSTER = 'test';
const directory = (
  command: Extract<CommandEnvelope, { kind: 'cluster' }>['command'],
): CommandEnvelope => ({
  kind: 'cluster',
  id: CLUSTER,
  command,
});
const onNode = (
  id: NodeId,
  command: Extract<CommandEnvelope, { kind: 'node' }>['command'],
): CommandEnvelope => ({
  kind: 'node',
  id,
  command,
});
const onGroup = (
  command: Extract<CommandEnvelope, { kind: 'group' }>['command'],
): CommandEnvelope => ({
  kind: 'group',
  id: GROUP,
  command,
});

/** A request: its command, given the id of its operation. */
export type Request = (cluster: SimulatedCluster, operation: OperationId) => CommandEnvelope;

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

const checkpoint: Request = ({ clusterState }) => {
  const taken = liveKeyOf(clusterState, A, effectiveKey(KEY, '64-bit'));
  const data = {
    checkpoint: idOf('checkpoint') as never,
    key: KEY,
    view: '64-bit',
    effectiveKey: effectiveKey(KEY, '64-bit'),
    taken,
  } as const;
  return { kind: 'resource', id: APP, command: { type: 'AddRegistryCheckpoint', data } };
};

/** Seals a text in place of a key. Its name is the fingerprint. */
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

const cryptoCheckpoint: Request = ({ clusterState }) => {
  const key = captureKey(CRYPTO, 1, 'k1');
  const source = { node: A, nodeRevision: clusterState.revision('node', A) };
  const name = { type: 24, provider: 'Contoso CSP', container: 'C' };
  const taken = { source, fingerprint: 'k1', exportable: true, key };
  const data = { checkpoint: CRYPTO, name: 'C', ...name, taken };
  return { kind: 'resource', id: APP, command: { type: 'AddCryptoCheckpoint', data } };
};

const edit =
  (node: NodeId, ...changes: readonly RegistryChange[]): Request =>
  () =>
    onNode(node, { type: 'ChangeRegistry', data: { changes } });

const CURED: Omit<Cured, 'node'> = {
  group: GROUP,
  resource: APP,
  checkpoint: idOf('checkpoint') as CheckpointId,
};

/** Makes the live key have one value. */
const cure =
  (node: NodeId, text: string): Request =>
  (cluster) => {
    const key = effectiveKey(KEY, '64-bit');
    const tree = applyChanges(emptyTree, [{ ...set('port', text), key }]);
    return cureLive(cluster, { ...CURED, node }, findKey(tree, key));
  };

/** Changes the stored copy, once. */
const cureStored =
  (node: NodeId, text: string): Request =>
  (cluster) => {
    const changes = [{ ...set('port', text), key: effectiveKey(KEY, '64-bit') }];
    return cureCopy(cluster, { ...CURED, node }, { changes });
  };

const STEPS: readonly Request[] = [
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
  cure(A, 'cured'),
  edit(B, set('port', 'stray')),
  (_, operation) => onGroup({ type: 'StartGroupMove', data: { operation, to: B } }),
  edit(B, set('port', 'three')),
  (_, operation) => onNode(B, { type: 'PauseNode', data: { operation, drain: {} } }),
  (_, operation) => onNode(B, { type: 'ResumeNode', data: { operation, failback: 'immediate' } }),
  edit(B, set('port', 'four')),
  cure(B, 'five'),
  (_, operation) => onNode(B, { type: 'CrashNode', data: { operation } }),
  ({ clusterState }, operation) => ({
    kind: 'resource',
    id: DB,
    command: {
      type: 'FailResource',
      data: { operation, nodeRevision: clusterState.revision('node', A), reason: 'test', at: 0 },
    },
  }),
  (_, operation) => onNode(B, { type: 'StartNode', data: { operation } }),
  (_, operation) => onNode(A, { type: 'StopNode', data: { operation } }),
  bring('offline', [DB]),
  cureStored(B, 'staged'),
  bring('online', [APP]),
];

/** A group is set up, edited, moved, drained, loses its node, and fails. */
export const SCENARIO: readonly Request[] = [...STEPS];

/** The id of the operation of a request. */
export const operationAt = (step: number): OperationId => idOf(`request ${step}`) as OperationId;
