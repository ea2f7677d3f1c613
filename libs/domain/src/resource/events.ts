import { type RegistryChange, type RegistryView } from '#registry';

import { type CryptoName } from '../vocabulary/crypto-name.js';
import {
  type CheckpointId,
  type GroupId,
  type KeyId,
  type NodeId,
  type OperationId,
} from '../vocabulary/ids.js';
import { type Message } from '../vocabulary/message.js';
import { type ResourceProperties } from './properties.js';

export type CaptureReason =
  | 'added'
  | 'changed'
  | 'clobbered'
  | 'going-offline'
  | 'recovered'
  | 'reverted'
  | 'staged'
  | 'recaptured'
  | 'backup';

/** A place in a node's history: its registry as it was just after that event of its stream. */
export type NodeMoment = Readonly<{
  node: NodeId;
  /** Revision in the node's stream. A number: a stream stays far below 2^53 events. */
  nodeRevision: number;
}>;

/** The content of an earlier capture of the same checkpoint, with or without `changes` applied. */
export type CaptureSource = Readonly<{ capture: number }>;

/** Why a checkpoint could not be restored. */
export type RestoreFailureCause = 'held' | 'key-erased' | 'provider-missing';

/**
 * Marks a capture that was taken while a restore onto its node was missing: its content is not the
 * content of a restored key.
 */
export type OverUnrestored = Readonly<{
  /** Id of the RestoreFailed event. */
  restoreFailed: string;
  node: NodeId;
  /** Up to which revision of the node the capture has the edits. */
  nodeRevision: number;
}>;

/** Which capture of which checkpoint an attempt to come online puts back. */
export type Pin = Readonly<{ checkpoint: CheckpointId; capture: number }>;

/** One attempt to change state: which operation, on whose word (the group's epoch), where. */
export type Attempt = Readonly<{ operation: OperationId; epoch: number; node: NodeId }>;

/** A capture that could not be put onto a node. */
export type RestoreFailure = Readonly<{
  checkpoint: CheckpointId;
  capture: number;
  reason: string;
  /** Revision of the node when the restore was tried; absent in logs before 0.2.0. */
  nodeRevision?: number;
  cause?: RestoreFailureCause;
  /** The program that holds the subtree open, where the cause is `held`. */
  holder?: string;
}>;

/** Milliseconds since 1970; a command brings it, because a decision may depend on it later. */
export type Instant = number;

/** What is stored: never rename one, a new meaning is a new name. */
export type ResourceEvent =
  | Message<
      'ResourceOpened',
      { type: string; group: GroupId; properties?: Partial<ResourceProperties> }
    >
  /** What was changed: properties, the group it belongs to, or what it shall be. */
  | Message<
      'ResourceConfigured',
      Partial<ResourceProperties> & { group?: GroupId; persistentState?: 'Online' | 'Offline' }
    >
  | Message<'ResourceFenced', { epoch: number }>
  | Message<
      'ResourceOnlinePending',
      Attempt & {
        pins: readonly Pin[];
        persist: boolean;
        at?: Instant;
        /** An operator asked for it without changing the persistent state: failures are counted anew. */
        afresh?: true;
      }
    >
  | Message<'ResourceOnline', Attempt & { nodeRevision: number }>
  | Message<'ResourceOfflinePending', Attempt & { persist: boolean; stay?: boolean; at?: Instant }>
  /** The supervisor of an external resource has stopped its application, or took too long. */
  | Message<'ResourceStopped', { operation: OperationId; reason: string }>
  /** `crash`: its node is gone, and nothing was captured on the way. */
  | Message<'ResourceOffline', Attempt & { nodeRevision: number; crash?: true }>
  | Message<'ResourceFailed', Attempt & { nodeRevision: number; reason: string; at?: Instant }>
  | Message<'ResourceClosed', Record<string, never>>
  | Message<
      'RegistryCheckpointAdded',
      {
        checkpoint: CheckpointId;
        /** As typed. */
        key: string;
        view: RegistryView;
        /** The physical key, after WOW64 redirection and links. */
        effectiveKey: string;
      }
    >
  | Message<
      'RegistryCheckpointCaptured',
      {
        checkpoint: CheckpointId;
        /** Captures of one checkpoint are numbered from 1. */
        number: number;
        reason: CaptureReason;
        source: NodeMoment | CaptureSource;
        /** Applied in order to the content of the source; physical keys. */
        changes?: readonly RegistryChange[];
        /** Merkle hash of the tree under the effective key. */
        hash: string;
        overUnrestored?: OverUnrestored;
        /** For `clobbered`: the restore that did it. */
        clobberedBy?: Readonly<{ resource: string; checkpoint: string; nodeRevision: number }>;
      }
    >
  | Message<
      'RegistryCheckpointRestored',
      Attempt & { checkpoint: CheckpointId; capture: number; nodeRevision: number }
    >
  /** Somebody holds the subtree open; it stays as it is (event 1024 in Windows). */
  | Message<'RegistryCheckpointRestoreFailed', Attempt & RestoreFailure>
  | Message<
      'RegistryCheckpointDeleted',
      {
        checkpoint: CheckpointId;
        key: string;
        /** It was added at the same moment as another resource's, and after it, on a key that excludes it. */
        reason?: 'clobber';
      }
    >
  /** `name` as typed. */
  | Message<'CryptoCheckpointAdded', CryptoName & { checkpoint: CheckpointId; name: string }>
  | Message<
      'CryptoCheckpointCaptured',
      {
        checkpoint: CheckpointId;
        number: number;
        reason: CaptureReason;
        source: NodeMoment;
        /** ABSENT_CONTAINER where the container was deleted. */
        fingerprint: string;
        /** Where the copy is, sealed; none of a container that was deleted. */
        key?: KeyId;
        overUnrestored?: OverUnrestored;
      }
    >
  | Message<
      'CryptoCheckpointRestored',
      Attempt & { checkpoint: CheckpointId; capture: number; nodeRevision: number }
    >
  | Message<'CryptoCheckpointRestoreFailed', Attempt & RestoreFailure>
  /** The captures go with it: what was in them is erased. */
  | Message<
      'CryptoCheckpointDeleted',
      { checkpoint: CheckpointId; name: string; keys: readonly KeyId[] }
    >;
