import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import {
  streamName,
  type CheckpointId,
  type OpenResource,
  type OperationId,
  type PresentNode,
  type ResourceId,
  type RestoreFailure,
} from '#domain';
import { isCaptured, pendingCryptoSteps, type CommandEnvelope } from '#processes';
import { findKey, hashKey } from '#registry';

import { type Caller } from '../caller.js';
import { type CommandPlan, type WaitCondition } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { missingRestore } from '../hazards/missing-restore.js';
import { resolveResource } from '../names.js';
import { caughtUp } from '../reading/moment.js';
import { Refusal } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';
import { CopyPreview, requireReason, type Preview, type Previewed } from './copy-preview.js';
import {
  copyTarget,
  expectOf,
  isRegistry,
  liveHash,
  requireExpected,
  type CopyTarget,
} from './copy-target.js';
import { CryptoCopy } from './crypto-copy.js';
import { RegistryCopy } from './registry-copy.js';

type Input = Readonly<{
  resource: string;
  /** Id of the checkpoint. */
  id: string;
  /** Number of the capture; the newest if undefined. */
  capture?: number | undefined;
  /** If true, restores also while the resource is online. */
  force?: boolean | undefined;
  /** If true, shows the effect and changes nothing. */
  dryRun?: boolean | undefined;
  /** The `expect` of a dry run. The command is refused if the state has changed since then. */
  expect?: string | undefined;
}>;

/**
 * Restores a capture onto the node that owns the resource. The operator wants the restore, so the
 * places that it replaces are listed with its operation and are no lost writes.
 */
export class RestoreCheckpoint extends Command<Previewed> {
  constructor(
    readonly caller: Caller,
    readonly input: Input,
  ) {
    super();
  }
}

@CommandHandler(RestoreCheckpoint)
export class RestoreCheckpointHandler implements ICommandHandler<RestoreCheckpoint> {
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

  async execute({ caller, input }: RestoreCheckpoint): Promise<Previewed> {
    const resource = resolveResource(this.cluster.state, input.resource);
    await caughtUp(this.cluster);
    if (input.dryRun === true)
      return { preview: this.preview(resource, input), position: this.cluster.log.position };
    requireReason(caller.reason);
    const plan = this.plan(resource, input, caller);
    return this.runner.run(plan, caller, { resource, checkpoint: input.id });
  }

  /**
   * @throws ClusterError ERROR_FILE_NOT_FOUND if there is no such capture
   */
  private preview(resource: ResourceId, { id, capture }: Input): Preview {
    const target = copyTarget(this.cluster.state, resource, id);
    const number = numberOf(target, capture);
    if (!isRegistry(target)) {
      const from = liveHash(target.on, target.checkpoint);
      const to = this.crypto.fingerprint(target, number);
      return this.previews.crypto(target, number, { from, to, live: 'left' });
    }
    const from = findKey(target.on.registry, target.checkpoint.effectiveKey);
    const to = this.registry.content(target, number);
    return this.previews.registry(target, number, { from, to, live: 'left' });
  }

  /**
   * If the resource is not online, an older capture first becomes the stored copy; otherwise its
   * next online would undo the restore. If the resource is online, rule 1 captures the restored
   * key.
   */
  private plan(resource: ResourceId, input: Input, { operation }: Caller): CommandPlan {
    const { state } = this.cluster;
    const { id, expect } = input;
    const asked = copyTarget(state, resource, id);
    const live = liveHash(asked.on, asked.checkpoint);
    return {
      type: 'RestoreCheckpoint',
      commands: () => this.restoration(copyTarget(state, resource, id), input, operation),
      guard: (on, { command }) => {
        if (expect === undefined || command.type !== 'RestoreRegistry') return;
        requireExpected(hashKey(findKey((on as PresentNode).registry, command.data.key)), live);
      },
      until: () => this.whenRestored(resource, asked),
      outcomeError: ({ isRepeat }) => (isRepeat ? this.earlierRefusal(operation) : undefined),
    };
  }

  private *restoration(
    target: CopyTarget,
    { capture, force, expect }: Input,
    operation: OperationId,
  ): Iterable<CommandEnvelope> {
    const number = numberOf(target, capture);
    const isOnline = target.state.state === 'Online';
    if (isOnline && force !== true)
      throw new ClusterError(
        'ERROR_RESOURCE_ONLINE',
        'the resource is online, and its application is not told of a restore: take it offline, or send "force": true',
      );
    requireExpected(expectOf(target, number), expect);
    const attempt = { operation, epoch: target.epoch, node: target.node };
    const isRevert = number !== target.checkpoint.captures && !isOnline;
    const obstacle = isRegistry(target)
      ? this.registry.obstacle(target, number)
      : this.crypto.obstacle(target, number);
    if (obstacle !== undefined) {
      const data = { ...attempt, ...obstacle, nodeRevision: target.on.revision };
      const command = { type: 'RecordDeliberateRestoreFailure', data } as const;
      yield { kind: 'resource', id: target.resource, command };
      throw refusal(obstacle, operation);
    }
    const restoration = { attempt, number, isRevert };
    yield* isRegistry(target)
      ? this.registry.restore(target, restoration)
      : this.crypto.restore(target, restoration);
  }

  /** Holds once the restore is recorded, if it was missing, and captured, if a capture is due. */
  private whenRestored(resource: ResourceId, target: CopyTarget): WaitCondition {
    const { state: clusterState } = this.cluster;
    const {
      node,
      checkpoint: { id },
    } = target;
    const nodeRevision = clusterState.revision('node', node);
    return {
      streams: [streamName(this.cluster.name, 'resource', resource)],
      holds: () => {
        const [state, on] = [clusterState.openResource(resource), clusterState.presentNode(node)];
        if (state === undefined || on === undefined) return true;
        const paid = isRegistry(target)
          ? isCaptured(clusterState, { resource, checkpoint: id }, { node, nodeRevision })
          : pendingCryptoSteps(clusterState, resource, 'following').length === 0;
        return paid && isRecorded(state, on.restores.get(id)?.revision ?? -1, id);
      },
    };
  }

  /** The refusal that a repeated request is answered with. */
  private earlierRefusal(operation: OperationId): ClusterError | undefined {
    const { operations, position } = this.cluster.reads;
    const failed = operations
      .events(operation, position)
      .find(({ event }) => event.type.endsWith('CheckpointRestoreFailed'));
    return failed && refusal(failed.event.data as RestoreFailure, operation);
  }
}

/** True once the resource's own stream records the last restore onto its node. */
const isRecorded = (state: OpenResource, restored: number, id: CheckpointId): boolean => {
  const missing = missingRestore(state, id);
  return missing === undefined || restored <= (missing.nodeRevision ?? -1);
};

/**
 * @throws ClusterError ERROR_FILE_NOT_FOUND if there is no such capture
 */
const numberOf = ({ checkpoint: { captures } }: CopyTarget, capture = captures): number => {
  if (captures === 0)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', 'the checkpoint has no capture yet');
  if (capture > captures)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such capture: ${capture}`);
  return capture;
};

const refusal = (
  { reason, cause = 'held', holder }: RestoreFailure,
  operation: OperationId,
): Refusal =>
  new Refusal('ERROR_INVALID_STATE', reason, {
    slug: cause,
    operation,
    ...(holder !== undefined && { holder }),
  });
