import { type NodeId, type OperationId, type ResourceId } from '../vocabulary/ids.js';
import { type DataOf, type Message } from '../vocabulary/message.js';
import { type Dependency } from './dependency.js';
import {
  type GroupOperationKind,
  type DeniedMove,
  type GroupEvent,
  type MoveReason,
} from './events.js';
import { type GroupPolicy } from './policy.js';

export type GroupCommand =
  | Message<
      'OpenGroup',
      { owner: NodeId; preferredOwners: readonly NodeId[]; policy?: Partial<GroupPolicy> }
    >
  | Message<'ReopenGroup', DataOf<GroupEvent, 'GroupReopened'>>
  | Message<'ConfigureGroup', Partial<GroupPolicy>>
  | Message<'RemovePreferredOwner', { node: NodeId }>
  | Message<'AddGroupMember', { resource: ResourceId; epoch?: number }>
  /**
   * `isParted`: remove the member only if it has no provider and no dependent, and isn't being
   * deleted.
   */
  | Message<'RemoveGroupMember', { resource: ResourceId; isParted?: boolean }>
  | Message<'StartMemberRemoval', DataOf<GroupEvent, 'GroupMemberRemovalStarted'>>
  | Message<'AbandonMemberRemoval', DataOf<GroupEvent, 'GroupMemberRemovalAbandoned'>>
  /** `isOnline`: the dependent is online, so it can't get another provider. */
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
        /** As in the event. */
        isNamed?: boolean;
        /** The epoch that the sender has seen. At another epoch the command decides nothing. */
        after?: number;
        /**
         * Makes the failover count: the time of the failure, the number of failovers that the
         * period allows, and the revision of the node that the group leaves.
         */
        failover?: Readonly<{ at: number; limit: number; nodeRevision?: number }>;
      }
    >
  /** The destination is lost: the same operation moves the group to another node. */
  | Message<'RedirectGroupMove', { operation: OperationId; to: NodeId }>
  | Message<'ChangeGroupOwner', { operation: OperationId }>
  | Message<
      'StartGroupOperation',
      {
        operation: OperationId;
        kind: GroupOperationKind;
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
  /** Ends an operation and starts the one that undoes it, in one append. */
  | Message<
      'CancelGroupOperation',
      { operation: OperationId; by: OperationId; resources: readonly ResourceId[] }
    >
  | Message<'CloseGroup', Record<string, never>>;
