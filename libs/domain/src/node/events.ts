import { type RegistryChange } from '#registry';

import {
  type CheckpointId,
  type ContainerId,
  type GroupId,
  type KeyId,
  type NodeId,
  type OperationId,
  type ResourceId,
} from '../vocabulary/ids.js';
import { type Message } from '../vocabulary/message.js';
import { type Cure, type Undoing } from '../vocabulary/cure.js';

/** Names a complete set of staged changes, so that a short event can apply a long list. */
export type StagedSet = Readonly<{
  set: string;
  /** The number of RegistryChangesStaged events in the set; their index counts from 0. */
  count: number;
  /** sha-256 of the changes as JSON, in order; hex. */
  hash: string;
}>;

/** A capture that is restored onto a node, and the operation that does so. */
export type Restore = Readonly<{
  resource: ResourceId;
  checkpoint: CheckpointId;
  capture: number;
  /** Effective key. */
  key: string;
  group: GroupId;
  epoch: number;
  operation: OperationId;
  /** An operator asked for this restore. It is absent if a resource coming online did. */
  deliberate?: true;
}>;

/** A capture of a key container that is restored onto a node. */
export type ContainerRestore = Omit<Restore, 'key'> &
  Readonly<{
    /** The cure that restored it, if one did. */
    cure?: Undoing;
  }>;

/** The drained groups that come back when the node is resumed. */
export type Failback = 'none' | 'immediate' | 'policy';

/** The reason for a drain, its destination, and the treatment of groups that can't move. */
export type Drain = Readonly<{
  purpose: 'stop' | 'pause';
  target?: NodeId;
  /** Take groups that can't move offline. */
  force?: boolean;
  /** Wait until another node can take the groups. */
  retry?: boolean;
}>;

/** The name under which a node's programs find a key container. */
export type ContainerName = Readonly<{ type: number; provider: string; name: string }>;

/** A key container of a node. Its keys are sealed in a stream of their own. */
export type KeyContainer = ContainerName &
  Readonly<{
    container: ContainerId;
    exportable: boolean;
    /** sha-256 of the public key, as SubjectPublicKeyInfo; hex. */
    fingerprint: string;
    key: KeyId;
  }>;

/**
 * The events of a node. Their names are stored: never rename one; a new meaning gets a new name.
 */
export type NodeEvent =
  | Message<'NodeOpened', { name: string }>
  /** `ignorePersistentState`: no resource comes online there automatically. */
  | Message<'NodeStarted', { operation: OperationId; ignorePersistentState?: boolean }>
  | Message<'NodeStopped', { operation: OperationId }>
  /** The node has died: nothing more happens there, and its registry stays as it was. */
  | Message<'NodeCrashed', { operation: OperationId }>
  /**
   * The node keeps its groups, takes no others and brings nothing online. A restart does not end
   * the pause.
   */
  | Message<'NodePaused', { operation: OperationId }>
  | Message<'NodeResumed', { operation: OperationId; failback: Failback }>
  | Message<'DrainStarted', { operation: OperationId } & Drain>
  /** `reason`: the cause of a failure. */
  | Message<
      'DrainCompleted',
      { operation: OperationId; status?: 'Completed' | 'Failed'; reason?: string }
    >
  /** The node takes no commands until it has left the directory, or the eviction is abandoned. */
  | Message<'NodeEvictionStarted', { operation: OperationId }>
  /** The directory kept the node, because a group came to it in the meantime. */
  | Message<'NodeEvictionAbandoned', { operation: OperationId }>
  /** A restore of a backup brings back a node that was evicted. It is Down. */
  | Message<'NodeReturned', Record<string, never>>
  /** From here on, registry restores of this group with a lower epoch are refused. */
  | Message<'GroupFenced', { group: GroupId; epoch: number }>
  | Message<
      'RegistryHeld',
      {
        /** Effective key. */
        key: string;
        holder: string;
      }
    >
  | Message<'RegistryReleased', { key: string }>
  | Message<'DefaultProviderSet', { type: number; provider: string }>
  /** `replaced`: the previous key of the container, which is erased. */
  | Message<'KeyContainerStored', KeyContainer & { replaced?: KeyId }>
  /**
   * A capture was restored here. `replaced`: the key to erase, either the previous one or the
   * unused copy.
   */
  | Message<'KeyContainerRestored', KeyContainer & ContainerRestore & { replaced?: KeyId }>
  /**
   * A capture of a deleted container was restored here, so the container is deleted. `replaced`:
   * its key, if it existed.
   */
  | Message<
      'KeyContainerAbsenceRestored',
      ContainerRestore & ContainerName & { container?: ContainerId; replaced?: KeyId }
    >
  | Message<'KeyContainerDeleted', { container: ContainerId; key: KeyId; fingerprint: string }>
  /** A caller has read the private keys of the container. */
  | Message<'KeyMaterialRevealed', { container: ContainerId; key: KeyId; fingerprint: string }>
  | Message<
      'RegistryChangesStaged',
      { set: string; index: number; changes: readonly RegistryChange[] }
    >
  /**
   * An edit. The staged changes apply first, then `changes`. `cure`: the edit undoes others, and
   * stored copies follow it; it may change nothing in the registry itself.
   */
  | Message<
      'RegistryChanged',
      { changes: readonly RegistryChange[]; staged?: StagedSet; cure?: Cure }
    >
  /**
   * A capture was restored here as a replace. `changes` has every difference that the restore made.
   */
  | Message<
      'RegistryRestored',
      Restore & {
        changes: readonly RegistryChange[];
        staged?: StagedSet;
        /** Hash of the tree under `key` after the restore. */
        hash: string;
      }
    >;
