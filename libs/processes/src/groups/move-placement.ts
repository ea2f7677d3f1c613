import {
  type ClusterView,
  type DataOf,
  type Drain,
  type GroupEvent,
  type GroupId,
  type NodeId,
  type OpenGroup,
} from '#domain';

import { failbackPlacement } from '../failures/failback.js';
import { named, type Obstacle, type Placement, type TakenAs } from './candidates.js';
import {
  bestPlacement,
  canHost,
  fallbackPlacement,
  hostObstacle,
  nextPlacement,
} from './placement.js';

/** A move as its event tells it, and if it counts as a failover after a failure. */
export type RecordedMove = Readonly<{
  group: GroupId;
  move: DataOf<GroupEvent, 'GroupMoveStarted'>;
  isCounted: boolean;
}>;

/**
 * The choice that a recorded move followed from, computed on the state before it. Processes choose
 * with the same functions.
 */
export const movePlacement = (
  clusterState: ClusterView,
  { group: id, move, isCounted }: RecordedMove,
): Placement | undefined => {
  const group = clusterState.openGroup(id);
  if (group === undefined) return undefined;
  const chosen =
    group.operation?.id === move.operation
      ? redirection(clusterState, group, move)
      : choice(clusterState, group, { move, isCounted });
  return chosen?.to === move.to
    ? chosen
    : taken(clusterState, group, { to: move.to, as: 'earlier' });
};

const choice = (
  clusterState: ClusterView,
  group: OpenGroup,
  { move, isCounted }: Omit<RecordedMove, 'group'>,
): Placement | undefined => {
  const { reason = 'operator', to, isNamed = true } = move;
  switch (reason) {
    case 'operator':
      return isNamed
        ? taken(clusterState, group, { to, as: 'named' })
        : bestPlacement(clusterState, group);
    case 'failover':
      return isCounted
        ? nextPlacement(clusterState, group)
        : fallbackPlacement(clusterState, group);
    case 'failback':
      return failbackPlacement(clusterState, group);
    case 'drain': {
      const drain = clusterState.presentNode(group.owner)?.drain;
      return drain && drainPlacement(clusterState, group, drain);
    }
  }
};

/** A move goes elsewhere if its destination is lost, or back if not every resource came online. */
const redirection = (
  clusterState: ClusterView,
  group: OpenGroup,
  { to }: RecordedMove['move'],
): Placement => {
  const { operation } = group;
  const isReturn =
    operation?.kind === 'move' &&
    operation.returnOnError &&
    operation.from === to &&
    clusterState.presentNode(operation.to)?.state !== 'Down';
  return isReturn
    ? taken(clusterState, group, { to, as: 'source' })
    : fallbackPlacement(clusterState, group);
};

/** The destination of a group on a node that is drained or stops. */
export const drainPlacement = (
  clusterState: ClusterView,
  group: OpenGroup,
  { target, purpose, force }: Drain,
): Placement => {
  if (target !== undefined && canHost(clusterState, target))
    return taken(clusterState, group, { to: target, as: 'target' });
  const best = bestPlacement(clusterState, group);
  if (best.to !== undefined || (purpose === 'pause' && force !== true)) return best;
  const refuge = fallbackPlacement(clusterState, group);
  return refuge.to !== undefined && canHost(clusterState, refuge.to) ? refuge : best;
};

const taken = (
  clusterState: ClusterView,
  group: OpenGroup,
  node: Readonly<{ to: NodeId; as: TakenAs }>,
): Placement => {
  const obstacle = (id: NodeId): Obstacle | undefined => hostObstacle(clusterState, group, id);
  return named({ clusterState, group }, node, obstacle);
};
