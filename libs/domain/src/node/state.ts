import { applyChanges, knownOutcome, type RegistryChange, type RegistryTree } from '#registry';

import { type CheckpointId, type GroupId, type OperationId } from '../vocabulary/ids.js';
import { type Drain, type Failback, type KeyContainer, type StagedSet } from './events.js';

/** The last restore of a checkpoint onto this node; recognises a step that was done already. */
export type DoneRestore = Readonly<{
  operation: OperationId;
  capture: number;
  /** Revision of the RegistryRestored event. */
  revision: number;
  /** An operator asked for it. */
  deliberate?: true;
}>;

/** Windows' words (domain facts, A9). */
export type DrainStatus = 'NotInitiated' | 'InProgress' | 'Completed' | 'Failed';

export type OpenDrain = Drain & Readonly<{ operation: OperationId }>;

/** A subtree that somebody holds open: it can't be restored. */
export type Hold = Readonly<{ key: string; holder: string }>;

/** A key container, and since which revision it holds this key. */
export type StoredContainer = KeyContainer & Readonly<{ since: number }>;

/** A key container, by provider and name, and the revision of its deletion. */
export type Deletion = Readonly<{ container: string; revision: number }>;

export type PresentNode = Readonly<{
  status: 'present';
  name: string;
  state: 'Up' | 'Down' | 'Paused';
  /** It is Paused whenever it is up. */
  isPaused: boolean;
  /** It is Down because it crashed: its registry is out of reach. */
  hasCrashed: boolean;
  /** The operation in which it crashed last. */
  crashedIn: OperationId | undefined;
  /** Since its last start nothing is brought online there by itself. */
  ignoresPersistentState: boolean;
  /** Its groups are leaving. */
  drain: OpenDrain | undefined;
  /** What became of the last drain that was no stop. */
  drainStatus: DrainStatus;
  /** The operation in which it is evicted. */
  leaving: OperationId | undefined;
  /** Who comes back after the last resume. */
  failback: Failback;
  /** By provider and name. */
  containers: ReadonlyMap<string, StoredContainer>;
  /** The last containers that were deleted, oldest first. */
  deletions: readonly Deletion[];
  /** Where it is not the one that the type has on a new node. */
  defaultProviders: ReadonlyMap<number, string>;
  /** Who holds which subtree open, by folded effective key. */
  holds: ReadonlyMap<string, Hold>;
  /** The physical registry below HKLM. */
  registry: RegistryTree;
  /** Revision of this stream's last event. */
  revision: number;
  /** Revision of the event with which it came up last. */
  startedAt: number;
  /** Revision of the last event that changed the registry; -1 while it is untouched. */
  registryRevision: number;
  fences: ReadonlyMap<GroupId, number>;
  restores: ReadonlyMap<CheckpointId, DoneRestore>;
  /** Lists that are stored but not yet true, by set, in parts. */
  staged: ReadonlyMap<string, readonly (readonly RegistryChange[])[]>;
}>;

export type Node = Readonly<{ status: 'absent' }> | PresentNode;

export const initialNode: Node = { status: 'absent' };

type Parts = readonly (readonly RegistryChange[])[];

/** The registry as the whole of a staged set would leave it. */
export const applyStaged = (
  { registry, staged }: PresentNode,
  set: StagedSet | undefined,
): RegistryTree =>
  set === undefined ? registry : (staged.get(set.set) ?? []).reduce(applyChanges, registry);

/**
 * Applies one more part of a list before the list is closed, so that what is long is not done at
 * once; nothing where the registry has changed since the part before it.
 */
export const applyAhead = (registry: RegistryTree, parts: Parts): void => {
  const before = parts
    .slice(0, -1)
    .reduce<RegistryTree | undefined>((at, part) => at && knownOutcome(at, part), registry);
  const last = parts.at(-1);
  if (before !== undefined && last !== undefined) applyChanges(before, last);
};
