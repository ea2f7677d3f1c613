import { type RegistryChange, type RegistryView } from '#registry';

import { type CryptoName } from '../vocabulary/crypto-name.js';
import {
  type CheckpointId,
  type GroupId,
  type KeyId,
  type NodeId,
  type OperationId,
} from '../vocabulary/ids.js';
import { type DataOf, type Message } from '../vocabulary/message.js';
import { type Undoing } from '../vocabulary/cure.js';
import {
  type Attempt,
  type CaptureReason,
  type Instant,
  type NodeMoment,
  type OverUnrestored,
  type ResourceEvent,
  type RestoreFailure,
} from './events.js';
import { type ResourceProperties } from './properties.js';

/** The node and revision of a capture, and the hash of the tree there. */
export type LiveKey = Readonly<{
  source: NodeMoment;
  hash: string;
  /** Set if the key overlaps a key whose restore onto that node is missing. */
  overUnrestored?: OverUnrestored;
}>;

/** A live key container, and the id of its sealed copy. */
export type LiveKeyContainer = Readonly<{
  source: NodeMoment;
  fingerprint: string;
  exportable: boolean;
  key: KeyId;
  overUnrestored?: OverUnrestored;
}>;

type CapturedData = DataOf<ResourceEvent, 'RegistryCheckpointCaptured'>;

/** A checkpointed key that does not exist on the owner. */
type MissingKey = Readonly<{
  /** True if the checkpoint is added all the same, without a capture. */
  isAllowed: boolean;
  /** The other view, if the key exists there. */
  otherView: RegistryView | undefined;
}>;

