import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { type BackupId, type ResourceId } from '#domain';
import { eventAtCut } from '#read-models';

import { requireCall, RESTORE_DATABASE } from '../backups/removed-calls.js';
import { type Caller } from '../caller.js';
import { CureRuns } from '../cures/running/cure-runs.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { given } from '../fields.js';
import { caughtUp } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { formationOf } from './formation-of.js';
import { type RestoredRef } from './restore-backup.js';
import { RestorePlans, type AskedRestore } from './restore-plans.js';

/**
 * RestoreClusterDatabase of Windows Server 2003: the whole cluster comes back from a folder, and one
 * node forms it.
 */
export class RestoreDatabase extends Command<Changed<RestoredRef>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{
      /** The folder that BackupClusterDatabase has filled. */
      path: string;
      /** The node that forms the cluster, by name or id. */
      node?: string | undefined;
      /** Stops the other nodes, and changes live keys of resources that are online. */
      force?: boolean | undefined;
    }>,
  ) {
    super();
  }
}

@CommandHandler(RestoreDatabase)
export class RestoreDatabaseHandler implements ICommandHandler<RestoreDatabase> {
  private readonly runs: CureRuns;

  constructor(
    private readonly cluster: RunningCluster,
    runner: CommandRunner,
  ) {
    this.runs = new CureRuns(cluster, runner);
  }

  async execute({ caller, input }: RestoreDatabase): Promise<Changed<RestoredRef>> {
    requireCall(this.cluster, RESTORE_DATABASE);
    await caughtUp(this.cluster);
    // Refuses before the folder is read, which takes time.
    formationOf(this.cluster.state, input);
    const source = await this.sourceIn(input.path);
    // Nodes may have started or stopped meanwhile.
    const formation = formationOf(this.cluster.state, input);
    const plans = new RestorePlans(this.cluster, caller, {
      ...{ source, formation, what: { cluster: true }, newer: 'remove' },
      ...given({ force: input.force }),
    });
    const resources = (): readonly ResourceId[] => plans.resources();
    await this.runs.untilReady(resources(), caller);
    return this.runs.run({ resources, plan: plans.plan() }, caller, { backup: source.backup });
  }

  /** @throws ClusterError for a folder without a whole backup, and for a backup of another log */
  private async sourceIn(path: string): Promise<AskedRestore['source']> {
    const { archives, reads } = this.cluster;
    const { backup, cut } = await archives.unpackedIn(path);
    await caughtUp(this.cluster);
    if (eventAtCut(reads, cut) !== undefined) return { backup: backup as BackupId, cut };
    throw new ClusterError(
      'ERROR_QUORUM_DISK_NOT_FOUND',
      `the backup in ${path} is of another log: only npm start -- --restore FILE restores an archive there`,
    );
  }
}
