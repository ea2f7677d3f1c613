import {
  keyAfter,
  type CheckpointId,
  type DataOf,
  type OwedCopy,
  type RegistryCheckpoint,
  type ResourceCommand,
  type ResourceId,
  type ClusterState,
} from '#domain';
import { hashKey } from '#registry';

import { type Step } from '../execution/step.js';

type Promised = Pick<DataOf<ResourceCommand, 'CaptureCure'>, 'source' | 'changes' | 'hash'>;

/** The next step for each stored copy that a cure of a node's registry has promised. */
export const owedSteps = (clusterState: ClusterState, id: ResourceId): readonly Step[] =>
  [...(clusterState.openResource(id)?.checkpoints.values() ?? [])].flatMap((checkpoint) => {
    const [owed] = clusterState.owed.of(checkpoint.id);
    if (owed === undefined) return [];
    const promised = promisedBy(owed, clusterState, checkpoint);
    return promised === undefined
      ? []
      : [owedStep(clusterState, { id, checkpoint, owed, promised })];
  });

/** True if a stored copy is not yet as cures have promised. */
export const isOwed = (clusterState: ClusterState, checkpoint: CheckpointId): boolean =>
  clusterState.owed.of(checkpoint).length > 0;

/** Undefined while only the log has the last capture, to which the changes apply. */
const promisedBy = (
  { copy, hash, node, nodeRevision }: OwedCopy,
  clusterState: ClusterState,
  { id, captures, effectiveKey }: RegistryCheckpoint,
): Promised | undefined => {
  if (copy === 'live') return { source: { node, nodeRevision }, hash: hash ?? '' };
  if ('capture' in copy) return { source: { capture: copy.capture }, hash: copy.hash };
  const content = clusterState.content(id);
  if (content?.number !== captures || content.key === 'unknown') return undefined;
  const { changes } = copy;
  const after = keyAfter(content.key, changes, effectiveKey);
  return { source: { capture: captures }, changes, hash: hashKey(after) };
};

const owedStep = (
  clusterState: ClusterState,
  {
    id,
    checkpoint,
    owed: { node, nodeRevision, undoing, copy, by },
    promised,
  }: Readonly<{
    id: ResourceId;
    checkpoint: RegistryCheckpoint;
    owed: OwedCopy;
    promised: Promised;
  }>,
): Step => {
  const isLive = copy === 'live' && clusterState.onlineAt(id) === node;
  const cure = { ...undoing, by: { node, nodeRevision } };
  const { id: of, captures } = checkpoint;
  const data = { checkpoint: of, captures, ...promised, cure };
  const command = { type: 'CaptureCure', data } as const;
  return { kind: 'resource', id, ...(isLive && { rule: 'R1' }), command, cause: by };
};