export type ResourceCommand =
  | Message<
      'OpenResource',
      { type: string; group: GroupId; properties?: Partial<ResourceProperties> }
    >
  | Message<'ReopenResource', DataOf<ResourceEvent, 'ResourceReopened'>>
  | Message<'FenceResource', { epoch: number }>
  | Message<'ConfigureResource', Partial<ResourceProperties>>
  | Message<'AddPossibleOwner', { node: NodeId }>
  | Message<
      'RemovePossibleOwner',
      {
        node: NodeId;
        /** All nodes. A resource without a list of its own may run on each of them. */
        nodes: readonly NodeId[];
        owner: NodeId;
      }
    >
  /** Puts the resource into another group. The epochs of both groups stay comparable. */
  | Message<'ChangeResourceGroup', { from: GroupId; group: GroupId }>
  /** Changes the persistent state, and leaves the state alone. */
  | Message<'SetPersistentState', { persistentState: 'Online' | 'Offline' }>
  | Message<'BeginOnline', Attempt & { persist: boolean; at?: Instant; afresh?: true }>
  | Message<'CompleteOnline', Attempt & { nodeRevision: number }>
  | Message<'FailOnline', Attempt & { nodeRevision: number; reason: string; at?: Instant }>
  | Message<'BeginOffline', Attempt & { persist: boolean; stay?: boolean; at?: Instant }>
  | Message<'StopWaiting', { operation: OperationId; reason: string }>
  | Message<'CompleteOffline', Attempt & { nodeRevision: number }>
  /** The node is gone: the resource becomes offline without a capture. */
  | Message<'MarkResourceLost', Attempt & { nodeRevision: number }>
  | Message<
      'FailResource',
      { operation: OperationId; nodeRevision: number; reason: string; at: Instant }
    >
  | Message<
      'ReportResource',
      {
        state: 'Online' | 'Offline' | 'Failed';
        operation: OperationId;
        nodeRevision: number;
        reason: string;
        at: Instant;
      }
    >
  /** Decides nothing if the resource has another group, or its configuration another revision. */
  | Message<'CloseResource', { group?: GroupId; configuredAt?: number }>
  | Message<
      'AddRegistryCheckpoint',
      {
        checkpoint: CheckpointId;
        key: string;
        view: RegistryView;
        effectiveKey: string;
        /** Undefined when the key does not exist on the owner. */
        taken: LiveKey | undefined;
        missing?: MissingKey;
      }
    >
  /** Brings back a deleted checkpoint with one of its captures as the stored copy. */
  | Message<
      'ReturnRegistryCheckpoint',
      {
        checkpoint: CheckpointId;
        key: string;
        view: RegistryView;
        effectiveKey: string;
        /** The capture and its hash; undefined for a checkpoint that had none. */
        copy: Readonly<{ capture: number; hash: string }> | undefined;
        cure: Undoing;
      }
    >
  /** Deletes a checkpoint that the clobber policy does not allow. */
  | Message<'WithdrawRegistryCheckpoint', { checkpoint: CheckpointId }>
  | Message<'DeleteRegistryCheckpoint', { key: string }>
  | Message<'CaptureRegistry', Omit<CapturedData, 'number'> & { operation?: OperationId }>
  /** Replaces the stored copy with the live key, by command. */
  | Message<'RecaptureRegistry', { checkpoint: CheckpointId } & LiveKey>
  /** Replaces the stored copy with an earlier capture, by command. */
  | Message<
      'RevertRegistryCopy',
      { checkpoint: CheckpointId; capture: number; hash: string; cure?: Undoing }
    >
  /** Changes the stored copy, by command. */
  | Message<
      'ChangeRegistryCopy',
      {
        checkpoint: CheckpointId;
        changes: readonly RegistryChange[];
        /** The number of captures that the caller has seen. */
        captures: number;
        /** Hash of the last capture with the changes. */
        hash: string;
        cure?: Undoing;
      }
    >
  /** Captures a stored copy that a cure of a node's registry has replaced. */
  | Message<
      'CaptureCure',
      Pick<CapturedData, 'checkpoint' | 'source' | 'changes' | 'hash'> &
        Readonly<{
          /** The number of captures when the debt was found. */
          captures: number;
          cure: Undoing & Readonly<{ by: NodeMoment }>;
        }>
    >
  /** Replaces the stored copy with the live key container, by command. */
  | Message<
      'RecaptureCrypto',
      { checkpoint: CheckpointId; source: NodeMoment; fingerprint: string; key: KeyId }
    >
  /** Replaces the stored copy with the keys of an earlier capture, by command. */
  | Message<
      'RevertCryptoCopy',
      {
        checkpoint: CheckpointId;
        source: NodeMoment;
        fingerprint: string;
        key?: KeyId;
        cure?: Undoing;
      }
    >
  /** Records a restore by command onto the node on which the resource is online. */
  | Message<
      'RecordDeliberateRestore',
      Attempt & { checkpoint: CheckpointId; capture: number; nodeRevision: number }
    >
  /** Records the failure of a restore by command. */
  | Message<'RecordDeliberateRestoreFailure', Attempt & RestoreFailure>
  | Message<
      'RecordRegistryRestore',
      Attempt & { checkpoint: CheckpointId; capture: number; nodeRevision: number }
    >
  | Message<
      'AddCryptoCheckpoint',
      CryptoName & {
        checkpoint: CheckpointId;
        name: string;
        /** Undefined when the container does not exist on the owner. */
        taken: LiveKeyContainer | undefined;
      }
    >
  | Message<'DeleteCryptoCheckpoint', { name: CryptoName }>
  | Message<
      'CaptureCrypto',
      {
        checkpoint: CheckpointId;
        reason: CaptureReason;
        source: NodeMoment;
        /** ABSENT_CONTAINER, without a key, for a container that was deleted. */
        fingerprint: string;
        key?: KeyId;
        overUnrestored?: OverUnrestored;
        operation?: OperationId;
      }
    >
  | Message<
      'RecordCryptoRestore',
      Attempt & { checkpoint: CheckpointId; capture: number; nodeRevision: number }
    >
  | Message<'RecordRestoreFailure', Attempt & RestoreFailure>;
