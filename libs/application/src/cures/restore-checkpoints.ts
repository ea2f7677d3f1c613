import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import {
  blockingHold,
  streamName,
  type CheckpointId,
  type NodeId,
  type OpenResource,
  type OperationId,
  type PresentNode,
  type ResourceId,
} from '#domain';
import { isCaptured, pendingCryptoSteps, type CommandEnvelope } from '#processes';
import { findKey } from '#registry';

import { type Caller } from '../caller.js';
import { requireReason } from '../checkpoints/copy-preview.js';
import {
  isRegistry,
  liveHash,
  type CopyTarget,
  type CryptoTarget,
} from '../checkpoints/copy-target.js';
import { CryptoCopy } from '../checkpoints/crypto-copy.js';
import { type CommandPlan, type WaitCondition } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { missingRestore } from '../hazards/missing-restore.js';
import { nameOf } from '../names.js';
import { caughtUp } from '../reading/moment.js';
import { Refusal } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';
import { Contents } from './preview/contents.js';
import {
  cureTarget,
  inWords,
  isOnline,
  outerFirst,
  refOf,
  type RegistryPart,
} from './cure-part.js';
import {
  CurePreviewing,
  type CurePreview,
  type PreviewedCure,
  type Untouched,
} from './preview/cure-preview.js';
import { CureRuns } from './running/cure-runs.js';
import {
  commandOf,
  requireTargets,
  resourcesIn,
  scopeOf,
  targetsIn,
  type CuredScope,
  type Scope,
  type ScopeName,
} from './cure-scope.js';
import { copiesHash, expectAt, requireSameCopies } from './preview/expectation.js';
import { restoreCommands } from './running/restore-commands.js';
import { type CureInput } from './revert-checkpoint.js';

type Input = CureInput &
  ScopeName &
  Readonly<{
    /** If true, restores also while a resource is online. */
    force?: boolean | undefined;
  }>;

/**
 * Restores the stored copies of a resource, or of the resources of a group, onto the node that owns
 * it. The operator wants the restores, so the places that they replace are no lost writes.
 */
export class RestoreCheckpoints extends Command<PreviewedCure<CuredScope>> {
  constructor(
    readonly caller: Caller,
    readonly input: Input,
  ) {
    super();
  }
}

@CommandHandler(RestoreCheckpoints)
export class RestoreCheckpointsHandler implements ICommandHandler<RestoreCheckpoints> {
  private readonly runs: CureRuns;
  private readonly crypto: CryptoCopy;

  constructor(
    private readonly cluster: RunningCluster,
    runner: CommandRunner,
  ) {
    this.runs = new CureRuns(cluster, runner);
    this.crypto = new CryptoCopy(cluster);
  }

  async execute({ caller, input }: RestoreCheckpoints): Promise<PreviewedCure<CuredScope>> {
    if (input.dryRun !== true) requireReason(caller.reason);
    const scope = scopeOf(this.cluster, input);
    const resources = (): readonly ResourceId[] => resourcesIn(this.cluster, scope);
    await caughtUp(this.cluster);
    await this.runs.untilReady(resources(), caller);
    const targets = this.targets(scope);
    const untouched = targetsIn(this.cluster, scope)
      .filter(({ checkpoint }) => checkpoint.captures === 0)
      .map((target): Untouched => ({ ...refOf({ target }), reason: 'has no capture yet' }));
    if (input.dryRun === true)
      return { cure: this.preview(targets, untouched), position: this.cluster.log.position };
    const plan = this.plan(scope, input, caller.operation);
    const checkpoints = targets.map((target) => refOf({ target }));
    return this.runs.run({ resources, plan }, caller, { scope, checkpoints, untouched });
  }

  private preview(targets: readonly CopyTarget[], untouched: readonly Untouched[]): CurePreview {
    const previewing = new CurePreviewing(this.cluster);
    for (const { target, content: to } of this.registry(targets)) {
      const { effectiveKey: key } = target.checkpoint;
      const from = findKey(target.on.registry, key);
      previewing.live({ from, to, key }, { node: target.node, target });
    }
    for (const target of cryptoOf(targets)) {
      const { on, checkpoint } = target;
      const sides = { from: liveHash(on, checkpoint), to: checkpoint.fingerprint };
      previewing.container(sides, target, 'node');
    }
    return previewing.preview(expectAt(copiesHash(targets), this.cluster.log.position), untouched);
  }

