import { ClusterError } from '#clusapi';

import { type RunningCluster } from '../running-cluster.js';

/** A call that Windows Server 2008 has removed, and the request that does its work there. */
type RemovedCall = Readonly<{ name: string; instead: string }>;

/** Domain facts, A3 and A4. */
export const BACKUP_DATABASE: RemovedCall = {
  name: 'BackupClusterDatabase',
  instead: 'POST /v1/backups',
};
export const RESTORE_DATABASE: RemovedCall = {
  name: 'RestoreClusterDatabase',
  instead: 'POST /v1/backups/:id/restore',
};

/** @throws ClusterError ERROR_CALL_NOT_IMPLEMENTED under a profile that lacks the call */
export const requireCall = (
  { archives: { profile } }: Pick<RunningCluster, 'archives'>,
  { name, instead }: RemovedCall,
): void => {
  if (profile === '2022')
    throw new ClusterError(
      'ERROR_CALL_NOT_IMPLEMENTED',
      `Windows Server 2008 removed ${name}, and TIDEMARK_PROFILE is 2022: use ${instead}`,
    );
};
