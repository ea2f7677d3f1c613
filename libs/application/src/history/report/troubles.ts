import {
  blockingHold,
  parseStream,
  type CheckpointId,
  type ClusterView,
  type NodeId,
  type ResourceEvent,
  type ResourceId,
  type RestoreFailureCause,
} from '#domain';
import { type Recorded } from '#event-store';

/** A restore that failed in an operation. Names are looked up; the checkpoint is an id. */
export type FailedRestore = Readonly<{
  resource: string;
  node: string;
  checkpoint: string;
  capture: number;
  /** The key or the container, as typed. */
  key: string;
  cause: RestoreFailureCause | undefined;
  holder: string | undefined;
  /** The physical key that a program still holds open at the end of the operation. */
  heldKey: string | undefined;
}>;

/** A resource that failed in an operation. */
export type FailedResource = Readonly<{ resource: string; node: string; reason: string }>;

/** The failures among the events of an operation, each once. It has ids, not names. */
export type Troubles = Readonly<{
  restores: readonly FailedRestore[];
  resources: readonly FailedResource[];
}>;

/** @param state the state as of the end of the operation, which knows the keys of checkpoints */
export const troublesAmong = (events: readonly Recorded[], state: ClusterView): Troubles => {
  const open: Open = { restores: new Map(), resources: new Map(), state };
  for (const { stream, event } of events) {
    const resource = parseStream(stream)?.id ?? '';
    take(open, resource as ResourceId, event as ResourceEvent);
  }
  return { restores: [...open.restores.values()], resources: [...open.resources.values()] };
};

type Open = Readonly<{
  restores: Map<string, FailedRestore>;
  resources: Map<string, FailedResource>;
  state: ClusterView;
}>;

/** A failure is forgotten when the restore, or the resource, succeeds after all. */
const take = (
  { restores, resources, state }: Open,
  resource: ResourceId,
  { type, data }: ResourceEvent,
): void => {
  switch (type) {
    case 'RegistryCheckpointRestoreFailed':
    case 'CryptoCheckpointRestoreFailed': {
      const { checkpoint, node, capture, cause, holder } = data;
      const place = placeOf(state, { resource, checkpoint, node });
      const failed = { resource, node, checkpoint, capture, cause, holder, ...place };
      restores.set(`${checkpoint}/${node}`, failed);
      return;
    }
    case 'RegistryCheckpointRestored':
    case 'CryptoCheckpointRestored':
      restores.delete(`${data.checkpoint}/${data.node}`);
      return;
    case 'ResourceFailed':
      resources.set(resource, { resource, node: data.node, reason: data.reason });
      return;
    case 'ResourceOnline':
      resources.delete(resource);
      return;
    default:
      return;
  }
};

const placeOf = (
  state: ClusterView,
  {
    resource,
    checkpoint,
    node,
  }: Readonly<{ resource: ResourceId; checkpoint: CheckpointId; node: NodeId }>,
): Pick<FailedRestore, 'key' | 'heldKey'> => {
  const found = state.openResource(resource);
  const registry = found?.checkpoints.get(checkpoint);
  if (registry === undefined)
    return { key: found?.crypto.get(checkpoint)?.name ?? checkpoint, heldKey: undefined };
  const on = state.presentNode(node);
  return { key: registry.key, heldKey: on && blockingHold(registry.effectiveKey, on)?.key };
};
