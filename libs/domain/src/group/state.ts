import { type NodeId, type OperationId, type ResourceId } from '../vocabulary/ids.js';
import { type Dependency } from './dependency.js';
import { type BringingKind, type MoveReason } from './events.js';
import { type GroupPolicy } from './policy.js';

/** What is under way in a group; at most one at a time. */
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
      /** Why the group was away when the move began: so again where the move is denied. */
      displacedBefore: Displacement | undefined;
    }
  | {
      kind: BringingKind;
      id: OperationId;
      epoch: number;
      resources: readonly ResourceId[];
      persist: boolean;
      force?: boolean;
      stay?: boolean;
      afresh?: boolean;
    }
>;

/** Why a group is not where it was, until an operator or a failback moves it. */
export type Displacement = Readonly<{
  reason: 'failover' | 'drain';
  from: NodeId;
  /** The nodes that it has left because a resource failed there, each with its revision then. */
  failedOn: ReadonlyMap<NodeId, number>;
}>;

/** The operation that deletes a member, and the configuration of the member that it is about. */
export type MemberRemoval = Readonly<{ operation: OperationId; configuredAt?: number }>;

export type OpenGroup = Readonly<{
  status: 'open';
  owner: NodeId;
  policy: GroupPolicy;
  members: ReadonlySet<ResourceId>;
  /** What each member needs; none for those that need nothing. */
  dependencies: ReadonlyMap<ResourceId, Dependency>;
  /** Those that are being deleted; nothing gets a dependency on them. */
  leaving: ReadonlyMap<ResourceId, MemberRemoval>;
  /** Revision of this stream's last event, and of its last configuration event. */
  revision: number;
  configuredAt: number;
  /** Grows whenever an operation starts; whoever acts for an older one is refused. */
  epoch: number;
  operation: GroupOperation | undefined;
  /** The operation that was over last. */
  ended: OperationId | undefined;
  displacedBy: Displacement | undefined;
  /** The epoch in which it arrived at its owner. */
  arrivedIn: number;
  /** When a resource failed for whose sake it was failed over: the last times, oldest first. */
  failovers: readonly number[];
}>;

export type Group = Readonly<{ status: 'absent' }> | Readonly<{ status: 'closed' }> | OpenGroup;

export const initialGroup: Group = { status: 'absent' };
