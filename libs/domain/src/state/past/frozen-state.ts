import { type RegistryKey } from '#registry';

import { type Backup } from '../../backup/state.js';
import { type Cluster } from '../../cluster/state.js';
import { type FrozenCauses } from '../causes/causes.js';
import { type FrozenDenials } from '../checkpoints/denials.js';
import { type Group } from '../../group/state.js';
import { type Node } from '../../node/state.js';
import { type Resource } from '../../resource/state.js';
import {
  type BackupId,
  type CheckpointId,
  type GroupId,
  type NodeId,
  type ResourceId,
} from '../../vocabulary/ids.js';
import { type KeptTrees } from './history.js';
import { type SealedState } from '../containers/sealed-keys.js';
import { type OwedCopy } from '../checkpoints/owed-copies.js';
import { type UnrestoredCheckpoint } from '../checkpoints/unrestored-checkpoints.js';

/**
 * The content of a capture: the tree under the effective key; undefined for an absent key;
 * `unknown` for a tree so old that only the log has it.
 */
export type CaptureContent = Readonly<{ number: number; key: RegistryKey | undefined | 'unknown' }>;

/** A checkpointed key at the end of the online interval. */
export type Closing = Readonly<{ key: RegistryKey | undefined; hash: string }>;

/** The restore of another resource onto a live key. */
export type Clobber = Readonly<{
  resource: string;
  checkpoint: string;
  nodeRevision: number;
  /** Effective key of that restore. */
  key: string;
}>;

/** The whole content of a cluster state, as plain immutable values. */
export type FrozenState = Readonly<{
  cluster: Cluster;
  nodes: readonly (readonly [NodeId, Node])[];
  groups: readonly (readonly [GroupId, Group])[];
  resources: readonly (readonly [ResourceId, Resource])[];
  backups: readonly (readonly [BackupId, Backup])[];
  revisions: readonly (readonly [string, number])[];
  contents: readonly (readonly [CheckpointId, CaptureContent])[];
  closings: readonly (readonly [CheckpointId, Closing])[];
  /** The hashes under keys without a capture at the beginning of the online interval. */
  openings: readonly (readonly [CheckpointId, string])[];
  clobbers: readonly (readonly [CheckpointId, Clobber])[];
  unrestored: readonly (readonly [CheckpointId, UnrestoredCheckpoint])[];
  owed: readonly (readonly [CheckpointId, readonly OwedCopy[]])[];
  /** The checkpoints that the policy did not allow, with their resources. */
  denials: FrozenDenials;
  trees: KeptTrees;
  causes: FrozenCauses;
  sealed: SealedState;
}>;
