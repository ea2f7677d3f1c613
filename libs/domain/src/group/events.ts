import { type NodeId, type OperationId, type ResourceId } from '../shared/ids.js';
import { type Message } from '../shared/message.js';

/**
 * The unit of failover: owner, members, and the one operation that is under way.
 * What is stored: never rename one, a new meaning is a new name.
 */
export type GroupEvent =
  | Message<'GroupOpened', { owner: NodeId; preferredOwners: readonly NodeId[] }>
  | Message<'GroupConfigured', { preferredOwners: readonly NodeId[] }>
  | Message<'GroupMemberAdded', { resource: ResourceId }>
  | Message<'GroupMemberRemoved', { resource: ResourceId }>
  | Message<'GroupMoveStarted', { operation: OperationId; from: NodeId; to: NodeId; epoch: number }>
  | Message<
      'GroupOwnerChanged',
      { operation: OperationId; from: NodeId; to: NodeId; epoch: number }
    >
  | Message<'GroupMoveCompleted', { operation: OperationId; epoch: number }>
  | Message<'GroupMoveFailed', { operation: OperationId; epoch: number; reason: string }>
  /** Resources are brought online or taken offline where the group is. */
  | Message<
      'GroupOperationStarted',
      {
        operation: OperationId;
        kind: 'online' | 'offline';
        resources: readonly ResourceId[];
        epoch: number;
        /** Whether the resources' persistent state follows (a node's stop leaves it alone). */
        persist: boolean;
      }
    >
  | Message<'GroupOperationCompleted', { operation: OperationId; epoch: number }>
  | Message<'GroupOperationFailed', { operation: OperationId; epoch: number; reason: string }>
  | Message<'GroupClosed', Record<string, never>>;
