import { type NodeId, type OperationId, type ResourceId } from '../vocabulary/ids.js';
import { type Dependency } from './dependency.js';
import { type GroupOperationKind, type MoveReason } from './events.js';
import { type GroupPolicy } from './policy.js';

/** The operation that is under way in a group; at most one at a time. */
export type GroupOperation = Readonly<
  | {
      kind: 'move';
      id: OperationId;
      epoch: number;
      from: NodeId;
      to: NodeId;
      reason: MoveReason;
      returnOnError: boolean;
      isDeniable: boolean;
      /** The displacement before the move began. A denied move restores it. */
      displacedBefore: Displacement | undefined;
    }
  | {
      kind: GroupOperationKind;
      id: OperationId;
      epoch: number;
      resources: readonly ResourceId[];
      persist: boolean;
      force?: boolean;
      stay?: boolean;
      afresh?: boolean;
    }
>;

/**
 * The reason why a group is away from its node, until an operator or a failback moves the group.
 */
export type Displacement = Readonly<{
  reason: 'failover' | 'drain';
  from: NodeId;
  /** The nodes that the group left because a resource failed there, each with its revision then. */
  failedOn: ReadonlyMap<NodeId, number>;
}>;

/** The operation that deletes a member, and the revision of the member's configuration then. */
export type MemberRemoval = Readonly<{ operation: OperationId; configuredAt?: number }>;

export type OpenGroup = Readonly<{
  status: 'open';
  owner: NodeId;
  policy: GroupPolicy;
  members: ReadonlySet<ResourceId>;
  /** The dependency of each member that has one. */
  dependencies: ReadonlyMap<ResourceId, Dependency>;
  /** The members that are being deleted. No dependency on them can be added. */
  leaving: ReadonlyMap<ResourceId, MemberRemoval>;
  /** Revision of this stream's last event. `configuredAt`: that of its last configuration event. */
  revision: number;
  configuredAt: number;
  /** Grows with each operation. A command of an older epoch is refused. */
  epoch: number;
  operation: GroupOperation | undefined;
  /** The operation that ended last. */
  ended: OperationId | undefined;
  displacedBy: Displacement | undefined;
  /** The epoch in which the group arrived at its owner. */
  arrivedIn: number;
  /** The times of the failures that led to failovers, oldest first. */
  failovers: readonly number[];
}>;

/** Nodes know the epoch of a closed group as its fence, so that a group that comes back goes on from it. */
export type ClosedGroup = Readonly<{ status: 'closed'; revision: number; epoch: number }>;

export type Group = Readonly<{ status: 'absent' }> | ClosedGroup | OpenGroup;

export const initialGroup: Group = { status: 'absent' };
