import {
  groupStateOf,
  type ClusterView,
  type DomainEvent,
  type GroupId,
  type GroupState,
  type ResourceId,
  type ResourceState,
} from '#domain';

type Member = Readonly<{ group: GroupId; state: ResourceState }>;

/** The states of groups by the states of their members, which are those that the directory lists. */
export class GroupStates {
  private readonly members = new Map<ResourceId, Member>();
  private readonly counts = new Map<GroupId, Map<ResourceState, number>>();

  /** Begins with the members of a state. */
  resumeFrom(clusterState: ClusterView): void {
    const { cluster } = clusterState;
    if (cluster.status === 'absent') return;
    for (const id of cluster.resources.keys()) this.see(id, clusterState);
  }

  /** Takes in an event. @returns the groups whose state may have changed */
  observe({ kind, id, event }: DomainEvent, clusterState: ClusterView): readonly GroupId[] {
    if (kind === 'resource') return this.see(id as ResourceId, clusterState);
    if (kind !== 'cluster' || !('resource' in event.data)) return [];
    return this.see(event.data.resource, clusterState);
  }

  of(group: GroupId): GroupState {
    return groupStateOf(this.counts.get(group) ?? NONE);
  }

  private see(id: ResourceId, clusterState: ClusterView): readonly GroupId[] {
    const before = this.members.get(id);
    const now = memberThen(id, clusterState);
    if (isSame(before, now)) return [];
    if (before !== undefined) this.add(before, -1);
    if (now !== undefined) this.add(now, 1);
    if (now === undefined) this.members.delete(id);
    else this.members.set(id, now);
    return [before, now].flatMap((member) => member?.group ?? []);
  }

  private add({ group, state }: Member, more: number): void {
    const counts = this.counts.get(group) ?? new Map<ResourceState, number>();
    counts.set(state, (counts.get(state) ?? 0) + more);
    this.counts.set(group, counts);
  }
}

const isSame = (one: Member | undefined, other: Member | undefined): boolean =>
  one?.group === other?.group && one?.state === other?.state;

const NONE: ReadonlyMap<ResourceState, number> = new Map();

/** A resource as a member; undefined if it is not there. Without its stream it is not initialized. */
const memberThen = (id: ResourceId, clusterState: ClusterView): Member | undefined => {
  const { cluster } = clusterState;
  const listed = cluster.status === 'absent' ? undefined : cluster.resources.get(id);
  const resource = clusterState.resource(id);
  if (listed === undefined || resource.status === 'closed') return undefined;
  const state = resource.status === 'absent' ? 'Initializing' : resource.state;
  return { group: listed.group, state };
};
