import { type RegistryKey } from '#registry';

import { type ClusterEvent } from '../../cluster/events.js';
import { type NodeId, type OperationId } from '../../vocabulary/ids.js';
import { type CheckpointRef } from '../checkpoints/checkpoint-index.js';
import { type ClusterView } from '../cluster-view.js';

/** A cluster as it was at the last event of a backup. */
export type RestoreTarget = Readonly<{
  view: ClusterView;
  /** The content of the last capture of a checkpoint then; undefined for an absent key. */
  content: (ref: CheckpointRef) => RegistryKey | undefined;
  /** The tree under a physical key of a node then; undefined for an absent key. */
  registryKey: (node: NodeId, key: string) => RegistryKey | undefined;
}>;

/**
 * The cluster as the restore that is under way wants it. The log has it, and a state does not: a reader
 * of the log tells it.
 */
export class LearntTarget {
  private known: Readonly<{ operation: OperationId; target: RestoreTarget }> | undefined;

  /** @param from the target to take over */
  constructor(from?: LearntTarget) {
    this.known = from?.known;
  }

  /** The target of an operation; undefined until it is learnt. */
  of(operation: OperationId): RestoreTarget | undefined {
    return this.known?.operation === operation ? this.known.target : undefined;
  }

  learn(operation: OperationId, target: RestoreTarget): void {
    this.known = { operation, target };
  }

  /** Forgets the target with the event that ends its restore. */
  take({ type }: ClusterEvent): void {
    if (type === 'BackupRestored' || type === 'BackupRestoreFailed') this.known = undefined;
  }
}
