import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type CuredCopy, type OperationId, type PresentNode, type ResourceId } from '#domain';
import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { requireReason } from '../checkpoints/copy-preview.js';
import {
  isRegistry,
  liveHash,
  type CopyTarget,
  type CryptoTarget,
} from '../checkpoints/copy-target.js';
import { CryptoCopy, liveContainer } from '../checkpoints/crypto-copy.js';
import { isCrypto } from '../checkpoints/find-checkpoint.js';
import { liveKey } from '../checkpoints/registry-copy.js';
import { type CommandPlan } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { caughtUp } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { Contents } from './preview/contents.js';
import { cureCommands } from './running/cure-commands.js';
import { cureTarget, fencesOf, lacksRestore, refOf, type CureData } from './cure-part.js';
import { CurePreviewing, type CurePreview, type PreviewedCure } from './preview/cure-preview.js';
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
import { type CureInput } from './revert-checkpoint.js';
import { whenCured } from './running/when-cured.js';

/**
 * Takes the live keys and containers of a resource, or of the resources of a group, as their stored
 * copies; the checkpoints count as restored.
 */
export class RecaptureCheckpoints extends Command<PreviewedCure<CuredScope>> {
  constructor(
    readonly caller: Caller,
    readonly input: CureInput & ScopeName,
  ) {
    super();
  }
}

@CommandHandler(RecaptureCheckpoints)
export class RecaptureCheckpointsHandler implements ICommandHandler<RecaptureCheckpoints> {
  private readonly runs: CureRuns;
  private readonly crypto: CryptoCopy;

  constructor(
    private readonly cluster: RunningCluster,
    runner: CommandRunner,
  ) {
    this.runs = new CureRuns(cluster, runner);
    this.crypto = new CryptoCopy(cluster);
  }

  async execute({ caller, input }: RecaptureCheckpoints): Promise<PreviewedCure<CuredScope>> {
    if (input.dryRun !== true) requireReason(caller.reason);
    const scope = scopeOf(this.cluster, input);
    const resources = (): readonly ResourceId[] => resourcesIn(this.cluster, scope);
    await caughtUp(this.cluster);
    await this.runs.untilReady(resources(), caller);
    const checkpoints = this.targets(scope).map((target) => refOf({ target }));
    if (input.dryRun === true)
      return { cure: this.preview(scope), position: this.cluster.log.position };
    const plan = this.plan(scope, input.expect, caller.operation);
    return this.runs.run({ resources, plan }, caller, { scope, checkpoints, untouched: [] });
  }

  /**
   * @throws ClusterError ERROR_FILE_NOT_FOUND or NTE_BAD_KEYSET if there is nothing to capture
   */
  private preview(scope: Scope): CurePreview {
    const targets = this.targets(scope);
    const previewing = new CurePreviewing(this.cluster);
    const contents = new Contents(this.cluster);
    for (const target of targets) {
      if (isRegistry(target)) {
        const { effectiveKey: key, captures } = target.checkpoint;
        const from = captures === 0 ? undefined : contents.of(target, captures);
        previewing.copy({ from, to: liveKey(target), key }, target, true);
      } else {
        const { checkpoint } = target;
        const to = liveContainer(target).fingerprint;
        previewing.container({ from: checkpoint.fingerprint, to }, target, 'capture');
      }
    }
    return previewing.preview(expectAt(copiesHash(targets), this.cluster.log.position));
  }

  private plan(scope: Scope, expect: string | undefined, operation: OperationId): CommandPlan {
    const requireSame = (on?: PresentNode): void => {
      requireSameCopies(this.cluster, { expect, targets: this.targets(scope), on });
    };
    return {
      type: commandOf('Recapture', scope),
      commands: () => {
        requireSame();
        return this.commands(scope, operation);
      },
      guard: (state, { command }) => {
        if (command.type === 'CureRegistry') requireSame(state as PresentNode);
      },
      until: () => {
        const refs = targetsIn(this.cluster, scope).map((target) => refOf({ target }));
        return whenCured(this.cluster, { node: undefined, refs, changes: [] });
      },
    };
  }

  private *commands(scope: Scope, operation: OperationId): Iterable<CommandEnvelope> {
    const targets = this.targets(scope);
    const [first] = targets;
    if (first === undefined) return;
    for (const target of targets) if (!isRegistry(target)) liveContainer(target);
    const cure = (): Omit<CureData, 'staged'> => cureOf(this.targets(scope).filter(isRegistry));
    yield* cureCommands(this.cluster, { node: first.node, operation, cure });
    for (const { resource, checkpoint } of targets.filter((target) => !isRegistry(target))) {
      const target = cureTarget(this.cluster.state, resource, checkpoint.id) as CryptoTarget;
      if (isStale(target)) yield* this.crypto.recapture(target);
    }
  }

  private targets(scope: Scope): readonly CopyTarget[] {
    return requireTargets(targetsIn(this.cluster, scope), scope);
  }
}

/** True for a stored copy that is not the live key, or whose restore is missing. */
const isStale = (target: CopyTarget): boolean => {
  const { on, checkpoint } = target;
  const copy = isCrypto(checkpoint) ? checkpoint.fingerprint : checkpoint.hash;
  return liveHash(on, checkpoint) !== copy || lacksRestore({ target });
};

const cureOf = (
  targets: readonly Extract<CopyTarget, { checkpoint: { effectiveKey: string } }>[],
): Omit<CureData, 'staged'> => {
  for (const target of targets) liveKey(target);
  const copies = targets
    .filter(isStale)
    .map((target): CuredCopy => ({ ...refOf({ target }), copy: 'live' }));
  return { targets: [], changes: [], cure: { kind: 'recapture', copies }, ...fencesOf(targets) };
};
