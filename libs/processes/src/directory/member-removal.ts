import {
  latest,
  type GroupId,
  type MemberRemoval,
  type Occurrence,
  type Resource,
  type ResourceId,
  type ClusterState,
} from '#domain';

import { allCaused } from '../execution/caused.js';
import { isKind, type Process, type StepCommand } from '../execution/step.js';

/**
 * Closes a member that is being deleted if it is down, and removes it from its group. A member
 * stays if it is up, was configured in the meantime, or belongs to another group.
 *
 * ```text
 * GroupMemberRemovalStarted ──> CloseResource ──> RemoveGroupMember
 *                           └─> AbandonMemberRemoval
 * ```
 */
export const memberRemoval: Process = {
  name: 'member-removal',
  affected: (domainEvent, clusterState) => {
    if (isKind(domainEvent, 'group'))
      return withLeavingMembers(clusterState, [domainEvent.id as GroupId]);
    if (isKind(domainEvent, 'resource'))
      return withLeavingMembers(clusterState, groupsOf(clusterState, domainEvent.id));
    return isKind(domainEvent, 'cluster') && domainEvent.event.type === 'ResourceRegrouped'
      ? withLeavingMembers(clusterState, groupsOf(clusterState, domainEvent.event.data.resource))
      : [];
  },
  all: (clusterState) =>
    clusterState.cluster.status === 'absent'
      ? []
      : withLeavingMembers(clusterState, clusterState.cluster.groups.keys()),
  next: (clusterState, key) => {
    const group = key as GroupId;
    const leaving = clusterState.openGroup(group)?.leaving ?? [];
    return [...leaving].flatMap(([resource, removal]) =>
      allCaused(
        stepsOf(clusterState, { group, resource, removal }),
        causeOf(clusterState, resource),
      ),
    );
  },
};

const REMOVAL_TOPICS = [
  'removal',
  'lifecycle',
  'listed',
  'joined',
  'restart',
  'owners',
  'handling',
] as const;

/** The removal, or the event after which the member may leave or has to stay. */
const causeOf = ({ causes }: ClusterState, resource: ResourceId): Occurrence | undefined =>
  latest(...REMOVAL_TOPICS.map((topic) => causes.of(topic, resource)));

const withLeavingMembers = (
  clusterState: ClusterState,
  ids: Iterable<GroupId>,
): readonly GroupId[] =>
  [...new Set(ids)].filter((id) => (clusterState.openGroup(id)?.leaving.size ?? 0) > 0);

/** The groups that a resource belongs to, is moving to, or was moving to. */
const groupsOf = (clusterState: ClusterState, id: string): readonly GroupId[] => {
  const resource = clusterState.resource(id as ResourceId);
  const entry = entryOf(clusterState, id as ResourceId);
  const groups = [resource.status === 'absent' ? undefined : resource.group, entry?.group];
  return [...groups, entry?.from].filter((group) => group !== undefined);
};

const entryOf = ({ cluster }: ClusterState, id: ResourceId) =>
  cluster.status === 'absent' ? undefined : cluster.resources.get(id);

type Leaving = Readonly<{ group: GroupId; resource: ResourceId; removal: MemberRemoval }>;

/** Waits for a member that is not open yet, or is joining the group. */
const stepsOf = (clusterState: ClusterState, leaving: Leaving): readonly StepCommand[] => {
  const { group, resource, removal } = leaving;
  const state = clusterState.resource(resource);
  if (state.status === 'closed') return [departureStep(leaving)];
  const isToBeHere = entryOf(clusterState, resource)?.group === group;
  const isHere = state.status === 'open' && state.group === group;
  if (!(isHere || isToBeHere) || mustStay(state, removal)) return [abandonmentStep(leaving)];
  return isHere ? [closingStep(leaving)] : [];
};

const departureStep = ({ group: id, resource, removal: { operation } }: Leaving): StepCommand => ({
  kind: 'group',
  id,
  operation,
  command: { type: 'RemoveGroupMember', data: { resource } },
});

const closingStep = ({
  group,
  resource,
  removal: { operation, ...seen },
}: Leaving): StepCommand => ({
  kind: 'resource',
  id: resource,
  operation,
  command: { type: 'CloseResource', data: { group, ...seen } },
});

/** True if the configuration has changed since the request, or the resource is not down. */
const mustStay = (resource: Resource, { configuredAt: seen }: MemberRemoval): boolean => {
  if (resource.status !== 'open') return false;
  const { state, configuredAt } = resource;
  return (state !== 'Offline' && state !== 'Failed') || (seen ?? configuredAt) !== configuredAt;
};

const abandonmentStep = ({
  group: id,
  resource,
  removal: { operation },
}: Leaving): StepCommand => ({
  kind: 'group',
  id,
  operation,
  command: { type: 'AbandonMemberRemoval', data: { resource, operation } },
});
