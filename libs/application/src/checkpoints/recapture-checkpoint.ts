import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type ResourceId } from '#domain';

import { type Caller } from '../caller.js';
import { type CommandPlan } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { resolveResource } from '../names.js';
import { caughtUp } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { CopyPreview, requireReason, type Preview, type Previewed } from './copy-preview.js';
import { copyTarget, expectOf, isRegistry, requireExpected } from './copy-target.js';
import { CryptoCopy, liveContainer } from './crypto-copy.js';
import { liveKey, RegistryCopy } from './registry-copy.js';

type Input = Readonly<{
  resource: string;
  /** Id of the checkpoint. */
  id: string;
  /** If true, shows the effect and changes nothing. */
  dryRun?: boolean | undefined;
  /** The `expect` of a dry run. The command is refused if the state has changed since then. */
  expect?: string | undefined;
}>;

/** Takes the live key or container as the stored copy; the checkpoint counts as restored. */
export class RecaptureCheckpoint extends Command<Previewed> {
  constructor(
    readonly caller: Caller,
    readonly input: Input,
  ) {
    super();
  }
}

@CommandHandler(RecaptureCheckpoint)
export class RecaptureCheckpointHandler implements ICommandHandler<RecaptureCheckpoint> {
  private readonly registry: RegistryCopy;
  private readonly crypto: CryptoCopy;
  private readonly previews: CopyPreview;

  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {
    this.registry = new RegistryCopy(cluster);
    this.crypto = new CryptoCopy(cluster);
    this.previews = new CopyPreview(cluster);
  }

  async execute({ caller, input }: RecaptureCheckpoint): Promise<Previewed> {
    const resource = resolveResource(this.cluster.state, input.resource);
    await caughtUp(this.cluster);
    if (input.dryRun === true)
      return { preview: this.preview(resource, input.id), position: this.cluster.log.position };
    requireReason(caller.reason);
    const plan = this.plan(resource, input);
    return this.runner.run(plan, caller, { resource, checkpoint: input.id });
  }

  /**
   * @throws ClusterError ERROR_FILE_NOT_FOUND or NTE_BAD_KEYSET if there is nothing to capture
   */
  private preview(resource: ResourceId, id: string): Preview {
    const target = copyTarget(this.cluster.state, resource, id);
    const { captures } = target.checkpoint;
    if (!isRegistry(target)) {
      const from = this.crypto.fingerprint(target, captures);
      const { fingerprint: to } = liveContainer(target);
      return this.previews.crypto(target, captures, { from, to, live: 'right' });
    }
    const from = this.registry.content(target, captures);
    return this.previews.registry(target, captures, { from, to: liveKey(target), live: 'right' });
  }

  private plan(resource: ResourceId, { id, expect }: Input): CommandPlan {
    return {
      commands: () => {
        const target = copyTarget(this.cluster.state, resource, id);
        requireExpected(expectOf(target, target.checkpoint.captures), expect);
        return isRegistry(target) ? this.registry.recapture(target) : this.crypto.recapture(target);
      },
    };
  }
}
