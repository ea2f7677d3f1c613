import { type BackupEvent } from '#domain';

import { count, described, integer, list, object, oneOf, text } from '../../http/schema/schema.js';
import { dataOfEvents } from './event-data.js';

const INSTANT = described(integer, 'Milliseconds since 1970');
const ARCHIVE = object({
  path: described(text, 'Relative to the folder of backups'),
  bytes: count,
  sha256: text,
});
const SCHEDULED = { scheduledFor: described(integer, 'The instant of the schedule') };

export const BACKUP_EVENTS = dataOfEvents<BackupEvent>()({
  BackupTaken: object(
    {
      at: INSTANT,
      cut: object({ event: text, stream: text, revision: count }),
      rootHash: text,
      nodes: list(object({ node: text, hash: text })),
    },
    { name: text, archive: ARCHIVE, folder: text, ...SCHEDULED },
  ),
  BackupFailed: object({ at: INSTANT, reason: text }, { path: text, ...SCHEDULED }),
  BackupDeleted: object({ because: oneOf('retention', 'operator') }),
});
