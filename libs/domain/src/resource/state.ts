import { type RegistryView } from '#registry';

import { type CryptoName } from '../vocabulary/crypto-name.js';
import {
  type CheckpointId,
  type GroupId,
  type KeyId,
  type NodeId,
  type OperationId,
} from '../vocabulary/ids.js';
import {
  type Attempt,
  type CaptureReason,
  type Instant,
  type NodeMoment,
  type OverUnrestored,
  type Pin,
  type RestoreFailure,
} from './events.js';
import { type ResourceProperties } from './properties.js';

/** Windows' words for the state of a resource. */
export type ResourceState =
  'Initializing' | 'Online' | 'Offline' | 'Failed' | 'OnlinePending' | 'OfflinePending';

/** The captures of a checkpoint that were taken while its restore was missing. */
type Unrestored = Readonly<{
  /**
   * The newest captures, if they hold the whole of a key that was not restored. Only logs before
   * 0.2.0 have them. The list ends when a command replaces the stored copy.
   */
  falseCaptures: readonly number[];
  /** The mark of the last capture. */
  overUnrestored: OverUnrestored | undefined;
}>;

export type RegistryCheckpoint = Readonly<{
  id: CheckpointId;
  /** The key as typed. */
  key: string;
  view: RegistryView;
  effectiveKey: string;
  /** The number of captures, which is the number of the last one; 0 until the key exists. */
  captures: number;
  /** Hash of the last capture; that of an absent key if there is none. */
  hash: string;
  source: NodeMoment;
  reason: CaptureReason;
  /**
   * False from the end of an online interval until a command replaces the stored copy: the key as it
   * was at that end may still need a capture. A capture on its way at the end can be of an earlier
   * content, so it changes nothing here.
   */
  settled: boolean;
  /** The last cure of a node's registry whose copy was captured. */
  cured: NodeMoment | undefined;
}> &
  Unrestored;

export type CryptoCheckpoint = CryptoName &
  Readonly<{
    id: CheckpointId;
    /** The name as typed. */
    name: string;
    captures: number;
    /** Fingerprint of the last capture; ABSENT_CONTAINER if the container was deleted. */
    fingerprint: string;
    /** The id of the sealed copy of each capture; null for a capture of an absent container. */
    keys: readonly (KeyId | null)[];
    source: NodeMoment;
    reason: CaptureReason;
    settled: boolean;
  }> &
  Unrestored;

/** A capture that could not be restored before its resource came online. */
export type MissingRestore = Omit<RestoreFailure, 'checkpoint'> &
  Readonly<{
    /** Revision of the RestoreFailed event in this stream. */
    revision: number;
    /** Effective key; undefined for a key container. */
    key: string | undefined;
  }>;

/** The change of state that is under way. */
export type Transition = Attempt &
  Readonly<{
    pinnedCaptures: readonly Pin[];
    /** The checkpoints that were restored in this attempt, or captured on its way offline. */
    done: ReadonlySet<CheckpointId>;
    /** True if the resource was online when it began to go offline; only then is it captured. */
    wasOnline: boolean;
    /** The time at which the attempt began. */
    since: Instant;
    /** The checkpoints of `done` that could not be restored. */
    unrestored: ReadonlyMap<CheckpointId, MissingRestore>;
    /** False while a supervisor has not yet reported the stop of its application. */
    stopped: boolean;
  }>;

/** The last online interval, with the node's revision at its end; undefined while it is open. */
export type OnlineInterval = Readonly<{
  node: NodeId;
  closedAt: number | undefined;
  /** The operation that brought the resource online. `restored`: the captures that it restored. */
  operation: OperationId;
  restored: readonly Pin[];
  /** The checkpoints, deleted ones too, whose keys on the node still lack their restore. */
  unrestored: ReadonlyMap<CheckpointId, MissingRestore>;
}>;

/** One failure: its time, its node, and the group's epoch. */
export type Failure = Readonly<{ at: Instant; node: NodeId; epoch: number }>;

export type OpenResource = Readonly<{
  status: 'open';
  type: string;
  group: GroupId;
  properties: ResourceProperties;
  /** Revision of this stream's last event. `configuredAt`: that of its last configuration event. */
  revision: number;
  configuredAt: number;
  state: ResourceState;
  /** The operation of the last failure. `failedEpoch`: the group's epoch then. */
  failedIn: OperationId | undefined;
  failedEpoch: number;
  /**
   * The failures since an operator brought the resource online, oldest first, as far back as the
   * restart policy looks.
   */
  failures: readonly Failure[];
  /** The desired state, as the last command set it. */
  persistentState: 'Online' | 'Offline';
  /** True if the resource stays offline until a command or a move, even if it should be online. */
  stays: boolean;
  epoch: number;
  /** Grows with every change of state. */
  stateSequence: number;
  transition: Transition | undefined;
  onlineInterval: OnlineInterval | undefined;
  checkpoints: ReadonlyMap<CheckpointId, RegistryCheckpoint>;
  crypto: ReadonlyMap<CheckpointId, CryptoCheckpoint>;
  /** From folded key as typed to checkpoint, over both views. */
  keys: ReadonlyMap<string, CheckpointId>;
  /** The registry checkpoints that were deleted. */
  deleted: ReadonlyMap<CheckpointId, DeletedCheckpoint>;
}>;

/** The number of captures of a deleted checkpoint, and the hash of the last one. */
export type DeletedCheckpoint = Pick<RegistryCheckpoint, 'captures' | 'hash'>;

/** The facts that a resource keeps when it comes back. */
export type ClosedResource = Readonly<{ status: 'closed' }> &
  Pick<OpenResource, 'group' | 'revision' | 'epoch' | 'stateSequence' | 'deleted'>;

export type Resource = Readonly<{ status: 'absent' }> | ClosedResource | OpenResource;

export const initialResource: Resource = { status: 'absent' };
