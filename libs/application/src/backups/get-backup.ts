import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { manifestOf, rootHashOf, type Manifest } from '#backups';
import { type BackupId } from '#domain';
import { type Recorded } from '#event-store';

import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { cutOf } from './cut-of.js';
import { takenBackup } from './taken-backup.js';
import { type ListedBackup } from './list-backups.js';

/** A backup, its manifest, and the last event that it has. */
export type FoundBackup = Readonly<{
  moment: Moment;
  backup: ListedBackup;
  cut: Recorded;
  manifest: Manifest;
}>;

/** Returns a backup with its manifest, which is made of the cluster at its cut. */
export class GetBackup extends Query<FoundBackup> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{ id: string }>,
  ) {
    super();
  }
}

@QueryHandler(GetBackup)
export class GetBackupHandler implements IQueryHandler<GetBackup> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input: { id } }: GetBackup): Promise<FoundBackup> {
    const moment = await momentOf(this.cluster, asOf);
    const backup = { ...takenBackup(moment.clusterState, id), id: id as BackupId };
    const { reads } = this.cluster;
    const cut = cutOf(this.cluster, backup);
    const manifest = manifestOf(reads.stateAt(cut.position), backup.nodes);
    const found = rootHashOf(manifest);
    if (found !== backup.rootHash)
      throw new Error(`backup ${id} has the root hash ${backup.rootHash}, its cut ${found}`);
    return { moment, backup, cut, manifest };
  }
}
