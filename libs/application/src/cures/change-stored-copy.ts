import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { fitsOneEvent, MAX_LIST_BYTES, type ResourceId } from '#domain';
import { type CommandEnvelope } from '#processes';
import {
  applyEffective,
  findKey,
  hashKey,
  isWithin,
  treeWith,
  type RegistryChange,
  type RegistryKey,
  type RegistryView,
} from '#registry';

import { type Caller } from '../caller.js';
import { requireReason } from '../checkpoints/copy-preview.js';
import { isRegistry, type RegistryTarget } from '../checkpoints/copy-target.js';
import { type CommandPlan } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { resolveResource } from '../names.js';
import { caughtUp } from '../reading/moment.js';
import { malformed } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';
import { requireCapture } from './then/capture-then.js';
import { Contents } from './preview/contents.js';
import { cureTarget, isOnline } from './cure-part.js';
import { CurePreviewing, type CurePreview, type PreviewedCure } from './preview/cure-preview.js';
import { CureRuns } from './running/cure-runs.js';
import { expectAt, expectedHash, movedSince, requireUnmoved } from './preview/expectation.js';
import { type CureInput } from './revert-checkpoint.js';

type Input = CureInput &
  Readonly<{
    resource: string;
    /** Id of the checkpoint. */
    id: string;
    /** The physical changes that the request is in a view. */
    changes: (view: RegistryView) => readonly RegistryChange[];
  }>;

type Ref = Readonly<{ resource: ResourceId; checkpoint: string }>;

/** Changes values and keys of the stored copy of a resource that is not online. */
export class ChangeStoredCopy extends Command<PreviewedCure<Ref>> {
  constructor(
    readonly caller: Caller,
    readonly input: Input,
  ) {
    super();
  }
}

/** A stored copy before and after its changes. */
type Edited = Readonly<{
  changes: readonly RegistryChange[];
  before: RegistryKey | undefined;
  after: RegistryKey | undefined;
}>;

const KIB = 1024;

@CommandHandler(ChangeStoredCopy)
export class ChangeStoredCopyHandler implements ICommandHandler<ChangeStoredCopy> {
  private readonly runs: CureRuns;

  constructor(
    private readonly cluster: RunningCluster,
    runner: CommandRunner,
  ) {
    this.runs = new CureRuns(cluster, runner);
  }

  async execute({ caller, input }: ChangeStoredCopy): Promise<PreviewedCure<Ref>> {
    if (input.dryRun !== true) requireReason(caller.reason);
    const resource = resolveResource(this.cluster.state, input.resource);
    const resources = (): readonly ResourceId[] => [resource];
    await caughtUp(this.cluster);
    await this.runs.untilReady(resources(), caller);
    if (input.dryRun === true)
      return { cure: this.preview(resource, input), position: this.cluster.log.position };
    const plan: CommandPlan = {
      type: 'ChangeStoredCopy',
      commands: () => this.commands(resource, input),
    };
    return this.runs.run({ resources, plan }, caller, { resource, checkpoint: input.id });
  }

  private preview(resource: ResourceId, input: Input): CurePreview {
    const target = this.targetOf(resource, input);
    const { before: from, after: to } = this.edited(target, input);
    const previewing = new CurePreviewing(this.cluster);
    previewing.copy({ from, to, key: target.checkpoint.effectiveKey }, target);
    return previewing.preview(expectAt(hashOf(target), this.cluster.log.position));
  }

  private *commands(resource: ResourceId, input: Input): Iterable<CommandEnvelope> {
    const target = this.targetOf(resource, input);
    const number = target.checkpoint.captures;
    requireUnmoved(input.expect, hashOf(target), movedSince(this.cluster, [{ target, number }]));
    const { changes, after } = this.edited(target, input);
    if (changes.length === 0) return;
    const { id: checkpoint, captures } = target.checkpoint;
    const data = { checkpoint, changes, captures, hash: hashKey(after) };
    yield { kind: 'resource', id: resource, command: { type: 'ChangeRegistryCopy', data } };
  }

  /**
   * @throws ClusterError ERROR_INVALID_PARAMETER for a key container; ERROR_RESOURCE_ONLINE
   */
  private targetOf(resource: ResourceId, { id }: Input): RegistryTarget {
    const target = cureTarget(this.cluster.state, resource, id);
    if (!isRegistry(target))
      throw new ClusterError(
        'ERROR_INVALID_PARAMETER',
        'a key container has no values: revert it to a capture, or recapture it',
      );
    if (isOnline({ target }))
      throw new ClusterError(
        'ERROR_RESOURCE_ONLINE',
        `the resource is online, and its live key is what counts: change the key on ${target.on.name}`,
      );
    requireCapture(target, target.checkpoint.captures);
    return target;
  }

  /**
   * @throws RequestRefusal for a key that is not the checkpoint's, or below it
   * @throws ClusterError ERROR_INVALID_PARAMETER for changes that are too long for one event
   */
  private edited(target: RegistryTarget, input: Input): Edited {
    const { effectiveKey, key, view, captures } = target.checkpoint;
    const wanted = input.changes(view);
    const outside = wanted.findIndex((change) => !isWithin(change.key, effectiveKey));
    if (outside >= 0)
      throw malformed(
        `/changes/${outside}/key`,
        `is not the key of the checkpoint, nor below it: ${key}`,
      );
    const before = new Contents(this.cluster).of(target, captures);
    const { changes, tree } = applyEffective(treeWith(effectiveKey, before), wanted);
    if (!fitsOneEvent(changes))
      throw new ClusterError(
        'ERROR_INVALID_PARAMETER',
        `the changes of a stored copy are at most ${MAX_LIST_BYTES / KIB} KiB: change it in several requests`,
      );
    return { changes, before, after: findKey(tree, effectiveKey) };
  }
}

const hashOf = (target: RegistryTarget): string =>
  expectedHash([{ target, number: target.checkpoint.captures }]);
