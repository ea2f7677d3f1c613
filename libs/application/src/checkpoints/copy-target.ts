import { hash as digest } from 'node:crypto';

import { ClusterError } from '#clusapi';
import {
  ABSENT_CONTAINER,
  findContainer,
  type CryptoCheckpoint,
  type GroupId,
  type NodeId,
  type OpenResource,
  type PresentNode,
  type RegistryCheckpoint,
  type ResourceId,
  type ClusterState,
} from '#domain';
import { findKey, hashKey } from '#registry';

import { groupState, nodeState, resourceState } from '../names.js';
import { RequestRefusal } from '../refusals.js';
import { findCheckpoint, isCrypto } from './find-checkpoint.js';

/** A checkpoint, and the node where its resource runs or would run. */
type TargetOf<Checkpoint> = Readonly<{
  resource: ResourceId;
  state: OpenResource;
  group: GroupId;
  epoch: number;
  node: NodeId;
  on: PresentNode;
  checkpoint: Checkpoint;
}>;

export type RegistryTarget = TargetOf<RegistryCheckpoint>;
export type CryptoTarget = TargetOf<CryptoCheckpoint>;
export type CopyTarget = RegistryTarget | CryptoTarget;

/**
 * The target of a command that replaces a stored copy, or replaces a live key by its stored copy.
 *
 * @throws ClusterError ERROR_INVALID_STATE while the resource is pending
 */
export const copyTarget = (
  clusterState: ClusterState,
  resource: ResourceId,
  id: string,
): CopyTarget => {
  const checkpoint = findCheckpoint(clusterState, resource, id);
  const state = resourceState(clusterState, resource);
  if (state.state === 'OnlinePending' || state.state === 'OfflinePending')
    throw new ClusterError('ERROR_INVALID_STATE', `the resource is ${state.state}`);
  const { owner: node, epoch } = groupState(clusterState, state.group);
  const on = nodeState(clusterState, node);
  if (on.hasCrashed)
    throw new ClusterError('ERROR_CLUSTER_NODE_DOWN', `node ${on.name} has crashed`);
  // The compiler does not split an object into a union by the type of one property.
  return { resource, state, group: state.group, epoch, node, on, checkpoint } as CopyTarget;
};

export const isRegistry = (target: CopyTarget): target is RegistryTarget =>
  !isCrypto(target.checkpoint);

/**
 * The hash of the live key or the fingerprint of the live container; ABSENT_CONTAINER if there is
 * no container.
 */
export const liveHash = (on: PresentNode, checkpoint: CopyTarget['checkpoint']): string =>
  isCrypto(checkpoint)
    ? (findContainer(on, checkpoint)?.fingerprint ?? ABSENT_CONTAINER)
    : hashKey(findKey(on.registry, checkpoint.effectiveKey));

/**
 * A hash of the live key, the stored copy and the requested capture. It changes when one of them
 * does.
 */
export const expectOf = (
  { on, checkpoint }: Pick<CopyTarget, 'on' | 'checkpoint'>,
  capture: number,
): string => {
  const { id, captures } = checkpoint;
  const copy = isCrypto(checkpoint) ? checkpoint.fingerprint : checkpoint.hash;
  return digest('sha256', JSON.stringify([id, liveHash(on, checkpoint), captures, copy, capture]));
};

/**
 * @throws RequestRefusal if the state has changed since the preview
 */
export const requireExpected = (actual: string, expect: string | undefined): void => {
  if (expect === undefined || expect === actual) return;
  const detail = 'something has changed since the preview: request a new preview';
  throw new RequestRefusal('moved', detail, [{ pointer: '/expect', detail }]);
};
