import { type ClusterEvent } from '#domain';

import {
  anyOf,
  constant,
  count,
  described,
  flag,
  integer,
  list,
  nullable,
  object,
  oneOf,
  text,
} from '../../http/schema/schema.js';
import { dataOfEvents } from './event-data.js';
import { GROUP_POLICY, RESOURCE_PROPERTIES } from './settings.js';

const FIRST = described(
  nullable(text),
  'The id of the first event of the log in the range; null for a range without events',
);

const FILTERS = {
  ...{ stream: text, type: text, node: text, group: text, resource: text, checkpoint: text },
  ...{ key: text, actor: text, operation: text, rule: text },
};

/** The filters of an export, as ids and physical keys. */
export const EXPORT_FILTERS = object({}, FILTERS);

/** The same as they are typed. */
export const TYPED_FILTERS = object({}, { ...FILTERS, view: text, from: text, to: text });

/** The part of a cluster that a restore of a backup brings back. */
const RESTORED_PART = anyOf(
  object({ cluster: constant(true) }, { includeNodes: constant(true) }),
  object({ group: text }),
  object({ resource: text }),
  object({ checkpoint: text }),
  object({ node: text }, { key: described(text, 'The physical key') }),
);

/** The data of the events of the directory. */
export const CLUSTER_EVENTS = dataOfEvents<ClusterEvent>()({
  ClusterFormed: object(
    { name: text, logId: text },
    {
      restoredFrom: described(
        object({ log: text, cut: text }),
        'The log of the backup that this log was made of, and the id of its last event',
      ),
    },
  ),
  ClusterConfigured: object({}, { clobberPolicy: oneOf('warn', 'deny') }),
  ServerStateChanged: object({ state: oneOf('none', 'read-only', 'read-write') }),
  NodeAdded: object({ node: text, name: text }),
  NodeEvicted: object({ node: text }),
  GroupAdded: object(
    { group: text, name: text, owner: text, preferredOwners: list(text) },
    { policy: GROUP_POLICY },
  ),
  GroupRenamed: object({ group: text, name: text }),
  GroupRemoved: object({ group: text }),
  ResourceTypeAdded: object({ name: text }),
  ResourceAdded: object(
    { resource: text, name: text, type: text, group: text },
    { properties: RESOURCE_PROPERTIES },
  ),
  ResourceRenamed: object({ resource: text, name: text }),
  ResourceRegrouped: object({ resource: text, group: text }, { isReturned: flag }),
  ResourceRemoved: object({ resource: text }),
  TagSet: object(
    { tag: text, event: text, stream: text, revision: count },
    { replaced: described(text, 'Id of the event that the tag named before') },
  ),
  TagDeleted: object({ tag: text }),
  BackupScheduleSet: object(
    {
      cron: described(text, 'Five fields, in UTC'),
      path: described(text, 'The folder of the archives, relative to the folder of backups'),
      at: described(integer, 'Milliseconds since 1970'),
    },
    {
      keepLast: described(count, 'The number of newest scheduled backups that are kept'),
      keepFor: described(count, 'The number of days that a scheduled backup is kept'),
    },
  ),
  BackupScheduleDeleted: object({}),
  LostWriteAcknowledged: object({ lostWrite: described(text, 'The id of the lost write') }),
  RuleViolated: object(
    { rule: oneOf('R1', 'R2', 'R3', 'R4', 'R5', 'R6'), operation: text, detail: text },
    { group: text, resource: text, checkpoint: text },
  ),
  EventsExported: object({
    first: FIRST,
    last: described(nullable(text), 'The id of the last event in the range'),
    filters: EXPORT_FILTERS,
    key: described(text, 'The fingerprint of the public key'),
  }),
  BackupRestoreStarted: object(
    {
      ...{ operation: text, backup: text },
      cut: object({ event: text, stream: text, revision: count }),
      what: described(RESTORED_PART, 'The part of the cluster that comes back, by ids'),
      newer: oneOf('remove', 'keep'),
    },
    {
      force: described(constant(true), 'Set if live keys are restored too'),
      formation: described(
        object({ node: text, others: list(text) }),
        'Set if nodes stop: the node that forms the cluster, and the others, which take its state',
      ),
    },
  ),
  FormationReleased: object(
    { operation: text },
    { failure: described(text, 'Set if the restore could not be finished') },
  ),
  BackupRestored: object({ operation: text }),
  BackupRestoreFailed: object({ operation: text, reason: text }),
});
