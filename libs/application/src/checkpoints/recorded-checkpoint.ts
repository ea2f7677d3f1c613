import { streamName, type ResourceEvent } from '#domain';

import { resolveEver } from '../names.js';
import { NoSuchThing } from '../no-such-thing.js';
import { type Moment } from '../reading/moment.js';
import { type RunningCluster } from '../running-cluster.js';

type Added = Extract<ResourceEvent, { type: 'RegistryCheckpointAdded' | 'CryptoCheckpointAdded' }>;

/**
 * The addition of a checkpoint, which tells what it covers. A checkpoint that was deleted, and one of
 * a resource that was deleted, is found too: its captures still answer.
 *
 * @throws NoSuchThing if the resource never had the checkpoint up to that moment
 */
export const recordedCheckpoint = (
  { name, reads }: RunningCluster,
  moment: Moment,
  { resource, id }: Readonly<{ resource: string; id: string }>,
): Added => {
  const owner = resolveEver(moment, 'resources', resource);
  const stream = streamName(name, 'resource', owner);
  const filter = { stream, checkpoint: id, to: moment.position };
  const [first] = reads.events.list(filter, { limit: 1, order: 'oldest' });
  if (first !== undefined) return first.event as Added;
  const within = { kind: 'resource', id: owner, revision: -1 } as const;
  throw new NoSuchThing('ERROR_FILE_NOT_FOUND', { kind: 'checkpoint', nameOrId: id, within });
};
