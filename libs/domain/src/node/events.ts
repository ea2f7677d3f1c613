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

/** Names a closed set of staged changes, so that a short event can make a long list true. */
export type StagedSet = Readonly<{
  set: string;
  /** How many RegistryChangesStaged events the set has, numbered from 0. */
  count: number;
  /** sha-256 of the changes as JSON, in order; hex. */
  hash: string;
}>;

/** A capture that is put onto a node, and on whose word. */
export type Restore = Readonly<{
  resource: ResourceId;
  checkpoint: CheckpointId;
  capture: number;
  /** Effective key. */
  key: string;
  group: GroupId;
  epoch: number;
  operation: OperationId;
  /** An operator asked for this restore; a resource on its way online did not. */
  deliberate?: true;
}>;

/** Which of the groups that were drained away come back when the node is resumed. */
export type Failback = 'none' | 'immediate' | 'policy';

/** Why the groups leave a node, where to, and what becomes of those that can't move. */
export type Drain = Readonly<{
  purpose: 'stop' | 'pause';
  target?: NodeId;
  /** They are taken offline. */
  force?: boolean;
  /** They are waited for until another node can take them. */
  retry?: boolean;
}>;

/** By which a node's programs know a key container. */
export type ContainerName = Readonly<{ type: number; provider: string; name: string }>;

/** A key container of a node; what is in it is in a stream of its own, sealed. */
export type KeyContainer = ContainerName &
  Readonly<{
    container: ContainerId;
    exportable: boolean;
    /** sha-256 of the public key, as SubjectPublicKeyInfo; hex. */
    fingerprint: string;
    key: KeyId;
  }>;

/** What is stored: never rename one, a new meaning is a new name. */
export type NodeEvent =
  | Message<'NodeOpened', { name: string }>
  /** `ignorePersistentState`: nothing is brought online there by itself, whatever it shall be. */
  | Message<'NodeStarted', { operation: OperationId; ignorePersistentState?: boolean }>
  | Message<'NodeStopped', { operation: OperationId }>
  /** It is gone without a word: nothing more happens there, and its registry stays as it was. */
  | Message<'NodeCrashed', { operation: OperationId }>
  /** It keeps its groups, but takes none and brings nothing online; across restarts. */
  | Message<'NodePaused', { operation: OperationId }>
  | Message<'NodeResumed', { operation: OperationId; failback: Failback }>
  | Message<'DrainStarted', { operation: OperationId } & Drain>
  /** `reason`: why it failed. */
  | Message<
      'DrainCompleted',
      { operation: OperationId; status?: 'Completed' | 'Failed'; reason?: string }
    >
  /** It takes no commands until it has left the directory, or the eviction came to nothing. */
  | Message<'NodeEvictionStarted', { operation: OperationId }>
  /** The directory kept it: a group was put there meanwhile. */
  | Message<'NodeEvictionAbandoned', { operation: OperationId }>
  /** Registry restores of this group below this epoch are refused from here on. */
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
  /** `replaced`: what was in it before, which is erased. */
  | Message<'KeyContainerStored', KeyContainer & { replaced?: KeyId }>
  /** A capture was put here; `replaced` is what nobody needs now: what was here, or its copy. */
  | Message<'KeyContainerRestored', KeyContainer & Omit<Restore, 'key'> & { replaced?: KeyId }>
  /**
   * A capture of a container that was deleted was put here: there is none now. `replaced` is what was
   * in it, where there was one.
   */
  | Message<
      'KeyContainerAbsenceRestored',
      Omit<Restore, 'key'> & ContainerName & { container?: ContainerId; replaced?: KeyId }
    >
  | Message<'KeyContainerDeleted', { container: ContainerId; key: KeyId; fingerprint: string }>
  /** Somebody has read what is in it. */
  | Message<'KeyMaterialRevealed', { container: ContainerId; key: KeyId; fingerprint: string }>
  | Message<
      'RegistryChangesStaged',
      { set: string; index: number; changes: readonly RegistryChange[] }
    >
  /** An edit. The staged changes come first, then `changes`. */
  | Message<'RegistryChanged', { changes: readonly RegistryChange[]; staged?: StagedSet }>
  /** A capture was put here as a replace: `changes` is all that this made different. */
  | Message<
      'RegistryRestored',
      Restore & {
        changes: readonly RegistryChange[];
        staged?: StagedSet;
        /** Hash of the tree under `key` afterwards. */
        hash: string;
      }
    >;
