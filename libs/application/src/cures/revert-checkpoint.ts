import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { type CheckpointId, type ResourceId } from '#domain';

import { type Caller } from '../caller.js';
import { requireReason } from '../checkpoints/copy-preview.js';
import { CommandRunner } from '../execution/command-runner.js';
import { resolveResource } from '../names.js';
import { caughtUp } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { requireCapture, thenOf } from './then/capture-then.js';
import { CheckpointCures } from './checkpoint-cures.js';
import { cureTarget } from './cure-part.js';
import { type PreviewedCure } from './preview/cure-preview.js';
import { CureRuns } from './running/cure-runs.js';

/** The fields of every cure. */
export type CureInput = Readonly<{
  /** If true, shows the effect and changes nothing. */
  dryRun?: boolean | undefined;
  /** The `expect` of a dry run. The command is refused if the state has changed since then. */
  expect?: string | undefined;
}>;

type Input = CureInput &
  Readonly<{
    resource: string;
    /** Id of the checkpoint. */
    id: string;
    /** The capture, or the moment, whose content comes back. */
    to: Readonly<{ capture: number } | { at: string }>;
  }>;

type Ref = Readonly<{ resource: ResourceId; checkpoint: string }>;

/**
 * Puts an earlier capture of a checkpoint back where it counts: onto the owner while the resource is
 * online, else as the stored copy.
 */
export class RevertCheckpoint extends Command<PreviewedCure<Ref>> {
  constructor(
    readonly caller: Caller,
    readonly input: Input,
  ) {
    super();
  }
}

@CommandHandler(RevertCheckpoint)
export class RevertCheckpointHandler implements ICommandHandler<RevertCheckpoint> {
  private readonly runs: CureRuns;

  constructor(
    private readonly cluster: RunningCluster,
    runner: CommandRunner,
  ) {
    this.runs = new CureRuns(cluster, runner);
  }

  async execute({ caller, input }: RevertCheckpoint): Promise<PreviewedCure<Ref>> {
    if (input.dryRun !== true) requireReason(caller.reason);
    const { expect } = input;
    const resource = resolveResource(this.cluster.state, input.resource);
    const resources = (): readonly ResourceId[] => [resource];
    await caughtUp(this.cluster);
    await this.runs.untilReady(resources(), caller);
    const cures = new CheckpointCures(this.cluster);
    const { number, since } = await this.found(resource, input);
    const refs = [{ resource, checkpoint: input.id as CheckpointId, number }];
    if (input.dryRun === true)
      return { cure: cures.preview(refs), position: this.cluster.log.position };
    await cures.requireKeys(refs);
    const undoing = { kind: 'revert', ...(since !== undefined && { since }) } as const;
    const plan = cures.plan({ type: 'RevertCheckpoint', refs, undoing, expect }, caller);
    return this.runs.run({ resources, plan }, caller, { resource, checkpoint: input.id });
  }

  /**
   * The capture that comes back, and the id of the last event before what is undone.
   *
   * @throws ClusterError ERROR_FILE_NOT_FOUND if there is none
   */
  private async found(
    resource: ResourceId,
    { id, to }: Input,
  ): Promise<Readonly<{ number: number; since: string | undefined }>> {
    const { reads, state } = this.cluster;
    const target = cureTarget(state, resource, id);
    if ('capture' in to) {
      requireCapture(target, to.capture);
      const since = reads.captures.get(target.checkpoint.id, to.capture, reads.position)?.id;
      return { number: to.capture, since };
    }
    const then = await thenOf(this.cluster, to.at);
    const number = then.captureOf(resource, id);
    if (number === undefined)
      throw new ClusterError(
        'ERROR_FILE_NOT_FOUND',
        `checkpoint ${id} had no capture at ${to.at}: it is newer, or its key was missing`,
      );
    return { number, since: then.since };
  }
}
