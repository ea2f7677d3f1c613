import { type NodeId, type OperationId, type ResourceId } from '../vocabulary/ids.js';
import { type Message } from '../vocabulary/message.js';
import { type Dependency } from './dependency.js';
import { type GroupPolicy } from './policy.js';

/**
 * The cause of a move: an operator, the failure of a node or resource, a node that came back, or a
 * node that is being drained.
 */
export type MoveReason = 'operator' | 'failover' | 'failback' | 'drain';

/** `restart`: failed resources and their dependents come online again. */
export type GroupOperationKind = 'online' | 'offline' | 'restart';

/** A move that the policy did not allow when the move began, and the resource that it protects. */
export type DeniedMove = Readonly<{ operation: OperationId; deniedBy: ResourceId }>;

/**
 * The events of a group, the unit of failover. Their names are stored: never rename one; a new
 * meaning gets a new name.
 */
export type GroupEvent =
  | Message<
      'GroupOpened',
      { owner: NodeId; preferredOwners: readonly NodeId[]; policy?: Partial<GroupPolicy> }
    >
  /** A restore of a backup brings back a group that was closed, without members. */
  | Message<'GroupReopened', { owner: NodeId; policy: GroupPolicy }>
  | Message<'GroupConfigured', Partial<GroupPolicy>>
  /** `epoch`: that of the member's last group, so that this group's epoch becomes no lower. */
  | Message<'GroupMemberAdded', { resource: ResourceId; epoch?: number }>
  | Message<'GroupMemberRemoved', { resource: ResourceId }>
  /**
   * Nothing depends on the member, and no dependency on it can be added. The member's own stream
   * decides the deletion.
   */
  | Message<
      'GroupMemberRemovalStarted',
      {
        resource: ResourceId;
        operation: OperationId;
        /**
         * The revision of the configuration that the deletion is about. A later change cancels the
         * deletion.
         */
        configuredAt?: number;
      }
    >
  | Message<'GroupMemberRemovalAbandoned', { resource: ResourceId; operation: OperationId }>
  | Message<'DependencyAdded', { resource: ResourceId; provider: ResourceId }>
  | Message<'DependencyRemoved', { resource: ResourceId; provider: ResourceId }>
  /** The whole expression; null for no dependency. */
  | Message<'DependencyExpressionSet', { resource: ResourceId; expression: Dependency | null }>
  /** A second event with the same operation redirects the move, because the destination is lost. */
  | Message<
      'GroupMoveStarted',
      {
        operation: OperationId;
        from: NodeId;
        to: NodeId;
        epoch: number;
        reason?: MoveReason;
        /** Move the group back, once, if not every resource comes online. */
        returnOnError?: boolean;
        /** An operator chose the destination, so the clobber policy may deny the move. */
        isDeniable?: boolean;
        /**
         * True if the operator named the destination, false if it is the best node. Absent in moves
         * of other origin, and in logs before 0.3.0.
         */
        isNamed?: boolean;
      }
    >
  | Message<
      'GroupOwnerChanged',
      { operation: OperationId; from: NodeId; to: NodeId; epoch: number }
    >
  | Message<'GroupMoveCompleted', { operation: OperationId; epoch: number }>
  | Message<'GroupMoveFailed', { operation: OperationId; epoch: number; reason: string }>
  /** The clobber policy denies the move, to protect a resource at the destination. */
  | Message<'GroupMoveDenied', DeniedMove & Readonly<{ epoch: number }>>
  | Message<
      'GroupFailoverCounted',
      {
        operation: OperationId;
        /** The time at which the resource failed. */
        at: number;
        /** The revision of the node that the group leaves. */
        nodeRevision?: number;
      }
    >
  /** Resources come online or go offline on the node that owns the group. */
  | Message<
      'GroupOperationStarted',
      {
        operation: OperationId;
        kind: GroupOperationKind;
        resources: readonly ResourceId[];
        epoch: number;
        /**
         * True if the persistent state of the resources changes too. A node's stop leaves it alone.
         */
        persist: boolean;
        /** Do not wait for supervisors. */
        force?: boolean;
        /**
         * The resources stay offline until a command or a move, regardless of their persistent
         * state.
         */
        stay?: boolean;
        /**
         * An operator started the operation: failures are counted from zero, even if `persist` is
         * false.
         */
        afresh?: boolean;
      }
    >
  | Message<'GroupOperationCompleted', { operation: OperationId; epoch: number }>
  | Message<'GroupOperationFailed', { operation: OperationId; epoch: number; reason: string }>
  | Message<'GroupClosed', Record<string, never>>;
