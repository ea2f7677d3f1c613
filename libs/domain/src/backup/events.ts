import { type NodeId } from '../vocabulary/ids.js';
import { type Message } from '../vocabulary/message.js';
import { type Cut } from '../vocabulary/restoring.js';

/** The hash of a node's whole registry at the cut. */
export type NodeHash = Readonly<{ node: NodeId; hash: string }>;

/** The file of a backup. */
export type Archive = Readonly<{
  /** Relative to the folder of backups. */
  path: string;
  bytes: number;
  /** The sha-256 of the whole file; hex. */
  sha256: string;
}>;

/** The reason for which a backup is deleted: its schedule keeps it no longer, or an operator. */
export type DeletionReason = 'retention' | 'operator';

/**
 * The events of a backup. Their names are stored: never rename one; a new meaning gets a new name.
 * Times are milliseconds since 1970.
 */
export type BackupEvent =
  | Message<
      'BackupTaken',
      {
        name?: string;
        at: number;
        cut: Cut;
        /** The hash of the manifest, which has the hashes of everything. */
        rootHash: string;
        nodes: readonly NodeHash[];
        archive?: Archive;
        /** The folder of a backup that was written unpacked; relative to the folder of backups. */
        folder?: string;
        /** The instant of the schedule. */
        scheduledFor?: number;
      }
    >
  | Message<'BackupFailed', { at: number; reason: string; path?: string; scheduledFor?: number }>
  | Message<'BackupDeleted', { because: DeletionReason }>;
