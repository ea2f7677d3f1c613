import { type NodeId, type OperationId, type ResourceId } from '../vocabulary/ids.js';
import { type Message } from '../vocabulary/message.js';
import { type Dependency } from './dependency.js';
import { type GroupPolicy } from './policy.js';

/**
 * Who wanted a move: an operator, the failure of a node or resource, a node that came back, or one
 * that is drained.
 */
export type MoveReason = 'operator' | 'failover' | 'failback' | 'drain';

/** `restart`: failed resources, and those that depend on them, come online again. */
export type BringingKind = 'online' | 'offline' | 'restart';

/** A move that the policy did not allow when it began, and the resource for whose sake. */
export type DeniedMove = Readonly<{ operation: OperationId; deniedBy: ResourceId }>;

/**
 * The unit of failover: owner, members, and the one operation that is under way.
 * What is stored: never rename one, a new meaning is a new name.
 */
export type GroupEvent =
  | Message<
      'GroupOpened',
      { owner: NodeId; preferredOwners: readonly NodeId[]; policy?: Partial<GroupPolicy> }
    >
  | Message<'GroupConfigured', Partial<GroupPolicy>>
  /** `epoch`: one that comes from another group brings that one's, so that fences hold. */
  | Message<'GroupMemberAdded', { resource: ResourceId; epoch?: number }>
  | Message<'GroupMemberRemoved', { resource: ResourceId }>
  /** Nothing depends on it, and nothing begins to: its own stream decides whether it is deleted. */
  | Message<
      'GroupMemberRemovalStarted',
      {
        resource: ResourceId;
        operation: OperationId;
        /** The revision of its configuration that its deletion is about; on another one it stays. */
        configuredAt?: number;
      }
    >
  | Message<'GroupMemberRemovalAbandoned', { resource: ResourceId; operation: OperationId }>
  | Message<'DependencyAdded', { resource: ResourceId; provider: ResourceId }>
  | Message<'DependencyRemoved', { resource: ResourceId; provider: ResourceId }>
  /** The whole expression; null for none. */
  | Message<'DependencyExpressionSet', { resource: ResourceId; expression: Dependency | null }>
  /** Again under the same operation: it is redirected, because the destination is lost. */
  | Message<
      'GroupMoveStarted',
      {
        operation: OperationId;
        from: NodeId;
        to: NodeId;
        epoch: number;
        reason?: MoveReason;
        /** Back to where it came from when not all comes online; once. */
        returnOnError?: boolean;
        /** An operator asked for this destination: the policy about clobbering may deny it. */
        isDeniable?: boolean;
      }
    >
  | Message<
      'GroupOwnerChanged',
      { operation: OperationId; from: NodeId; to: NodeId; epoch: number }
    >
  | Message<'GroupMoveCompleted', { operation: OperationId; epoch: number }>
  | Message<'GroupMoveFailed', { operation: OperationId; epoch: number; reason: string }>
  /** The policy about clobbering denies the move, for the sake of a resource at the destination. */
  | Message<'GroupMoveDenied', DeniedMove & Readonly<{ epoch: number }>>
  | Message<
      'GroupFailoverCounted',
      {
        operation: OperationId;
        /** When the resource failed for whose sake it is. */
        at: number;
        /** Of the node that is left. */
        nodeRevision?: number;
      }
    >
  /** Resources are brought online or taken offline where the group is. */
  | Message<
      'GroupOperationStarted',
      {
        operation: OperationId;
        kind: BringingKind;
        resources: readonly ResourceId[];
        epoch: number;
        /** Whether the resources' persistent state follows (a node's stop leaves it alone). */
        persist: boolean;
        /** Supervisors are not waited for. */
        force?: boolean;
        /** Whoever was online stays offline until a command or a move, whatever it shall be. */
        stay?: boolean;
        /** An operator wants it: failures are counted anew, also where `persist` is not set. */
        afresh?: boolean;
      }
    >
  | Message<'GroupOperationCompleted', { operation: OperationId; epoch: number }>
  | Message<'GroupOperationFailed', { operation: OperationId; epoch: number; reason: string }>
  | Message<'GroupClosed', Record<string, never>>;
