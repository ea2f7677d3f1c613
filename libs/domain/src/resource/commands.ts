import { type RegistryView } from '#registry';

import { type CryptoName } from '../vocabulary/crypto-name.js';
import {
  type CheckpointId,
  type GroupId,
  type KeyId,
  type NodeId,
  type OperationId,
} from '../vocabulary/ids.js';
import { type DataOf, type Message } from '../vocabulary/message.js';
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

/** Where a capture is taken from, and the hash of the tree that is there. */
export type Taken = Readonly<{
  source: NodeMoment;
  hash: string;
  /** Where the key overlaps one whose restore is missing on that node. */
  overUnrestored?: OverUnrestored;
}>;

/** A key container as it is, and where its copy is. */
export type TakenKey = Readonly<{
  source: NodeMoment;
  fingerprint: string;
  exportable: boolean;
  key: KeyId;
  overUnrestored?: OverUnrestored;
}>;

type CapturedData = DataOf<ResourceEvent, 'RegistryCheckpointCaptured'>;

export type ResourceCommand =
  | Message<
      'OpenResource',
      { type: string; group: GroupId; properties?: Partial<ResourceProperties> }
    >
  | Message<'FenceResource', { epoch: number }>
  | Message<'ConfigureResource', Partial<ResourceProperties>>
  | Message<'AddPossibleOwner', { node: NodeId }>
  | Message<
      'RemovePossibleOwner',
      {
        node: NodeId;
        /** All nodes there are: without a list of its own, all of them may be its owner. */
        nodes: readonly NodeId[];
        owner: NodeId;
      }
    >
  /** Where it belongs from now on; epochs of both groups stay comparable. */
  | Message<'ChangeResourceGroup', { from: GroupId; group: GroupId }>
  /** What it shall be, although it stays as it is now. */
  | Message<'SetPersistentState', { persistentState: 'Online' | 'Offline' }>
  | Message<'BeginOnline', Attempt & { persist: boolean; at?: Instant; afresh?: true }>
  | Message<'CompleteOnline', Attempt & { nodeRevision: number }>
  | Message<'FailOnline', Attempt & { nodeRevision: number; reason: string; at?: Instant }>
  | Message<'BeginOffline', Attempt & { persist: boolean; stay?: boolean; at?: Instant }>
  | Message<'StopWaiting', { operation: OperationId; reason: string }>
  | Message<'CompleteOffline', Attempt & { nodeRevision: number }>
  /** Its node is gone: it is offline, and nothing more can be captured there. */
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
  /** Only while it belongs to the group, and its last configuration event has this revision. */
  | Message<'CmarkResourceLost', { group?: GroupId; configuredAt?: number }>
  | Message<
      'AddRegistryCheckpoint',
      {
        checkpoint: CheckpointId;
        key: string;
        view: RegistryView;
        effectiveKey: string;
        /** Undefined when the key does not exist on the owner. */
        taken: Taken | undefined;
      }
    >
  /** The policy about clobbering did not allow it. */
  | Message<'WithdrawRegistryCheckpoint', { checkpoint: CheckpointId }>
  | Message<'DeleteRegistryCheckpoint', { key: string }>
  | Message<'CaptureRegistry', Omit<CapturedData, 'number'> & { operation?: OperationId }>
  /** Replaces the stored copy with the live key, by command. */
  | Message<'RecaptureRegistry', { checkpoint: CheckpointId } & Taken>
  /** Replaces the stored copy with an earlier capture, by command. */
  | Message<'RevertRegistryCopy', { checkpoint: CheckpointId; capture: number; hash: string }>
  /** Replaces the stored copy with the live key container, by command. */
  | Message<
      'RecaptureCrypto',
      { checkpoint: CheckpointId; source: NodeMoment; fingerprint: string; key: KeyId }
    >
  /** Replaces the stored copy with the keys of an earlier capture, by command. */
  | Message<
      'RevertCryptoCopy',
      { checkpoint: CheckpointId; source: NodeMoment; fingerprint: string; key?: KeyId }
    >
  /** A restore by command onto the node where the resource is online. */
  | Message<
      'RecordDeliberateRestore',
      Attempt & { checkpoint: CheckpointId; capture: number; nodeRevision: number }
    >
  /** A restore by command that could not be carried out. */
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
        /** Undefined when there is no such container on the owner. */
        taken: TakenKey | undefined;
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
