import {
  type CheckpointRef,
  type ClusterView,
  type NodeId,
  type NodeMoment,
  type RegistryCheckpoint,
} from '#domain';
import { type Position } from '#event-store';
import { type RegistryChange, type RegistryKey } from '#registry';

/** A checkpoint of a registry key, with its resource. */
export type KeyRef = Omit<CheckpointRef, 'checkpoint'> &
  Readonly<{ checkpoint: RegistryCheckpoint }>;

/**
 * The registries and the stored copies of a cluster at one moment. Trees of one node share what is
 * equal.
 */
export type DriftTrees = Readonly<{
  view: ClusterView;
  at: Position;
  /** The tree under a physical key of a node. */
  live: (node: NodeId, key: string) => RegistryKey | undefined;
  /** The same just after an earlier revision of the node. */
  earlier: (moment: NodeMoment, key: string) => RegistryKey | undefined;
  /** The content of the last capture; undefined for the capture of an absent key. */
  copy: (ref: KeyRef) => RegistryKey | undefined;
  /** The edits of a key whose restore is missing that no capture has yet, oldest first. */
  pendingEdits: (ref: KeyRef) => readonly RegistryChange[];
  /**
   * The hash under the key of a checkpoint without a capture when the last online interval of its
   * resource began; undefined if the checkpoint was added later.
   */
  openingHash: (ref: KeyRef) => string | undefined;
  /** True for a tree that takes long to make; the present ones are at hand. */
  isLong?: (node: NodeId, key: string) => boolean;
}>;
