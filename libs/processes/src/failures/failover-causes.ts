import {
  latest,
  providersOf,
  type ClusterView,
  type GroupId,
  type NodeId,
  type Occurrence,
  type OpenGroup,
  type OperationId,
  type ResourceId,
} from '#domain';

/** A group without an operation under way. */
export type Idle = Readonly<{
  clusterState: ClusterView;
  id: GroupId;
  group: OpenGroup;
  now: number;
}>;

/** The cause of an operation that begins for some members. */
export type CauseOf = (idle: Idle, members: readonly ResourceId[]) => Occurrence | undefined;

type Topic = Parameters<ClusterView['causes']['of']>[0];

/** The last events of several topics about several members. */
const ofMembers = (
  { clusterState: { causes } }: Idle,
  members: Iterable<ResourceId>,
  ...topics: readonly Topic[]
): Occurrence | undefined =>
  latest(...[...members].flatMap((member) => topics.map((topic) => causes.of(topic, member))));

/** The end of the group's last operation: before it, no rule applies. */
const idleSince = ({ clusterState: { causes }, id }: Idle): Occurrence | undefined =>
  causes.of('ended', id);

const availabilityOf = (
  { clusterState: { causes } }: Idle,
  node: NodeId | undefined,
): Occurrence | undefined => (node === undefined ? undefined : causes.of('available', node));

/** The loss of the node, or the attempt that was decided after it. */
export const causeOfLoss = (idle: Idle, member: ResourceId): Occurrence | undefined =>
  latest(
    idleSince(idle),
    idle.clusterState.causes.of('down', idle.group.owner),
    ofMembers(idle, [member], 'lifecycle', 'member'),
  );

/** The events other than the loss of its node that let a group leave it: the destination may have it. */
const destinationSince = (idle: Idle, to: NodeId | undefined): Occurrence | undefined =>
  latest(
    idle.clusterState.causes.of('opened', idle.id),
    ofMembers(idle, idle.group.members, 'owners'),
    availabilityOf(idle, to),
  );

/** The loss of the node and of the members on it, or the event that allowed the destination. */
export const causeOfEscape = (idle: Idle, to: NodeId | undefined): Occurrence | undefined =>
  latest(
    idleSince(idle),
    idle.clusterState.causes.of('down', idle.group.owner),
    ofMembers(idle, idle.group.members, 'lifecycle'),
    destinationSince(idle, to),
  );

/**
 * The operation of a crash that a group leaves its node in; undefined for one of its own. A crash
 * takes the groups that can leave at once. A group that leaves later, or once more, has an operation
 * of its own, so that the crash's operation stays as it ended.
 */
export const crashOf = (idle: Idle, to: NodeId | undefined): OperationId | undefined => {
  const { clusterState, group } = idle;
  const node = clusterState.presentNode(group.owner);
  if (node?.hasCrashed !== true || idleSince(idle)?.operation === node.crashedIn) return undefined;
  const down = clusterState.causes.of('down', group.owner);
  const isAtOnce = latest(down, destinationSince(idle, to)) === down;
  return isAtOnce ? node.crashedIn : undefined;
};

/** The failure, or the event that allowed the failover later. */
export const causeOfFailover = (
  idle: Idle,
  failed: ResourceId,
  to: NodeId | undefined,
): Occurrence | undefined =>
  latest(
    idleSince(idle),
    ofMembers(idle, [failed], 'lifecycle', 'restart'),
    ofMembers(idle, idle.group.members, 'owners'),
    idle.clusterState.causes.of('policy', idle.id),
    availabilityOf(idle, idle.group.owner),
    availabilityOf(idle, to),
  );

/** The failure that set the alarm, or a later event that set it anew. */
export const causeOfRestart: CauseOf = (idle, members) =>
  latest(
    idleSince(idle),
    ofMembers(idle, members, 'lifecycle', 'restart'),
    availabilityOf(idle, idle.group.owner),
  );

/** The event that left resources without a provider. */
export const causeOfTakingOffline: CauseOf = (idle, members) => {
  const { clusterState, id, group } = idle;
  const providers = members.flatMap((member) => providersOf(group.dependencies.get(member)));
  return latest(
    idleSince(idle),
    clusterState.causes.of('dependencies', id),
    ofMembers(idle, [...members, ...providers], 'lifecycle'),
  );
};

/** The attempts without an operation. */
export const causeOfSettling: CauseOf = (idle, members) =>
  latest(idleSince(idle), ofMembers(idle, members, 'lifecycle', 'member'));

/** The event that left resources offline, or the return of their node. */
export const causeOfResuming: CauseOf = (idle, members) =>
  latest(
    idleSince(idle),
    ofMembers(idle, members, 'lifecycle', 'restart', 'member', 'owners'),
    availabilityOf(idle, idle.group.owner),
  );

/** The return of the better node, or a later event that allowed the failback. */
export const causeOfFailback = (idle: Idle, to: NodeId | undefined): Occurrence | undefined =>
  latest(
    idleSince(idle),
    ofMembers(idle, idle.group.members, 'owners'),
    idle.clusterState.causes.of('policy', idle.id),
    availabilityOf(idle, idle.group.owner),
    availabilityOf(idle, to),
  );