  private plan(scope: Scope, { force, expect }: Input, operation: OperationId): CommandPlan {
    const requireSame = (on?: PresentNode): void => {
      requireSameCopies(this.cluster, { expect, targets: this.targets(scope), on });
    };
    return {
      type: commandOf('Restore', scope),
      commands: () => {
        requireSame();
        return this.commands(scope, force === true, operation);
      },
      guard: (state, { command }) => {
        if (command.type === 'RestoreRegistries') requireSame(state as PresentNode);
      },
      until: () => this.whenRestored(scope),
    };
  }

  private *commands(
    scope: Scope,
    force: boolean,
    operation: OperationId,
  ): Iterable<CommandEnvelope> {
    const targets = this.targets(scope);
    const [first] = targets;
    if (first === undefined) return;
    for (const target of targets) this.requirePossible(target, force);
    yield* restoreCommands(this.registry(targets), first.node, operation);
    for (const { resource, checkpoint } of cryptoOf(targets)) {
      const target = cureTarget(this.cluster.state, resource, checkpoint.id) as CryptoTarget;
      const attempt = { operation, epoch: target.epoch, node: target.node };
      const number = target.checkpoint.captures;
      yield* this.crypto.restore(target, { attempt, number, isRevert: false });
    }
  }

  /**
   * @throws ClusterError ERROR_RESOURCE_ONLINE without force
   * @throws Refusal ERROR_INVALID_STATE if a program holds the key open, or no provider is known
   */
  private requirePossible(target: CopyTarget, force: boolean): void {
    const { resource, on, checkpoint } = target;
    if (isOnline({ target }) && !force)
      throw new ClusterError(
        'ERROR_RESOURCE_ONLINE',
        `${nameOf(this.cluster.state, 'resources', resource) ?? resource} is online, and its application is not told of a restore: take it offline, or send "force": true`,
      );
    if (!isRegistry(target)) {
      const obstacle = this.crypto.obstacle(target, checkpoint.captures);
      if (obstacle !== undefined)
        throw new Refusal('ERROR_INVALID_STATE', obstacle.reason, { slug: 'provider-missing' });
      return;
    }
    const held = blockingHold(target.checkpoint.effectiveKey, on);
    if (held === undefined) return;
    const { holder } = held;
    const words = inWords(this.cluster.state, resource, target.checkpoint);
    throw new Refusal('ERROR_INVALID_STATE', `${holder} holds ${held.key} open: ${words}`, {
      slug: 'held',
      holder,
    });
  }

  private registry(targets: readonly CopyTarget[]): readonly RegistryPart[] {
    const contents = new Contents(this.cluster);
    const parts = targets.filter(isRegistry).map((target): RegistryPart => {
      const { captures: number } = target.checkpoint;
      return { target, number, content: contents.of(target, number) };
    });
    return outerFirst(parts);
  }

  /** The checkpoints with a capture. */
  private targets(scope: Scope): readonly CopyTarget[] {
    return requireTargets(
      targetsIn(this.cluster, scope).filter(({ checkpoint }) => checkpoint.captures > 0),
      scope,
    );
  }

  /** Holds once the restores are recorded where they were missing, and captured where that is due. */
  private whenRestored(scope: Scope): WaitCondition {
    const { state, name } = this.cluster;
    const targets = targetsIn(this.cluster, scope);
    const revisions = new Map<NodeId, number>(
      targets.map(({ node }) => [node, state.revision('node', node)]),
    );
    const holds = ({ resource, node, checkpoint: { id } }: CopyTarget): boolean => {
      const [now, on] = [state.openResource(resource), state.presentNode(node)];
      if (now === undefined || on === undefined) return true;
      const moment = { node, nodeRevision: revisions.get(node) ?? -1 };
      const isDone = isRecorded(now, on, id);
      return isDone && isCaptured(state, { resource, checkpoint: id }, moment);
    };
    const resources = resourcesIn(this.cluster, scope);
    return {
      streams: resources.map((resource) => streamName(name, 'resource', resource)),
      holds: () =>
        targets.every(holds) &&
        resources.every((id) => pendingCryptoSteps(state, id, 'following').length === 0),
    };
  }
}

/** True once the resource's own stream records the last restore onto its node. */
const isRecorded = (resource: OpenResource, on: PresentNode, id: CheckpointId): boolean => {
  const missing = missingRestore(resource, id);
  const restored = on.restores.get(id)?.revision ?? -1;
  return missing === undefined || restored <= (missing.nodeRevision ?? -1);
};

const cryptoOf = (targets: readonly CopyTarget[]): readonly CryptoTarget[] =>
  targets.filter((target) => !isRegistry(target)) as readonly CryptoTarget[];
