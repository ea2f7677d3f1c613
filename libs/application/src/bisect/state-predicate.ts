import {
  groupStateOf,
  type ClusterView,
  type GroupId,
  type NodeId,
  type ResourceId,
  type ResourceState,
} from '#domain';
import { toPosition, type Position } from '#event-store';
import { type EventFilter } from '#read-models';

import { type RunningCluster } from '../running-cluster.js';
import { eventsOf, eventsOfAny } from './event-turns.js';
import { type Predicate, type Span, type Turn } from './predicate.js';

type Asked = Readonly<{ of: 'resource' | 'group' | 'node'; id: string; is: string }>;

/** The number of states that are folded together. */
const BATCH = 32;

/** A question about the state of a thing: the events of the thing, and of its members, answer it. */
export const statePredicate = (cluster: RunningCluster, { of, id, is }: Asked): Predicate => {
  const holdsIn = (state: ClusterView): boolean => stateIn(state, of, id) === is;
  return viewPredicate(cluster, (span) => filtersOf(cluster, { of, id }, span), holdsIn);
};

/** A question about the owner of a group. */
export const ownerPredicate = (
  cluster: RunningCluster,
  { group, is }: Readonly<{ group: string; is: string }>,
): Predicate =>
  viewPredicate(
    cluster,
    () => [
      { group, type: 'GroupOwnerChanged' },
      { group, type: 'GroupOpened' },
      { group, type: 'GroupReopened' },
      { group, type: 'GroupClosed' },
    ],
    (state) => state.openGroup(group as GroupId)?.owner === is,
  );

/** A question about the states of aggregates, which some events may change. */
const viewPredicate = (
  cluster: RunningCluster,
  filters: (span: Span) => readonly EventFilter[],
  holdsIn: (state: ClusterView) => boolean,
): Predicate => ({
  at: (position) => holdsIn(cluster.reads.stateAt(toPosition(BigInt(position)))),
  async *turns(span): AsyncIterable<Turn> {
    let batch: Position[] = [];
    for (const { position } of eventsOfAny(cluster, filters(span), span)) {
      batch.push(position);
      if (batch.length < BATCH) continue;
      yield* answered(cluster, batch, holdsIn);
      await cluster.takeTurn();
      batch = [];
    }
    yield* answered(cluster, batch, holdsIn);
  },
});

/** @param positions newest first */
const answered = (
  { reads }: RunningCluster,
  positions: readonly Position[],
  holdsIn: (state: ClusterView) => boolean,
): readonly Turn[] => {
  const ascending = positions.toReversed();
  const turns: Turn[] = [];
  for (const state of reads.statesAlong(ascending))
    turns.push({ position: Number(ascending[turns.length]), holds: holdsIn(state) });
  return turns.toReversed();
};

const stateIn = (state: ClusterView, of: Asked['of'], id: string): string | undefined => {
  if (of === 'node') return state.presentNode(id as NodeId)?.state;
  if (of === 'resource') return state.openResource(id as ResourceId)?.state;
  if (state.openGroup(id as GroupId) === undefined) return undefined;
  const counts = new Map<ResourceState, number>();
  for (const [, { state: is }] of state.openMembers(id as GroupId))
    counts.set(is, (counts.get(is) ?? 0) + 1);
  return groupStateOf(counts);
};

/** The events that may change a state. A resource may have been a member of a group at any time. */
const filtersOf = (
  cluster: RunningCluster,
  { of, id }: Pick<Asked, 'of' | 'id'>,
  { to }: Span,
): readonly EventFilter[] => {
  if (of !== 'group') return [of === 'node' ? { node: id } : { resource: id }];
  const members = new Set<string>();
  const added = { group: id, type: 'GroupMemberAdded' };
  for (const { event } of eventsOf(cluster, added, { from: 0, to }))
    members.add((event.data as Readonly<{ resource: string }>).resource);
  return [{ group: id }, ...[...members].map((resource) => ({ resource }))];
};
