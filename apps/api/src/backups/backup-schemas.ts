import { type Manifest } from '#backups';

import { RECEIPT_FIELDS, receiptSchema } from '../http/answer/receipt-schema.js';
import {
  count,
  described,
  flag,
  instant,
  integer,
  list,
  named,
  nullable,
  object,
  oneOf,
  position,
  text,
  type Of,
  type Schema,
} from '../http/schema/schema.js';
import { type Shown } from '../history/events/event-data.js';
import { DEPENDENCY } from '../history/events/group-events.js';
import { GROUP_POLICY_FIELDS, RESOURCE_PROPERTY_FIELDS } from '../history/events/settings.js';
import { MOMENT } from '../questions/moment-shape.js';

const CUT = object({
  event: described(text, 'Id of the last event in the backup'),
  position: described(nullable(position), 'Its position in this log'),
});

const ARCHIVE = object({
  bytes: count,
  sha256: described(text, 'The sha-256 of the whole file'),
});

const BACKUP_FIELDS = {
  id: text,
  name: nullable(text),
  cut: CUT,
  rootHash: described(text, 'The hash of the manifest, which has the hashes of everything'),
  takenAt: instant,
};

const OPTIONAL = {
  path: described(text, 'The file, below the folder of backups'),
  archive: ARCHIVE,
  folder: described(text, 'The folder of an unpacked backup, below the folder of backups'),
  scheduledFor: instant,
};

export const BACKUP = named('Backup', object(BACKUP_FIELDS, OPTIONAL));

export type BackupShape = Of<typeof BACKUP>;

const CONTAINER = object({
  ...{ container: text, type: count, provider: text, name: text, fingerprint: text },
  exportable: flag,
});

const CHECKPOINT = object({
  ...{ id: text, kind: oneOf('registry', 'crypto') },
  key: described(text, 'As typed'),
  view: nullable(oneOf('32-bit', '64-bit')),
  captures: count,
  hash: described(text, 'Of the last capture; for a key container its fingerprint'),
});

const NOT_OPEN = 'Null between the creation of the thing and its first event';

const MANIFEST: Schema<Shown<Manifest>> = named(
  'BackupManifest',
  object({
    ...{ name: text, clobberPolicy: text, types: list(text) },
    nodes: list(
      object({
        ...{ id: text, name: text, state: nullable(text), containers: list(CONTAINER) },
        defaultProviders: list(object({ type: count, provider: text })),
        hash: described(nullable(text), 'Of the whole registry'),
      }),
    ),
    groups: list(
      object({
        ...{ id: text, name: text },
        open: described(
          nullable(
            object({
              ...{ owner: text, policy: object(GROUP_POLICY_FIELDS), members: list(text) },
              dependencies: list(object({ resource: text, on: DEPENDENCY })),
            }),
          ),
          NOT_OPEN,
        ),
      }),
    ),
    resources: list(
      object({
        ...{ id: text, name: text, type: text },
        open: described(
          nullable(
            object({
              ...{ group: text, state: text, persistentState: text },
              properties: object(RESOURCE_PROPERTY_FIELDS),
              checkpoints: list(CHECKPOINT),
            }),
          ),
          NOT_OPEN,
        ),
      }),
    ),
    streams: list(object({ stream: text, revision: integer })),
  }),
);

export const BACKUP_WITH_MANIFEST = named(
  'BackupWithManifest',
  object({ ...BACKUP_FIELDS, moment: MOMENT, manifest: MANIFEST }, OPTIONAL),
);

/** The receipt of a backup, which has its fields beside too. */
export const BACKUP_RECEIPT = named(
  'BackupReceipt',
  object({ ...RECEIPT_FIELDS, result: BACKUP, ...BACKUP_FIELDS }, OPTIONAL),
);

/** The schedule of backups. */
export const BACKUP_SCHEDULE = named(
  'BackupSchedule',
  object({
    cron: described(text, 'Minute, hour, day of the month, month and day of the week, in UTC'),
    path: described(text, 'The folder of the archives, relative to the folder of backups'),
    keepLast: described(nullable(count), 'The number of newest scheduled backups that are kept'),
    keepFor: described(nullable(count), 'The number of days that a scheduled backup is kept'),
    setAt: instant,
    next: described(nullable(instant), 'The next run'),
    last: described(
      nullable(
        object(
          { id: text, scheduledFor: instant, at: instant, status: oneOf('taken', 'failed') },
          { reason: described(text, 'Of a failure') },
        ),
      ),
      'The last run',
    ),
  }),
);

export type BackupScheduleShape = Of<typeof BACKUP_SCHEDULE>;

export const SCHEDULE_RECEIPT = receiptSchema('BackupScheduleReceipt', BACKUP_SCHEDULE);
export const DELETED_SCHEDULE_RECEIPT = receiptSchema('DeletedBackupScheduleReceipt', object({}));

/** The bytes of an archive. */
export const ARCHIVE_BYTES = { type: 'string', format: 'binary' } as const;
