import { ClusterError } from '#clusapi';
import { type GroupId, type NodeId } from '#domain';
import { disturbedBy, planRestore, type Planned } from '#processes';

import { nameOf } from '../names.js';
import { requireInBackup } from './restored-part.js';

/**
 * Refuses a restore before its first event.
 *
 * @throws ClusterError ERROR_RESOURCE_ONLINE without force, if a running application would be disturbed
 * @throws ClusterError if a node is not there, out of reach, or newer and still active; or if something
 *   else makes the restore impossible
 */
export const requireRestorable = (planned: Planned): void => {
  requireInBackup(planned);
  const { restore, present, things, newer } = planned;
  if (restore.formation !== undefined) requireKnown(planned, restore.formation.node);
  for (const { node } of things.registries) requireReachable(planned, node);
  if (restore.newer === 'remove') for (const node of newer.nodes) requireInactive(planned, node);
  const [first] = restore.force === true ? [] : disturbedBy(planned);
  if (first !== undefined) {
    const name = nameOf(present, 'resources', first.resource) ?? first.resource;
    throw new ClusterError(
      'ERROR_RESOURCE_ONLINE',
      `${name} is online, and ${first.why}: take it offline, or send "force": true`,
    );
  }
  planRestore(planned);
};

/** The node that forms the cluster is not one that the backup removes. */
const requireKnown = ({ present, newer }: Planned, id: NodeId): void => {
  if (newer.nodes.includes(id))
    throw new ClusterError(
      'ERROR_CLUSTER_NODE_NOT_FOUND',
      `node ${nameOf(present, 'nodes', id) ?? id} is newer than the backup: another one has to form the cluster`,
    );
};

const requireReachable = ({ present, things }: Planned, id: NodeId): void => {
  const node = present.presentNode(id);
  const isListed = present.nodeIds().includes(id) || things.nodes.includes(id);
  if (node === undefined || !isListed)
    throw new ClusterError('ERROR_CLUSTER_NODE_NOT_FOUND', `node ${id} was evicted`);
  if (node.hasCrashed)
    throw new ClusterError(
      'ERROR_CLUSTER_NODE_DOWN',
      `node ${node.name} has crashed and is out of reach`,
    );
};

/** A node that is newer is evicted, which needs a node that is Down and owns no group. */
const requireInactive = ({ restore, present, newer }: Planned, id: NodeId): void => {
  const { name = id, state = 'not open' } = present.presentNode(id) ?? {};
  const group = present.groupsOn(id).find((one) => !newer.groups.includes(one));
  const stops = restore.formation?.others.includes(id) === true;
  const way = state === 'Down' || stops ? ownership(present, group) : `is ${state}: stop it first`;
  if (way === undefined) return;
  throw new ClusterError(
    'ERROR_CANT_EVICT_ACTIVE_NODE',
    `node ${name} is newer than the backup, and ${way}, or send "newer": "keep"`,
  );
};

const ownership = (present: Planned['present'], group: GroupId | undefined): string | undefined =>
  group && `owns ${nameOf(present, 'groups', group) ?? group}: move it first`;
