import { audit } from './audit.js';
import { clobberWithdrawal } from './directory/clobber-withdrawal.js';
import { directoryCompletion } from './directory/directory.js';
import { erasure } from './erasure.js';
import { eviction } from './nodes/eviction.js';
import { failover } from './failures/failover.js';
import { groupOperation } from './groups/group-operation.js';
import { memberRemoval } from './directory/member-removal.js';
import { nodeDrain } from './nodes/node-drain.js';
import { owedCaptures } from './captures/owed-captures.js';
import { type Process } from './execution/step.js';

/** All that happens by itself. */
export const PROCESSES: readonly Process[] = [
  directoryCompletion,
  memberRemoval,
  clobberWithdrawal,
  eviction,
  groupOperation,
  nodeDrain,
  failover,
  owedCaptures,
  erasure,
  audit,
];
