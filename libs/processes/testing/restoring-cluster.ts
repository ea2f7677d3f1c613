import {
  type BackupId,
  type BackupRestore,
  type ClusterState,
  type OperationId,
  type ResourceEvent,
  type RestoreTarget,
} from '#domain';
import { applyChanges, findKey, treeWith, type RegistryKey } from '#registry';

import { idOf, type SimulatedCluster } from './simulated-cluster.js';

/** Contents of captures, by checkpoint and number. Several processes on one log may share it. */
type KnownContents = Map<string, RegistryKey | undefined>;

/** Gives the fold the contents that it lacks, as the engine does from the read model. */
export const learnContents = (
  { fold, clusterState }: SimulatedCluster,
  known: KnownContents = new Map(),
): KnownContents => {
  fold.onDomainEvent(({ event }) => {
    const { type, data } = event as ResourceEvent;
    if (type !== 'RegistryCheckpointCaptured') return;
    const { checkpoint: id, number, source, changes = [] } = data;
    const found = clusterState.content(id);
    if (found?.key === 'unknown' && 'capture' in source) {
      const from = known.get(`${id}/${source.capture}`);
      const key = effectiveKeyOf(clusterState, id);
      const content = findKey(applyChanges(treeWith(key, from), changes), key);
      clusterState.learnContent(id, { number, key: content });
    }
    const content = clusterState.content(id)?.key;
    if (content !== 'unknown') known.set(`${id}/${number}`, content);
  });
  return known;
};

const effectiveKeyOf = (state: ClusterState, id: string): string => {
  for (const resource of state.resourceIds()) {
    const key = state.openResource(resource)?.checkpoints.get(id as never)?.effectiveKey;
    if (key !== undefined) return key;
  }
  return '';
};

/** The target that a cluster state is, as it is now. */
export const targetOf = (state: ClusterState): RestoreTarget => {
  const view = state.fork();
  return {
    view,
    content: ({ checkpoint }) => {
      const key = view.content(checkpoint)?.key;
      if (key === 'unknown') throw new Error(`the content of checkpoint ${checkpoint} is unknown`);
      return key;
    },
    registryKey: (node, key) => view.registryKey(node, key),
  };
};

/** Tells a cluster the targets of restores, by the events that their backups end with. */
export const learnTargets = (
  { fold, clusterState }: SimulatedCluster,
  targets: ReadonlyMap<string, RestoreTarget>,
): void => {
  const learn = (): void => {
    const { cluster } = clusterState;
    if (cluster.status === 'absent' || cluster.restoring === undefined) return;
    const { operation, cut } = cluster.restoring;
    const target = targets.get(cut.event);
    if (target !== undefined && clusterState.target.of(operation) === undefined)
      clusterState.target.learn(operation, target);
  };
  fold.onDomainEvent(learn);
};

/** The restore of a backup whose last event has a name. */
export const restoreOf = (
  cut: string,
  operation: string,
  { what = { cluster: true }, newer = 'remove', force, formation }: Partial<BackupRestore> = {},
): BackupRestore => ({
  operation: operation as OperationId,
  backup: idOf(`backup ${cut}`) as BackupId,
  cut: { event: cut, stream: 'test.cluster-test', revision: 0 },
  ...{ what, newer },
  ...(force && { force }),
  ...(formation && { formation }),
});

/** Restores, and resolves when that has ended. */
export const carryOutRestore = async (
  cluster: SimulatedCluster,
  restore: BackupRestore,
): Promise<void> => {
  const command = { type: 'StartBackupRestore', data: restore } as const;
  await cluster.run({ kind: 'cluster', id: 'test', command }, restore.operation);
  await cluster.fold.until(['test.cluster-test'], () => {
    const { cluster: now } = cluster.clusterState;
    return now.status === 'formed' && now.restoring === undefined;
  });
};

/** The checkpoints that have no capture: a restore leaves the stored copies of these alone. */
export const withoutCapture = (state: ClusterState): ReadonlySet<string> =>
  new Set(
    state
      .resourceIds()
      .flatMap((id) => [...(state.openResource(id)?.checkpoints.values() ?? [])])
      .filter(({ captures }) => captures === 0)
      .map(({ id }) => id),
  );

/**
 * Everything that a restore of a cluster brings back, in a form that can be compared.
 *
 * @param without the checkpoints whose stored copies are left out
 */
export const configurationOf = (
  state: ClusterState,
  without: ReadonlySet<string> = withoutCapture(state),
): unknown => {
  const { cluster } = state;
  if (cluster.status === 'absent') return undefined;
  return {
    policy: cluster.clobberPolicy,
    nodes: [...cluster.nodes.values()].sort(byId),
    names: [...cluster.groupNames, ...cluster.resourceNames, ...cluster.nodeNames].sort(),
    groups: [...cluster.groups.values()].sort(byId).map(({ id, name }) => {
      const group = state.openGroup(id);
      return {
        ...{ id, name, policy: sorted(group?.policy), members: [...(group?.members ?? [])].sort() },
        dependencies: [...(group?.dependencies ?? [])].sort(),
      };
    }),
    resources: [...cluster.resources.values()].sort(byId).map(({ id, name, group, type }) => {
      const resource = state.openResource(id);
      return {
        ...{ id, name, group, type, of: resource?.group },
        ...{ properties: sorted(resource?.properties), persistent: resource?.persistentState },
        checkpoints: [...(resource?.checkpoints.values() ?? [])]
          .map((one) => [one.id, one.key, one.effectiveKey, without.has(one.id) || one.hash])
          .sort(),
      };
    }),
  };
};

const byId = (one: Readonly<{ id: string }>, other: Readonly<{ id: string }>): number =>
  one.id < other.id ? -1 : 1;

const sorted = (fields: object = {}): object => Object.fromEntries(Object.entries(fields).sort());
