import {
  capturedIn,
  cryptoHazardsOf,
  groupState,
  hazardsOf,
  isCrypto,
  nameOf,
  nodeState,
  resourceState,
  type Hazard,
  type Named,
} from '#application';
import {
  ABSENT_CONTAINER,
  defaultProvider,
  type CryptoCheckpoint,
  type RegistryCheckpoint,
  type ResourceId,
  type ClusterView,
} from '#domain';
import { type Recorded } from '#event-store';
import { type ReadModels } from '#read-models';

import { type CaptureShape, type CheckpointShape } from './checkpoint-schemas.js';
import { changeShape } from '../registry/change-shape.js';
import { unrestoredShape } from './unrestored-shape.js';

/** The JSON of a checkpoint. */
export const checkpointShape = (
  { clusterState, reads }: Readonly<{ clusterState: ClusterView; reads: ReadModels }>,
  resource: ResourceId,
  checkpoint: RegistryCheckpoint | CryptoCheckpoint,
): CheckpointShape => {
  const { id, captures } = checkpoint;
  return {
    id,
    ...(isCrypto(checkpoint)
      ? cryptoShape(clusterState, resource, checkpoint)
      : registryCheckpoint(checkpoint)),
    captures,
    unrestored: unrestoredShape(clusterState, resourceState(clusterState, resource), checkpoint),
    capturedAt: captures === 0 ? null : capturedAt({ clusterState, reads }, checkpoint),
    hazards: hazardsIn(clusterState, resource, checkpoint),
  };
};

/** The hazards of a checkpoint of either kind. */
export const hazardsIn = (
  clusterState: ClusterView,
  resource: ResourceId,
  checkpoint: RegistryCheckpoint | CryptoCheckpoint,
): readonly Hazard[] =>
  isCrypto(checkpoint)
    ? cryptoHazardsOf(clusterState, resource, checkpoint)
    : hazardsOf(clusterState, resource, checkpoint);

/** The place of the last capture in the log, and the moment of its node. */
const capturedAt = (
  { clusterState, reads }: Readonly<{ clusterState: ClusterView; reads: ReadModels }>,
  { id, captures, source }: RegistryCheckpoint | CryptoCheckpoint,
): CheckpointShape['capturedAt'] => {
  const last = reads.captures.get(id, captures, reads.position);
  return {
    position: last === undefined ? null : String(last.position),
    recordedAt: last?.recordedAt.toISOString() ?? null,
    node: nameOf(clusterState, 'nodes', source.node) ?? null,
    nodeRevision: source.nodeRevision,
  };
};

/** The fields of a checkpoint that depend on its kind. */
type Described = Pick<CheckpointShape, 'kind' | 'key' | 'view' | 'effectiveKey' | 'hash'>;

const registryCheckpoint = ({
  key,
  view,
  effectiveKey,
  captures,
  hash,
}: RegistryCheckpoint): Described => ({
  kind: 'registry',
  key,
  view,
  effectiveKey,
  hash: captures === 0 ? null : hash,
});

/**
 * The JSON of a crypto checkpoint. An empty provider is shown as the default provider of the
 * present owner.
 */
const cryptoShape = (
  clusterState: ClusterView,
  resource: ResourceId,
  { name, type, provider, container, fingerprint }: CryptoCheckpoint,
): Described => {
  const { owner } = groupState(clusterState, resourceState(clusterState, resource).group);
  const used =
    provider === '' ? (defaultProvider(nodeState(clusterState, owner), type) ?? '') : provider;
  return {
    kind: 'crypto',
    key: name,
    view: null,
    effectiveKey: `${type}\\${used}\\${container}`,
    hash: shownHash(fingerprint),
  };
};

/** Null if there is no key container. An absent registry key has a hash. */
const shownHash = (hash: string): string | null => (hash === ABSENT_CONTAINER ? null : hash);

const momentShape = (
  clusterState: Named,
  { node, nodeRevision }: Readonly<{ node: string; nodeRevision: number }>,
): Readonly<{ node: string; nodeRevision: number }> => ({
  node: nameOf(clusterState, 'nodes', node) ?? node,
  nodeRevision,
});

/** The JSON of a capture without its content. */
export const captureShape = (
  clusterState: Named,
  recorded: Recorded,
  changed: CaptureShape['changed'],
): CaptureShape => {
  const { number, reason, hash, source, changes, overUnrestored, clobberedBy } =
    capturedIn(recorded);
  return {
    number,
    reason,
    hash: shownHash(hash),
    source: 'node' in source ? momentShape(clusterState, source) : source,
    changes: changes?.map(changeShape) ?? null,
    changed,
    overUnrestored: overUnrestored
      ? {
          restoreFailed: overUnrestored.restoreFailed,
          ...momentShape(clusterState, overUnrestored),
        }
      : null,
    position: String(recorded.position),
    recordedAt: recorded.recordedAt.toISOString(),
    operation: recorded.metadata.operation,
    rule: recorded.metadata.rule ?? null,
    by: { actor: recorded.metadata.actor, reason: recorded.metadata.reason ?? null },
    clobberedBy: clobberedBy ?? null,
  };
};
