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
import { type CaptureCure } from '../vocabulary/cure.js';
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

/** The reasons of captures with which a command replaces the stored copy. */
export const REPLACEMENTS: ReadonlySet<CaptureReason> = new Set([
  'staged',
  'recaptured',
  'reverted',
  'backup',
]);

/** A moment in a node's history: its registry just after an event of its stream. */
export type NodeMoment = Readonly<{
  node: NodeId;
  /** Revision in the node's stream. A number is enough: a stream stays far below 2^53 events. */
  nodeRevision: number;
}>;

/** The content of an earlier capture of the same checkpoint, with or without `changes` applied. */
export type CaptureSource = Readonly<{ capture: number }>;

/** Why a checkpoint could not be restored. */
export type RestoreFailureCause = 'held' | 'key-erased' | 'provider-missing';

/**
 * Marks a capture that was taken while the restore onto its node was missing. Such a capture does
 * not have the content of a restored key.
 */
export type OverUnrestored = Readonly<{
  /** Id of the RestoreFailed event. */
  restoreFailed: string;
  node: NodeId;
  /** The revision of the node up to which the capture has the edits. */
  nodeRevision: number;
}>;

/** The capture of a checkpoint that an attempt to come online restores. */
export type Pin = Readonly<{ checkpoint: CheckpointId; capture: number }>;

/** One attempt to change the state: the operation, the group's epoch and the node. */
export type Attempt = Readonly<{ operation: OperationId; epoch: number; node: NodeId }>;

/** A capture that could not be restored onto a node. */
export type RestoreFailure = Readonly<{
  checkpoint: CheckpointId;
  capture: number;
  reason: string;
  /** Revision of the node at the attempted restore; absent in logs before 0.2.0. */
  nodeRevision?: number;
  cause?: RestoreFailureCause;
  /** The program that holds the subtree open, if the cause is `held`. */
  holder?: string;
}>;

/**
 * Milliseconds since 1970. A command carries the time, because a later decision may depend on it.
 */
export type Instant = number;

/**
 * The events of a resource. Their names are stored: never rename one; a new meaning gets a new
 * name.
 */
export type ResourceEvent =
  | Message<
      'ResourceOpened',
      { type: string; group: GroupId; properties?: Partial<ResourceProperties> }
    >
  /** A restore of a backup brings back a resource that was closed, without checkpoints. */
  | Message<
      'ResourceReopened',
      {
        type: string;
        group: GroupId;
        properties: ResourceProperties;
      }
    >
  /** The changed settings: properties, the group, or the persistent state. */
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
        /**
         * An operator asked for the online without changing the persistent state: failures are
         * counted from zero.
         */
        afresh?: true;
      }
    >
  | Message<'ResourceOnline', Attempt & { nodeRevision: number }>
  | Message<'ResourceOfflinePending', Attempt & { persist: boolean; stay?: boolean; at?: Instant }>
  /**
   * The supervisor of an external resource has stopped its application, or did not answer in time.
   */
  | Message<'ResourceStopped', { operation: OperationId; reason: string }>
  /** `crash`: the node is gone, and nothing was captured on the way. */
  | Message<'ResourceOffline', Attempt & { nodeRevision: number; crash?: true }>
  | Message<'ResourceFailed', Attempt & { nodeRevision: number; reason: string; at?: Instant }>
  | Message<'ResourceClosed', Record<string, never>>
  | Message<
      'RegistryCheckpointAdded',
      {
        checkpoint: CheckpointId;
        /** The key as typed. */
        key: string;
        view: RegistryView;
        /** The physical key, after WOW64 redirection and links. */
        effectiveKey: string;
        /**
         * Set if a restore of a backup brings back a deleted checkpoint: the number of its captures
         * before. The clobber policy does not apply.
         */
        captures?: number;
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
        /** Physical keys. The changes apply in order to the content of the source. */
        changes?: readonly RegistryChange[];
        /** Merkle hash of the tree under the effective key. */
        hash: string;
        overUnrestored?: OverUnrestored;
        /** For `clobbered`: the restore that overwrote the key. */
        clobberedBy?: Readonly<{ resource: string; checkpoint: string; nodeRevision: number }>;
        /** The cure that replaced the stored copy. */
        cure?: CaptureCure;
      }
    >
  | Message<
      'RegistryCheckpointRestored',
      Attempt & { checkpoint: CheckpointId; capture: number; nodeRevision: number }
    >
  /** A program holds the subtree open, and the key stays as it is (event 1024 in Windows). */
  | Message<'RegistryCheckpointRestoreFailed', Attempt & RestoreFailure>
  | Message<
      'RegistryCheckpointDeleted',
      {
        checkpoint: CheckpointId;
        key: string;
        /**
         * The clobber policy excludes the checkpoint: another resource's checkpoint came first, at
         * the same time.
         */
        reason?: 'clobber';
      }
    >
  /** `name`: the name as typed. */
  | Message<'CryptoCheckpointAdded', CryptoName & { checkpoint: CheckpointId; name: string }>
  | Message<
      'CryptoCheckpointCaptured',
      {
        checkpoint: CheckpointId;
        number: number;
        reason: CaptureReason;
        source: NodeMoment;
        /** ABSENT_CONTAINER if the container was deleted. */
        fingerprint: string;
        /** The id of the sealed copy; absent if the container was deleted. */
        key?: KeyId;
        overUnrestored?: OverUnrestored;
        cure?: CaptureCure;
      }
    >
  | Message<
      'CryptoCheckpointRestored',
      Attempt & { checkpoint: CheckpointId; capture: number; nodeRevision: number }
    >
  | Message<'CryptoCheckpointRestoreFailed', Attempt & RestoreFailure>
  /** The captures go too: their sealed keys are erased. */
  | Message<
      'CryptoCheckpointDeleted',
      { checkpoint: CheckpointId; name: string; keys: readonly KeyId[] }
    >;
