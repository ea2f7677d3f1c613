import { audit } from './audit.js';
import { backupSchedule } from './backups/backup-schedule.js';
import { clobberWithdrawal } from './directory/clobber-withdrawal.js';
import { directoryCompletion } from './directory/directory.js';
import { erasure } from './erasure.js';
import { eviction } from './nodes/eviction.js';
import { failover } from './failures/failover.js';
import { groupOperation } from './groups/group-operation.js';
import { memberRemoval } from './directory/member-removal.js';
import { nodeDrain } from './nodes/node-drain.js';
import { capturing } from './captures/capturing.js';
import { backupRestore } from './restoring/backup-restore.js';
import { type Process } from './execution/step.js';

/** Every process of a cluster. */
export const PROCESSES: readonly Process[] = [
  directoryCompletion,
  memberRemoval,
  clobberWithdrawal,
  eviction,
  groupOperation,
  nodeDrain,
  failover,
  capturing,
  erasure,
  audit,
  backupSchedule,
  backupRestore,
];
