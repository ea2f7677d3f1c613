import { audit } from './audit.js';
import { clobberWithdrawal } from './clobber-withdrawal.js';
import { directoryCompletion } from './directory.js';
import { erasure } from './erasure.js';
import { eviction } from './eviction.js';
import { failover } from './failover.js';
import { groupOperation } from './group-operation.js';
import { memberRemoval } from './member-removal.js';
import { nodeDrain } from './node-drain.js';
import { owedCaptures } from './owed-captures.js';
import { type Process } from './step.js';

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
