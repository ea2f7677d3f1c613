import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type BackupId, type ResourceId } from '#domain';

import { takenBackup } from '../backups/taken-backup.js';
import { type Caller } from '../caller.js';
import { requireReason } from '../checkpoints/copy-preview.js';
import { CureRuns } from '../cures/running/cure-runs.js';
import { type DescribeCluster } from '../diff/compare-clusters.js';
import { CommandRunner } from '../execution/command-runner.js';
import { OneAtATime } from '../execution/one-at-a-time.js';
import { type Changed } from '../execution/outcome.js';
import { caughtUp } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { requireRestorable } from './restorable.js';
import { RestorePlans, type AskedRestore } from './restore-plans.js';
import { previewOnCopy, type RestorePreview } from './restore-preview.js';

type Input = Omit<AskedRestore, 'source' | 'formation'> &
  Readonly<{
    /** Id of the backup. */
    id: string;
    /** If true, shows the effect and changes nothing. */
    dryRun?: boolean | undefined;
    describe: DescribeCluster;
  }>;

/** The backup that was restored. */
export type RestoredRef = Readonly<{ backup: BackupId }>;

/** The outcome of a restore, or its preview. */
export type PreviewedRestore = Changed<RestoredRef> | RestorePreview;

/**
 * Brings a part of the running cluster to what a backup has. It appends ordinary events; nothing is
 * rewound.
 */
export class RestoreBackup extends Command<PreviewedRestore> {
  constructor(
    readonly caller: Caller,
    readonly input: Input,
  ) {
    super();
  }
}

@CommandHandler(RestoreBackup)
export class RestoreBackupHandler implements ICommandHandler<RestoreBackup> {
  private readonly runs: CureRuns;
  /** Previews are copies of the cluster: several at once would only take turns with each other. */
  private readonly previews = new OneAtATime();

  constructor(
    private readonly cluster: RunningCluster,
    runner: CommandRunner,
  ) {
    this.runs = new CureRuns(cluster, runner);
  }

  async execute({ caller, input }: RestoreBackup): Promise<PreviewedRestore> {
    const { dryRun = false, describe, id, ...part } = input;
    if (!dryRun) requireReason(caller.reason);
    await caughtUp(this.cluster);
    const { cut } = takenBackup(this.cluster.state, id);
    const source = { backup: id as BackupId, cut };
    const asked = { ...part, source };
    const plans = new RestorePlans(this.cluster, caller, asked);
    const resources = (): readonly ResourceId[] => plans.resources();
    await this.runs.untilReady(resources(), caller);
    if (dryRun) {
      requireRestorable(plans.planned());
      return this.previews.alone(() =>
        previewOnCopy(this.cluster, plans, { caller, asked, describe }),
      );
    }
    const { backup } = source;
    return this.runs.run({ resources, plan: plans.plan() }, caller, { backup });
  }
}
