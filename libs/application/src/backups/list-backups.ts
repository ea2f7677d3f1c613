import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type BackupId, type TakenBackup } from '#domain';

import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';

/** A backup with its id. */
export type ListedBackup = TakenBackup & Readonly<{ id: BackupId }>;

/** Lists the backups that were taken and not deleted, newest first. */
export class ListBackups extends Query<
  Readonly<{ moment: Moment; backups: readonly ListedBackup[] }>
> {
  constructor(readonly asOf: AsOf) {
    super();
  }
}

@QueryHandler(ListBackups)
export class ListBackupsHandler implements IQueryHandler<ListBackups> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({
    asOf,
  }: ListBackups): Promise<Readonly<{ moment: Moment; backups: readonly ListedBackup[] }>> {
    const moment = await momentOf(this.cluster, asOf);
    const { clusterState } = moment;
    const backups = clusterState.backupIds().flatMap((id): readonly ListedBackup[] => {
      const backup = clusterState.backup(id);
      return backup.status === 'taken' ? [{ ...backup, id }] : [];
    });
    return { moment, backups: backups.toReversed() };
  }
}
