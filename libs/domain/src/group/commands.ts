import { type NodeId, type OperationId, type ResourceId } from '../vocabulary/ids.js';
import { type DataOf, type Message } from '../vocabulary/message.js';
import { type Dependency } from './dependency.js';
import { type BringingKind, type DeniedMove, type GroupEvent, type MoveReason } from './events.js';
import { type GroupPolicy } from './policy.js';

export type GroupCommand =
  | Message<
      'OpenGroup',
      { owner: NodeId; preferredOwners: readonly NodeId[]; policy?: Partial<GroupPolicy> }
    >
  | Message<'ConfigureGroup', Partial<GroupPolicy>>
  | Message<'RemovePreferredOwner', { node: NodeId }>
  | Message<'AddGroupMember', { resource: ResourceId; epoch?: number }>
  /** `isParted`: only one without providers, without dependents, and not being deleted. */
  | Message<'RemoveGroupMember', { resource: ResourceId; isParted?: boolean }>
  | Message<'StartMemberRemoval', DataOf<GroupEvent, 'GroupMemberRemovalStarted'>>
  | Message<'AbandonMemberRemoval', DataOf<GroupEvent, 'GroupMemberRemovalAbandoned'>>
  /** `isOnline`: whether the dependent is; only one that is not may get another provider. */
  | Message<'AddDependency', { resource: ResourceId; provider: ResourceId; isOnline: boolean }>
  | Message<'RemoveDependency', { resource: ResourceId; provider: ResourceId }>
  | Message<
      'SetDependencies',
      { resource: ResourceId; expression: Dependency | null; isOnline: boolean }
    >
  | Message<
      'StartGroupMove',
      {
        operation: OperationId;
        to: NodeId;
        reason?: MoveReason;
        returnOnError?: boolean;
        /** As in the event. */
        isDeniable?: boolean;
        /** The epoch that whoever wants it has seen; on another one it is no longer wanted. */
        after?: number;
        /**
         * A failover counts: when the resource failed, how many are carried out within the period,
         * and where the history of the node stands that is left.
         */
        failover?: Readonly<{ at: number; limit: number; nodeRevision?: number }>;
      }
    >
  /** The destination is lost: the same operation goes elsewhere. */
  | Message<'RedirectGroupMove', { operation: OperationId; to: NodeId }>
  | Message<'ChangeGroupOwner', { operation: OperationId }>
  | Message<
      'StartGroupOperation',
      {
        operation: OperationId;
        kind: BringingKind;
        resources: readonly ResourceId[];
        persist: boolean;
        force?: boolean;
        stay?: boolean;
        /** As in the event. */
        afresh?: boolean;
        /** As for a move. */
        after?: number;
      }
    >
  | Message<'CompleteGroupOperation', { operation: OperationId }>
  | Message<'FailGroupOperation', { operation: OperationId; reason: string }>
  | Message<'DenyGroupMove', DeniedMove>
  /** The end of one and the start of the one that undoes it, so that nothing comes in between. */
  | Message<
      'CancelGroupOperation',
      { operation: OperationId; by: OperationId; resources: readonly ResourceId[] }
    >
  | Message<'CloseGroup', Record<string, never>>;
