import { type RegistryChange, type RegistryKey } from '#registry';

import { type CheckpointId, type NodeId, type ResourceId } from './ids.js';

/**
 * The kinds of cures: `revert` puts an earlier state back, `recover` a place that a restore has
 * overwritten, `recapture` takes the live key as the stored copy, and `backup` brings back what a
 * backup has.
 */
export type CureKind = 'revert' | 'recover' | 'recapture' | 'backup';

/** The thing that a cure undoes. */
export type Undoing = Readonly<{
  kind: CureKind;
  /** Id of the event after which everything is undone; for a backup, its last event. */
  since?: string;
  /** Id of the lost write that is recovered. `isPart`: other places of the row stay lost. */
  lostWrite?: string;
  isPart?: true;
}>;

/**
 * The content of the stored copy after a cure: the live key, an earlier capture, or the last capture
 * with changes.
 */
export type CopyContent =
  | 'live'
  | Readonly<{ capture: number; hash: string }>
  | Readonly<{ changes: readonly RegistryChange[] }>;

/** A stored copy that a cure of a node's registry replaces. */
export type CuredCopy = Readonly<{
  resource: ResourceId;
  checkpoint: CheckpointId;
  copy: CopyContent;
}>;

/** The cure that changed a node's registry, and the stored copies that it replaces. */
export type Cure = Undoing & Readonly<{ copies: readonly CuredCopy[] }>;

/** A key that a cure makes equal to a content; undefined makes the key absent. */
export type CureTarget = Readonly<{
  /** Effective key. */
  key: string;
  content: RegistryKey | undefined;
}>;

/** The cure that a capture belongs to. `by`: the event of the node that owed the capture. */
export type CaptureCure = Undoing &
  Readonly<{ by?: Readonly<{ node: NodeId; nodeRevision: number }> }>;
