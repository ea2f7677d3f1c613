import { type NodeId, type OpenGroup, type OpenResource, type ResourceId } from '#domain';
import { findKey, getValue, hashKey } from '#registry';

import { GROUPS, groupOf, keyOf, NODES, RESOURCES } from './story-things.js';
import { type Story } from './story.js';

/** The faults of a cluster at rest, found from its states alone. */
export const faultsOf = (story: Story): readonly string[] => [
  ...resting(story),
  ...RESOURCES.flatMap((id, index) => resourceFaults(story, id, index)),
  ...values(story),
  ...audited(story),
];

/** The cluster's own audit must have found no violation. */
const audited = ({ cluster: { clusterState } }: Story): readonly string[] =>
  clusterState.cluster.status === 'formed' ? [...clusterState.cluster.violations] : [];

const nodeState = ({ cluster: { clusterState } }: Story, id: NodeId): string => {
  const node = clusterState.node(id);
  return node.status === 'present' ? node.state : 'absent';
};

const isOnline = ({ cluster: { clusterState } }: Story, id: string): boolean =>
  clusterState.onlineAt(id as ResourceId) !== undefined;

/**
 * No operation is under way, and no group stays on a node that is down while another node is up.
 */
const resting = (story: Story): readonly string[] =>
  GROUPS.flatMap((id, index) => {
    const group = story.cluster.clusterState.group(id);
    if (group.status !== 'open') return [`g${index} is ${group.status}`];
    const others = NODES.some((node) => nodeState(story, node) !== 'Down');
    const isStranded = nodeState(story, group.owner) === 'Down' && others;
    return [
      ...(group.operation === undefined ? [] : [`g${index} is still busy`]),
      ...(isStranded ? [`g${index} is stranded`] : []),
    ];
  });

const resourceFaults = (story: Story, id: ResourceId, index: number): readonly string[] => {
  const resource = story.cluster.clusterState.resource(id);
  const group = story.cluster.clusterState.group(groupOf(index));
  if (resource.status !== 'open' || group.status !== 'open') return [`r${index} is gone`];
  const { state } = resource;
  if (state.endsWith('Pending')) return [`r${index} is ${state}`];
  const lacks = lacksSomething(story, group, id);
  const faults =
    state === 'Online'
      ? onlineFaults(story, { group, resource, index, lacks })
      : restFaults(story, { group, resource, lacks });
  return faults.map((fault) => `r${index} is ${fault}`);
};

const lacksSomething = (story: Story, { dependencies }: OpenGroup, id: ResourceId): boolean => {
  const needs = JSON.stringify(dependencies.get(id) ?? '').match(/[0-9a-f-]{36}/g) ?? [];
  return needs.some((provider) => !isOnline(story, provider));
};

type Looked = Readonly<{ group: OpenGroup; resource: OpenResource; lacks: boolean }>;

/** Rules 1 and 3: an online resource is on its owner, and its changes are captured. */
const onlineFaults = (
  story: Story,
  { group, resource, index, lacks }: Looked & { index: number },
): readonly string[] => {
  const node = story.cluster.clusterState.node(group.owner);
  const [checkpoint] = resource.checkpoints.values();
  const hash =
    node.status === 'present' ? hashKey(findKey(node.registry, keyOf(index))) : undefined;
  const faults: readonly (readonly [boolean, string])[] = [
    [nodeState(story, group.owner) === 'Down', 'online on a node that is down'],
    [resource.onlineInterval?.node !== group.owner, 'not on the owner'],
    [isForbidden(group, resource), 'online on no possible owner'],
    [checkpoint?.hash !== hash, 'changed and not captured'],
    [lacks, 'online without its providers'],
  ];
  return faults.flatMap(([isSo, fault]) => (isSo ? [fault] : []));
};

const isForbidden = ({ owner }: OpenGroup, { properties }: OpenResource): boolean =>
  properties.possibleOwners?.includes(owner) === false;

/** Each resource with persistent state Online is online, if that is possible. */
const restFaults = (story: Story, { group, resource, lacks }: Looked): readonly string[] => {
  const couldRun =
    nodeState(story, group.owner) === 'Up' && !isForbidden(group, resource) && !lacks;
  const isWanted = resource.state === 'Offline' && resource.persistentState === 'Online';
  return isWanted && couldRun ? ['offline, and its persistent state is Online'] : [];
};

/** Every node has the value of the model. */
const values = ({ cluster, model }: Story): readonly string[] =>
  NODES.flatMap((id, node) =>
    RESOURCES.flatMap((_, resource) => {
      const state = cluster.clusterState.node(id);
      const key = state.status === 'present' ? findKey(state.registry, keyOf(resource)) : undefined;
      const value = key && getValue(key, 'v');
      const found = value && 'number' in value ? value.number : undefined;
      const expected = model.valueAt(node, resource);
      if (found === expected) return [];
      return [`n${node} has ${String(found)} for r${resource}, not ${String(expected)}`];
    }),
  );
