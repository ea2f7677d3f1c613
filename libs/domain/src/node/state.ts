import { applyChanges, knownOutcome, type RegistryChange, type RegistryTree } from '#registry';

import { type CheckpointId, type GroupId, type OperationId } from '../vocabulary/ids.js';
import { type Drain, type Failback, type KeyContainer, type StagedSet } from './events.js';

/** The last restore of a checkpoint onto this node. It shows that a step was already done. */
export type DoneRestore = Readonly<{
  operation: OperationId;
  capture: number;
  /** Revision of the RegistryRestored event. */
  revision: number;
  /** An operator asked for the restore. */
  deliberate?: true;
}>;

/** Windows' words for the progress of a drain (domain facts, A9). */
export type DrainStatus = 'NotInitiated' | 'InProgress' | 'Completed' | 'Failed';

export type OpenDrain = Drain & Readonly<{ operation: OperationId }>;

/** A subtree that a program holds open, so that it can't be restored. */
export type Hold = Readonly<{ key: string; holder: string }>;

/** A key container, and the revision since which it holds this key. */
export type StoredContainer = KeyContainer & Readonly<{ since: number }>;

/** The map key of a deleted key container, and the revision of its deletion. */
export type Deletion = Readonly<{ container: string; revision: number }>;

export type PresentNode = Readonly<{
  status: 'present';
  name: string;
  state: 'Up' | 'Down' | 'Paused';
  /** While the node is up, its state is Paused. */
  isPaused: boolean;
  /** The node is Down because of a crash: its registry is unreachable. */
  hasCrashed: boolean;
  /** The operation of the last crash. */
  crashedIn: OperationId | undefined;
  /** Since its last start, no resource comes online on the node automatically. */
  ignoresPersistentState: boolean;
  /** The drain that moves its groups away. */
  drain: OpenDrain | undefined;
  /** The outcome of the last drain that was not part of a stop. */
  drainStatus: DrainStatus;
  /** The operation that evicts the node. */
  leaving: OperationId | undefined;
  /** The groups that come back after the last resume. */
  failback: Failback;
  /** By provider and container name. */
  containers: ReadonlyMap<string, StoredContainer>;
  /** The containers that were deleted last, oldest first. */
  deletions: readonly Deletion[];
  /** The default providers that differ from those of a new node, by type. */
  defaultProviders: ReadonlyMap<number, string>;
  /** The open subtrees and their holders, by folded effective key. */
  holds: ReadonlyMap<string, Hold>;
  /** The physical registry below HKLM. */
  registry: RegistryTree;
  /** Revision of this stream's last event. */
  revision: number;
  /** Revision of the event with which the node came up last. */
  startedAt: number;
  /** Revision of the last event that changed the registry; -1 if none did. */
  registryRevision: number;
  /** Revision of the last cure of the registry; -1 if there was none. */
  curedAt: number;
  fences: ReadonlyMap<GroupId, number>;
  restores: ReadonlyMap<CheckpointId, DoneRestore>;
  /** The parts of staged lists that are stored and not yet applied, by set. */
  staged: ReadonlyMap<string, readonly (readonly RegistryChange[])[]>;
}>;

export type Node = Readonly<{ status: 'absent' }> | PresentNode;

export const initialNode: Node = { status: 'absent' };

type Parts = readonly (readonly RegistryChange[])[];

/** The registry after a whole staged set. */
export const applyStaged = (
  { registry, staged }: PresentNode,
  set: StagedSet | undefined,
): RegistryTree =>
  set === undefined ? registry : (staged.get(set.set) ?? []).reduce(applyChanges, registry);

/**
 * Applies one more part of a list before the list is closed, so that the closing event has less to
 * do. Has no effect if the registry has changed since the previous part.
 */
export const applyAhead = (registry: RegistryTree, parts: Parts): void => {
  const before = parts
    .slice(0, -1)
    .reduce<RegistryTree | undefined>((at, part) => at && knownOutcome(at, part), registry);
  const last = parts.at(-1);
  if (before !== undefined && last !== undefined) applyChanges(before, last);
};
