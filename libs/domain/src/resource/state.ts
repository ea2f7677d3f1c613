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
   * Numbers of captures that hold the whole of a key which was not restored, as logs before 0.2.0
   * have them; the newest ones, until a command replaces the stored copy.
   */
  falseCaptures: readonly number[];
  /** The mark of the last capture. */
  overUnrestored: OverUnrestored | undefined;
}>;

export type RegistryCheckpoint = Readonly<{
  id: CheckpointId;
  /** As typed. */
  key: string;
  view: RegistryView;
  effectiveKey: string;
  /** How many captures there are; the number of the last one. */
  captures: number;
  /** Of the last capture. */
  hash: string;
  source: NodeMoment;
  reason: CaptureReason;
  /** Whether the last capture is of this online window, or later than its end. */
  settled: boolean;
}> &
  Unrestored;

export type CryptoCheckpoint = CryptoName &
  Readonly<{
    id: CheckpointId;
    /** As typed. */
    name: string;
    captures: number;
    /** Of the last capture; ABSENT_CONTAINER where the container was deleted. */
    fingerprint: string;
    /** Where the copy of each capture is, sealed; null for a capture of no container. */
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
export type OpenAttempt = Attempt &
  Readonly<{
    pins: readonly Pin[];
    /** Checkpoints restored in this attempt, or captured on its way offline. */
    done: ReadonlySet<CheckpointId>;
    /** Whether the resource was online when it began to go offline; only then is it captured. */
    wasOnline: boolean;
    /** When it began. */
    since: Instant;
    /** Those of `done` that could not be restored. */
    unrestored: ReadonlyMap<CheckpointId, MissingRestore>;
    /** False while a supervisor is to stop its application and has not said that it did. */
    stopped: boolean;
  }>;

/** The last time the resource was online, and until which revision of that node. */
export type OnlineWindow = Readonly<{
  node: NodeId;
  closedAt: number | undefined;
  /** The operation that brought it online, and what had to be restored before, as far as it could be. */
  operation: OperationId;
  restored: readonly Pin[];
  /** The checkpoints, deleted ones too, whose keys on the node still lack their restore. */
  unrestored: ReadonlyMap<CheckpointId, MissingRestore>;
}>;

/** One failure: when, on which node, and in which epoch of the group. */
export type Failure = Readonly<{ at: Instant; node: NodeId; epoch: number }>;

export type OpenResource = Readonly<{
  status: 'open';
  type: string;
  group: GroupId;
  properties: ResourceProperties;
  /** Revision of this stream's last event, and of its last configuration event. */
  revision: number;
  configuredAt: number;
  state: ResourceState;
  /** The operation in which it failed last, and its epoch then. */
  failedIn: OperationId | undefined;
  failedEpoch: number;
  /** Since an operator brought it online, oldest first; no more than the restart policy looks at. */
  failures: readonly Failure[];
  /** Whether it shall be online, as far as the last command said. */
  persistentState: 'Online' | 'Offline';
  /** Whether it stays offline until a command or a move, although it shall be online. */
  stays: boolean;
  epoch: number;
  /** Grows with every change of state. */
  stateSequence: number;
  attempt: OpenAttempt | undefined;
  window: OnlineWindow | undefined;
  checkpoints: ReadonlyMap<CheckpointId, RegistryCheckpoint>;
  crypto: ReadonlyMap<CheckpointId, CryptoCheckpoint>;
  /** Folded key as typed to checkpoint, over both views. */
  keys: ReadonlyMap<string, CheckpointId>;
}>;

export type Resource =
  Readonly<{ status: 'absent' }> | Readonly<{ status: 'closed'; group: GroupId }> | OpenResource;

export const initialResource: Resource = { status: 'absent' };
