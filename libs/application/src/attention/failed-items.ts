import { type ClusterView, type NodeId, type OpenResource, type ResourceId } from '#domain';
import { bestNode, canHost, resourcePolicyState } from '#processes';

import { mayRunOn } from '../hazards/possible-owners.js';
import { shownName } from '../names.js';
import { allowNode, bringOnline, moveGroup, nodeBack, type Remedy } from '../remedies/remedy.js';
import { type AttentionItem } from './item.js';

/**
 * A resource that has failed. It is `retry-due` while a restart or a retry will follow by itself.
 *
 * @param now milliseconds since 1970
 */
export const failedItems = (
  clusterState: ClusterView,
  id: ResourceId,
  { resource, now }: Readonly<{ resource: OpenResource; now: number }>,
): readonly AttentionItem[] => {
  if (resource.state !== 'Failed') return [];
  const owner = clusterState.openGroup(resource.group)?.owner;
  if (owner === undefined) return [];
  const place = {
    owner,
    name: shownName(clusterState, 'resources', id),
    node: shownName(clusterState, 'nodes', owner),
  };
  const { name, node } = place;
  return [
    {
      thing: { kind: 'resource', id, name, node },
      since: clusterState.causes.of('lifecycle', id),
      remedy: remedyOf(clusterState, resource, place),
      ...outlookOf(clusterState, id, { name, now }),
    },
  ];
};

type Outlook = Pick<AttentionItem, 'severity' | 'kind' | 'detail' | 'due'>;

const outlookOf = (
  clusterState: ClusterView,
  id: ResourceId,
  { name, now }: Readonly<{ name: string; now: number }>,
): Outlook => {
  const { nextRestartAt, retryAt } = resourcePolicyState(clusterState, id, now) ?? {};
  const due = nextRestartAt ?? retryAt;
  if (due === undefined)
    return { severity: 'critical', kind: 'failed', detail: `${name} has failed` };
  const detail = `${name} has failed, and is tried again at ${new Date(due).toISOString()}`;
  return { severity: 'warning', kind: 'retry-due', due, detail };
};

type Place = Readonly<{ owner: NodeId; name: string; node: string }>;

/** The first request on the way to online that is not refused. */
const remedyOf = (
  clusterState: ClusterView,
  resource: OpenResource,
  { owner, name, node }: Place,
): Remedy => {
  const { group } = resource;
  const runs = canHost(clusterState, owner);
  if (runs && mayRunOn(resource, owner)) return bringOnline(name, '');
  if (bestNode(clusterState, group) !== undefined)
    return moveGroup(shownName(clusterState, 'groups', group));
  if (runs) return allowNode(name, node);
  const isDown = clusterState.presentNode(owner)?.state === 'Down';
  return nodeBack({ node, is: isDown ? 'down' : 'paused' });
};
