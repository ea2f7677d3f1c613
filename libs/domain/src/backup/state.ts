import { type Cut } from '../vocabulary/restoring.js';
import { type Archive, type DeletionReason, type NodeHash } from './events.js';

/** A backup that was taken and not deleted. */
export type TakenBackup = Readonly<{
  status: 'taken';
  name: string | undefined;
  /** Milliseconds since 1970. */
  at: number;
  cut: Cut;
  rootHash: string;
  nodes: readonly NodeHash[];
  archive: Archive | undefined;
  folder: string | undefined;
  scheduledFor: number | undefined;
}>;

/** A backup that could not be taken. */
export type FailedBackup = Readonly<{
  status: 'failed';
  at: number;
  reason: string;
  path: string | undefined;
  scheduledFor: number | undefined;
}>;

export type Backup =
  | Readonly<{ status: 'absent' }>
  | TakenBackup
  | FailedBackup
  | Readonly<{ status: 'deleted'; because: DeletionReason }>;

export const initialBackup: Backup = { status: 'absent' };
