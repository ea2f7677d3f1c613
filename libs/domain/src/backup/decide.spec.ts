import { describe, test } from '@jest/globals';

import { specify } from '../../testing/specify.js';
import { type BackupCommand } from './commands.js';
import { backup } from './decide.js';
import { type BackupEvent } from './events.js';

const spec = specify(backup);

const TAKEN = {
  name: 'nightly',
  at: 5,
  cut: { event: 'e', stream: 'test.node-a', revision: 7 },
  rootHash: 'v1:sha256:00',
  nodes: [],
} as const;
const FAILED = { at: 6, reason: 'the disk is full', scheduledFor: 5 } as const;

const taken: BackupEvent = { type: 'BackupTaken', data: TAKEN };
const failed: BackupEvent = { type: 'BackupFailed', data: FAILED };
const deleted: BackupEvent = { type: 'BackupDeleted', data: { because: 'retention' } };
const record: BackupCommand = { type: 'RecordBackup', data: TAKEN };
const recordFailure: BackupCommand = { type: 'RecordBackupFailure', data: FAILED };
const remove: BackupCommand = { type: 'DeleteBackup', data: { because: 'retention' } };

describe('a backup', () => {
  test('is taken or fails, once', () => {
    spec.given().when(record).then(taken);
    spec.given().when(recordFailure).then(failed);
    for (const before of [taken, failed])
      for (const command of [record, recordFailure])
        spec.given(before).when(command).decidesNothing();
    spec.given(taken, deleted).when(record).decidesNothing();
  });

  test('is deleted once, if it was taken', () => {
    spec.given(taken).when(remove).then(deleted);
    spec
      .given()
      .when(remove)
      .refuses('ERROR_FILE_NOT_FOUND', /absent/);
    spec
      .given(failed)
      .when(remove)
      .refuses('ERROR_FILE_NOT_FOUND', /failed/);
    spec
      .given(taken, deleted)
      .when(remove)
      .refuses('ERROR_FILE_NOT_FOUND', /deleted/);
  });
});
