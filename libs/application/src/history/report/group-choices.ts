import {
  parseStream,
  type ClusterView,
  type DataOf,
  type GroupEvent,
  type GroupId,
  type Hold,
  type NodeId,
} from '#domain';
import { type Recorded } from '#event-store';
import { movePlacement, type Candidate, type RecordedMove } from '#processes';

import { holdsAgainst } from '../../placement/holds-against.js';

type Move = DataOf<GroupEvent, 'GroupMoveStarted'>;

/** A move of an operation: the event that began it, or turned it to another node. */
export type BegunMove = RecordedMove & Readonly<{ begun: Recorded }>;

/** A node that a group might have gone to, and the keys that programs hold open there. */
export type ConsideredNode = Candidate & Readonly<{ holds: readonly Hold[] }>;

/** The choice of a destination for a group. */
export type GroupChoice = Readonly<{
  group: GroupId;
  to: NodeId;
  at: Date;
  candidates: readonly ConsideredNode[];
}>;

/** The moves among the events of an operation, in order. */
export const movesAmong = (events: readonly Recorded[]): readonly BegunMove[] =>
  events.flatMap((begun): readonly BegunMove[] => {
    if (begun.event.type !== 'GroupMoveStarted') return [];
    const group = (parseStream(begun.stream)?.id ?? '') as GroupId;
    const isCounted = events.some(
      ({ stream, revision, event }) =>
        stream === begun.stream &&
        revision === begun.revision + 1n &&
        event.type === 'GroupFailoverCounted',
    );
    return [{ begun, group, move: begun.event.data as Move, isCounted }];
  });

/** The choice that a move followed from. @param before the state before the move began */
export const choiceOf = (before: ClusterView, move: BegunMove): GroupChoice => {
  const { group, begun } = move;
  const candidates = movePlacement(before, move)?.candidates() ?? [];
  return {
    ...{ group, to: move.move.to, at: begun.recordedAt },
    candidates: candidates.map((one) => ({ ...one, holds: holdsAgainst(before, group, one.node) })),
  };
};
