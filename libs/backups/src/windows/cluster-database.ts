import { type ClusterView, type FormedCluster, type GroupId, type ResourceEntry } from '#domain';
import {
  applyChanges,
  emptyTree,
  joinKey,
  type RegistryChange,
  type RegistryTree,
  type RegistryValue,
} from '#registry';

import { numberedContainers, numberedKeys } from './numbered.js';

/** Settings for which Windows has no place stand below a key of this name. */
const OWN = 'Tidemark';

/** The part of a revision that a DWORD holds. */
const DWORDS = 2 ** 32;

type Values = Readonly<Record<string, string | number | readonly string[]>>;

const valueOf = (value: string | number | readonly string[]): RegistryValue => {
  if (typeof value === 'string') return { type: 'REG_SZ', text: value };
  // -1 is the DWORD 0xFFFFFFFF.
  return typeof value === 'number'
    ? { type: 'REG_DWORD', number: value >>> 0 }
    : { type: 'REG_MULTI_SZ', texts: value };
};

const keyWith = (key: string, values: Values): readonly RegistryChange[] => [
  { op: 'create-key', key },
  ...Object.entries(values).map(([name, value]) => ({
    op: 'set' as const,
    ...{ key, name, value: valueOf(value) },
  })),
];

/**
 * The cluster's configuration as the cluster database of Windows has it: a key for each resource
 * type, node, group and resource ([MS-CMRP] 3.1.1.2), and the checkpoints of a resource under `RegSync`.
 * The keys of things are their ids.
 *
 * @throws Error for a log without events
 */
export const clusterDatabase = (view: ClusterView): RegistryTree => {
  const { cluster } = view;
  if (cluster.status === 'absent') throw new Error('a log without events has no cluster');
  const { name, nodes, types } = cluster;
  const tag = view.revision('cluster', name);
  return applyChanges(emptyTree, [
    ...keyWith('', { ClusterName: name, PaxosTag: tag % DWORDS }).slice(1),
    ...[...types.values()].flatMap((type) => keyWith(joinKey('ResourceTypes', type), {})),
    ...[...nodes.values()].flatMap((node) =>
      keyWith(joinKey('Nodes', node.id), { NodeName: node.name }),
    ),
    ...groupKeys(view, cluster),
    ...[...cluster.resources.values()].flatMap((resource) => resourceKeys(view, resource)),
  ]);
};

const groupKeys = (view: ClusterView, { groups }: FormedCluster): readonly RegistryChange[] =>
  [...groups.values()].flatMap(({ id, name }) =>
    keyWith(joinKey('Groups', id), { Name: name, ...policyOf(view, id) }),
  );

const policyOf = (view: ClusterView, id: GroupId): Values => {
  const group = view.openGroup(id);
  if (group === undefined) return {};
  const { policy, members } = group;
  return {
    Contains: [...members],
    PreferredOwners: policy.preferredOwners,
    FailoverThreshold: policy.failoverThreshold,
    FailoverPeriod: policy.failoverPeriod,
    AutoFailbackType: policy.autoFailbackType,
    FailbackWindowStart: policy.failbackWindowStart,
    FailbackWindowEnd: policy.failbackWindowEnd,
  };
};

const resourceKeys = (
  view: ClusterView,
  { id, name, type }: ResourceEntry,
): readonly RegistryChange[] => {
  const key = joinKey('Resources', id);
  const resource = view.openResource(id);
  if (resource === undefined) return keyWith(key, { Name: name, Type: type });
  const { persistentState, properties } = resource;
  const { possibleOwners } = properties;
  const keys = numberedKeys(resource);
  const namesIn = (wanted: '64-bit' | '32-bit'): Values =>
    Object.fromEntries(
      keys
        .filter(({ checkpoint }) => checkpoint.view === wanted)
        .map(({ number, checkpoint }) => [number, checkpoint.key]),
    );
  const containers = numberedContainers(resource).map(
    ({ number, checkpoint }) => [number, checkpoint.name] as const,
  );
  return [
    ...keyWith(key, {
      ...{ Name: name, Type: type, PersistentState: persistentState === 'Online' ? 1 : 0 },
      RestartAction: properties.restartAction,
      RestartThreshold: properties.restartThreshold,
      RestartPeriod: properties.restartPeriod,
      RestartDelay: properties.restartDelay,
      RetryPeriodOnFailure: properties.retryPeriodOnFailure,
      PendingTimeout: properties.pendingTimeout,
      ...(possibleOwners !== null && { PossibleOwners: possibleOwners }),
    }),
    ...listed(joinKey(key, 'RegSync'), namesIn('64-bit')),
    ...listed(joinKey(OWN, key, 'RegSync32'), namesIn('32-bit')),
    ...listed(joinKey(OWN, key, 'CryptoSync'), Object.fromEntries(containers)),
  ];
};

const listed = (key: string, values: Values): readonly RegistryChange[] =>
  Object.keys(values).length === 0 ? [] : keyWith(key, values);
