import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { type BackupRun, type BackupSchedule, type ClusterView } from '#domain';

import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';

/** The schedule of backups, and its last run. */
export type FoundSchedule = Readonly<{ schedule: BackupSchedule; last: BackupRun | undefined }>;

/** Returns the schedule of backups. */
export class GetBackupSchedule extends Query<FoundSchedule & Readonly<{ moment: Moment }>> {
  constructor(readonly asOf: AsOf) {
    super();
  }
}

@QueryHandler(GetBackupSchedule)
export class GetBackupScheduleHandler implements IQueryHandler<GetBackupSchedule> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({
    asOf,
  }: GetBackupSchedule): Promise<FoundSchedule & Readonly<{ moment: Moment }>> {
    const moment = await momentOf(this.cluster, asOf);
    return { moment, ...backupScheduleOf(moment.clusterState) };
  }
}

/**
 * The schedule of a cluster.
 *
 * @throws ClusterError ERROR_FILE_NOT_FOUND
 */
export const backupScheduleOf = (clusterState: ClusterView): FoundSchedule => {
  const { cluster, backupRuns } = clusterState;
  const schedule = cluster.status === 'formed' ? cluster.backupSchedule : undefined;
  if (schedule === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', 'no schedule of backups is set');
  return { schedule, last: backupRuns.last };
};
