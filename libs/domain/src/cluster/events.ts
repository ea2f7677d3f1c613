import { type GroupPolicy } from '../group/policy.js';
import { type ResourceProperties } from '../resource/properties.js';
import {
  type CheckpointId,
  type GroupId,
  type NodeId,
  type OperationId,
  type ResourceId,
} from '../vocabulary/ids.js';
import { type Message } from '../vocabulary/message.js';
import { type BackupRestore } from '../vocabulary/restoring.js';

/**
 * `none`: the cluster can't answer yet. `read-only`: writes are refused with ERROR_SHARING_PAUSED.
 */
export type ServerState = 'none' | 'read-only' | 'read-write';

/** The reaction to two resources that would write one key (rule 6): a warning, or a refusal. */
export type ClobberPolicy = 'warn' | 'deny';

/** The event that a tag names: its id, and its place. Positions differ between copies of a log. */
export type TaggedEvent = Readonly<{ event: string; stream: string; revision: number }>;

/** The filters of an export, as stored ids and physical keys; its range is given by its ends. */
export type ExportFilters = Readonly<{
  stream?: string;
  type?: string;
  node?: string;
  group?: string;
  resource?: string;
  checkpoint?: string;
  key?: string;
  actor?: string;
  operation?: string;
  rule?: string;
}>;

/** The settings of scheduled backups. */
export type BackupSettings = Readonly<{
  /** Five fields, in UTC. */
  cron: string;
  /** The folder of the archives, relative to the folder of backups; `.` for that folder itself. */
  path: string;
  /** The number of newest scheduled backups that are kept. */
  keepLast?: number;
  /** The number of days that a scheduled backup is kept. */
  keepFor?: number;
}>;

/**
 * The events of the directory. Their names are stored: never rename one; a new meaning gets a new
 * name.
 */
export type ClusterEvent =
  /** `restoredFrom`: the log of the backup that this log was made of, and its last event. */
  | Message<
      'ClusterFormed',
      { name: string; logId: string; restoredFrom?: Readonly<{ log: string; cut: string }> }
    >
  | Message<'ClusterConfigured', { clobberPolicy?: ClobberPolicy }>
  | Message<'ServerStateChanged', { state: ServerState }>
  | Message<'NodeAdded', { node: NodeId; name: string }>
  | Message<'NodeEvicted', { node: NodeId }>
  | Message<
      'GroupAdded',
      {
        group: GroupId;
        name: string;
        owner: NodeId;
        preferredOwners: readonly NodeId[];
        policy?: Partial<GroupPolicy>;
      }
    >
  | Message<'GroupRenamed', { group: GroupId; name: string }>
  | Message<'GroupRemoved', { group: GroupId }>
  | Message<'ResourceTypeAdded', { name: string }>
  | Message<
      'ResourceAdded',
      {
        resource: ResourceId;
        name: string;
        type: string;
        group: GroupId;
        properties?: Partial<ResourceProperties>;
      }
    >
  | Message<'ResourceRenamed', { resource: ResourceId; name: string }>
  /** The resource belongs to another group from now on. */
  | Message<
      'ResourceRegrouped',
      {
        resource: ResourceId;
        group: GroupId;
        /** True if the resource could not leave or could not join: it is back in its old group. */
        isReturned?: boolean;
      }
    >
  | Message<'ResourceRemoved', { resource: ResourceId }>
  /** A tag names an event from now on. `replaced`: the id of the event that it named before. */
  | Message<'TagSet', TaggedEvent & { tag: string; replaced?: string }>
  | Message<'TagDeleted', { tag: string }>
  /** Backups are taken on a schedule from now on. `at`: milliseconds since 1970. */
  | Message<'BackupScheduleSet', BackupSettings & { at: number }>
  | Message<'BackupScheduleDeleted', Record<string, never>>
  /** An operator knows of a lost write and leaves it lost; the reason is in the envelope. */
  | Message<'LostWriteAcknowledged', { lostWrite: string }>
  /** The service found that it broke one of its own rules: a defect of this service. */
  | Message<
      'RuleViolated',
      {
        rule: 'R1' | 'R2' | 'R3' | 'R4' | 'R5' | 'R6';
        operation: OperationId;
        detail: string;
        group?: GroupId;
        resource?: ResourceId;
        checkpoint?: CheckpointId;
      }
    >
  /** Events were given out. */
  | Message<
      'EventsExported',
      {
        /** The first and the last event of the log in the range; null for a range without events. */
        first: string | null;
        last: string | null;
        filters: ExportFilters;
        /** The fingerprint of the public key. */
        key: string;
      }
    >
  /** From here on, the cluster becomes as the backup has it, as far as the restore goes. */
  | Message<'BackupRestoreStarted', BackupRestore>
  /** The nodes that the restore has stopped start again; `failure`: it could not be finished. */
  | Message<'FormationReleased', { operation: OperationId; failure?: string }>
  | Message<'BackupRestored', { operation: OperationId }>
  /** Something has made the rest of the restore impossible; what was done stays. */
  | Message<'BackupRestoreFailed', { operation: OperationId; reason: string }>;
