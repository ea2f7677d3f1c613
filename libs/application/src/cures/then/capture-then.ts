import { ClusterError } from '#clusapi';
import { type CheckpointId, type NodeId, type ResourceId } from '#domain';

import { type CopyTarget } from '../../checkpoints/copy-target.js';
import { momentIn } from '../../reading/moment.js';
import { type RunningCluster } from '../../running-cluster.js';

/** A moment to which a cure goes back. */
export type Then = Readonly<{
  position: bigint;
  /** Id of the last event up to the moment. */
  since: string | undefined;
  /** The number of the last capture of a checkpoint at the moment; undefined if it had none. */
  captureOf: (resource: ResourceId, checkpoint: string) => number | undefined;
  hasNode: (node: NodeId) => boolean;
}>;

/**
 * The moment that the field `to/at` of a request names.
 *
 * @throws RequestRefusal for a text that is no moment; FutureMoment; NoSuchTag
 */
export const thenOf = async (cluster: RunningCluster, at: string): Promise<Then> => {
  const moment = await momentIn(cluster, { at }, '/to/at');
  const { position, clusterState } = moment;
  return {
    position,
    since: cluster.reads.events.lastUpTo(position)?.id,
    captureOf: (resource, id) => {
      const { checkpoints, crypto } = clusterState.openResource(resource) ?? {};
      const known = checkpoints?.get(id as CheckpointId) ?? crypto?.get(id as CheckpointId);
      return known === undefined || known.captures === 0 ? undefined : known.captures;
    },
    hasNode: (node) => clusterState.presentNode(node) !== undefined,
  };
};

/**
 * @throws ClusterError ERROR_FILE_NOT_FOUND if there is no such capture
 */
export const requireCapture = ({ checkpoint: { captures } }: CopyTarget, number: number): void => {
  if (captures === 0)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', 'the checkpoint has no capture yet');
  if (number > captures)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such capture: ${number}`);
};
