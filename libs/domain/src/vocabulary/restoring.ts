import {
  type BackupId,
  type CheckpointId,
  type GroupId,
  type NodeId,
  type OperationId,
  type ResourceId,
} from './ids.js';

/**
 * The part of a cluster that a restore of a backup brings back. `key`: the effective key of one
 * subtree of a node; without it, the whole node.
 */
export type RestoredPart =
  | Readonly<{ cluster: true; includeNodes?: true }>
  | Readonly<{ group: GroupId }>
  | Readonly<{ resource: ResourceId }>
  | Readonly<{ checkpoint: CheckpointId }>
  | Readonly<{ node: NodeId; key?: string }>;

/** The fate of the things that are newer than the backup. */
export type Newer = 'remove' | 'keep';

/** The last event of a backup. A place is an id, a stream and a revision: positions differ by log. */
export type Cut = Readonly<{ event: string; stream: string; revision: number }>;

/**
 * The nodes of a restore that replaces the cluster database: `node` forms the cluster; the `others` stop
 * before, and take its state when they start again.
 */
export type Formation = Readonly<{ node: NodeId; others: readonly NodeId[] }>;

/** A restore of a backup into the running cluster. */
export type BackupRestore = Readonly<{
  operation: OperationId;
  backup: BackupId;
  cut: Cut;
  what: RestoredPart;
  newer: Newer;
  /** Live keys of resources that are online are restored too. */
  force?: true;
  /** Set if nodes stop for the restore. */
  formation?: Formation;
}>;

/** A restore that has not ended. */
export type OpenRestore = BackupRestore &
  Readonly<{
    /**
     * Set once the nodes of its formation may start again; with the reason if it could not be finished.
     */
    released?: Readonly<{ failure?: string }>;
  }>;
