import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { type ResourceId } from '#domain';

import { type Caller } from '../caller.js';
import { requireReason } from '../checkpoints/copy-preview.js';
import { CommandRunner } from '../execution/command-runner.js';
import { caughtUp } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { thenOf, type Then } from './then/capture-then.js';
import { CheckpointCures, type RevertedRef } from './checkpoint-cures.js';
import { refOf } from './cure-part.js';
import { type PreviewedCure, type Untouched } from './preview/cure-preview.js';
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
import { type CureInput } from './revert-checkpoint.js';

type Input = CureInput & ScopeName & Readonly<{ at: string }>;

/**
 * Puts all checkpoints of a resource, or of the resources of a group, back to a moment: onto the owner
 * while their resource is online, else as the stored copy. A checkpoint without a capture at the
 * moment stays as it is.
 */
export class RevertCheckpoints extends Command<PreviewedCure<CuredScope>> {
  constructor(
    readonly caller: Caller,
    readonly input: Input,
  ) {
    super();
  }
}

/** The checkpoints that go back, and those that stay. */
type Found = Readonly<{ refs: readonly RevertedRef[]; untouched: readonly Untouched[] }>;

@CommandHandler(RevertCheckpoints)
export class RevertCheckpointsHandler implements ICommandHandler<RevertCheckpoints> {
  private readonly runs: CureRuns;

  constructor(
    private readonly cluster: RunningCluster,
    runner: CommandRunner,
  ) {
    this.runs = new CureRuns(cluster, runner);
  }

  async execute({ caller, input }: RevertCheckpoints): Promise<PreviewedCure<CuredScope>> {
    if (input.dryRun !== true) requireReason(caller.reason);
    const scope = scopeOf(this.cluster, input);
    const resources = (): readonly ResourceId[] => resourcesIn(this.cluster, scope);
    await caughtUp(this.cluster);
    await this.runs.untilReady(resources(), caller);
    const then = await thenOf(this.cluster, input.at);
    const { refs, untouched } = this.found(scope, then, input.at);
    const cures = new CheckpointCures(this.cluster);
    if (input.dryRun === true)
      return { cure: cures.preview(refs, untouched), position: this.cluster.log.position };
    await cures.requireKeys(refs);
    const { since } = then;
    const { expect } = input;
    const undoing = { kind: 'revert', ...(since !== undefined && { since }) } as const;
    const plan = cures.plan({ type: commandOf('Revert', scope), refs, undoing, expect }, caller);
    const checkpoints = refs.map(({ resource, checkpoint }) => ({ resource, checkpoint }));
    return this.runs.run({ resources, plan }, caller, { scope, checkpoints, untouched });
  }

  /**
   * @throws ClusterError ERROR_FILE_NOT_FOUND if no checkpoint had a capture at the moment
   */
  private found(scope: Scope, { captureOf }: Then, at: string): Found {
    const all = requireTargets(targetsIn(this.cluster, scope), scope).map((target) => {
      const ref = refOf({ target });
      return { ...ref, number: captureOf(ref.resource, ref.checkpoint) };
    });
    const reason = `had no capture at ${at}`;
    const untouched = all.flatMap(({ number, ...ref }) =>
      number === undefined ? [{ ...ref, reason }] : [],
    );
    const refs = all.flatMap(({ number, ...ref }) =>
      number === undefined ? [] : [{ ...ref, number }],
    );
    if (refs.length === 0)
      throw new ClusterError(
        'ERROR_FILE_NOT_FOUND',
        `no checkpoint of the ${scope.kind} had a capture at ${at}`,
      );
    return { refs, untouched };
  }
}
