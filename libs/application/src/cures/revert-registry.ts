import { hash as digest } from 'node:crypto';

import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { type CheckpointRef, type NodeId, type PresentNode, type ResourceId } from '#domain';
import { effectiveKey, foldName, parseKey, parseValueName, type RegistryView } from '#registry';

import { type Caller } from '../caller.js';
import { requireReason } from '../checkpoints/copy-preview.js';
import { type CommandPlan } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { nodeState, resolveNode } from '../names.js';
import { caughtUp } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { thenOf, type Then } from './then/capture-then.js';
import { cureCommands } from './running/cure-commands.js';
import { fencesOf, refOf, type CureData } from './cure-part.js';
import { CurePreviewing, type CurePreview, type PreviewedCure } from './preview/cure-preview.js';
import { CureRuns } from './running/cure-runs.js';
import { expectAt, keyMoved, movedSince, requireUnmoved } from './preview/expectation.js';
import { copiesOf, followingCopies, resourcesAt, targetsAt } from './then/place-copies.js';
import { changeOf, partOf, placeAt, placeHash, type PlaceThen } from './then/registry-place.js';
import { type CureInput } from './revert-checkpoint.js';
import { whenCured } from './running/when-cured.js';

type Input = CureInput &
  Readonly<{
    node: string;
    /** Relative to HKLM, as the view shows it. */
    key: string;
    /** The name of a value; the key with everything below it if undefined. */
    name?: string | undefined;
    view: RegistryView;
    at: string;
  }>;

/** The place that a cure has brought back, and the checkpoints that cover it or lie below it. */
export type CuredRegistry = Readonly<{
  node: NodeId;
  view: RegistryView;
  refs: readonly CheckpointRef[];
}>;

/**
 * Brings a value, or a key with everything below it, of a node's registry back to a moment. The stored
 * copies of resources that the node owns follow.
 */
export class RevertRegistry extends Command<PreviewedCure<CuredRegistry>> {
  constructor(
    readonly caller: Caller,
    readonly input: Input,
  ) {
    super();
  }
}

@CommandHandler(RevertRegistry)
export class RevertRegistryHandler implements ICommandHandler<RevertRegistry> {
  private readonly runs: CureRuns;

  constructor(
    private readonly cluster: RunningCluster,
    runner: CommandRunner,
  ) {
    this.runs = new CureRuns(cluster, runner);
  }

  async execute({ caller, input }: RevertRegistry): Promise<PreviewedCure<CuredRegistry>> {
    if (input.dryRun !== true) requireReason(caller.reason);
    const node = resolveNode(this.cluster.state, input.node);
    const key = effectiveKey(parseKey(input.key), input.view);
    const name = input.name === undefined ? undefined : parseValueName(input.name);
    const resources = (): readonly ResourceId[] => resourcesAt(this.cluster, { node, key });
    await caughtUp(this.cluster);
    await this.runs.untilReady(resources(), caller);
    const then = await thenOf(this.cluster, input.at);
    this.requireNode(node, then, input.at);
    const place = await placeAt(this.cluster, { node, key, name }, then.position);
    if (input.dryRun === true)
      return { cure: this.preview(place), position: this.cluster.log.position };
    const plan = this.plan(place, { since: then.since, expect: input.expect }, caller);
    const refs = targetsAt(this.cluster, place).map((target) => refOf({ target }));
    return this.runs.run({ resources, plan }, caller, { node, view: input.view, refs });
  }

  /**
   * @throws ClusterError ERROR_CLUSTER_NODE_NOT_FOUND
   */
  private requireNode(node: NodeId, { hasNode }: Then, at: string): void {
    if (!hasNode(node))
      throw new ClusterError('ERROR_CLUSTER_NODE_NOT_FOUND', `the node was not there at ${at}`);
  }

  private preview(place: PlaceThen): CurePreview {
    const { node, key } = place;
    const previewing = new CurePreviewing(this.cluster);
    const from = partOf(nodeState(this.cluster.state, node).registry, place);
    previewing.live({ from, to: place.then, key }, { node });
    for (const { target, before, after } of followingCopies(this.cluster, place))
      previewing.copy({ from: before, to: after, key: target.checkpoint.effectiveKey }, target);
    return previewing.preview(expectAt(this.hashOf(place), this.cluster.log.position));
  }

  private plan(
    place: PlaceThen,
    { since, expect }: Readonly<{ since: string | undefined; expect: string | undefined }>,
    { operation }: Caller,
  ): CommandPlan {
    const { node, key } = place;
    const cure = (): Omit<CureData, 'staged'> => this.cureOf(place, since);
    const requireSame = (on?: PresentNode): void => {
      requireUnmoved(expect, this.hashOf(place, on), this.movedIn(place));
    };
    let refs: readonly CheckpointRef[] = [];
    return {
      type: 'RevertRegistry',
      commands: () => {
        requireSame();
        refs = targetsAt(this.cluster, place).map((target) => refOf({ target }));
        return cureCommands(this.cluster, { node, operation, cure });
      },
      guard: (state, { command }) => {
        if (command.type === 'CureRegistry') requireSame(state as PresentNode);
      },
      until: () => whenCured(this.cluster, { node, refs, changes: [{ op: 'delete-key', key }] }),
    };
  }

  private cureOf(place: PlaceThen, since: string | undefined): Omit<CureData, 'staged'> {
    const targets = targetsAt(this.cluster, place);
    const copies = copiesOf(this.cluster, place);
    return {
      ...changeOf(place),
      cure: { kind: 'revert', ...(since !== undefined && { since }), copies },
      ...fencesOf(targets),
      after: nodeState(this.cluster.state, place.node).curedAt,
    };
  }

  /** A hash of the place, and of the stored copies that follow it. */
  private hashOf(place: PlaceThen, on = nodeState(this.cluster.state, place.node)): string {
    const copies = followingCopies(this.cluster, place).map(
      ({ target: { checkpoint } }) =>
        [checkpoint.id, checkpoint.captures, checkpoint.hash] as const,
    );
    return digest('sha256', JSON.stringify([placeHash(on, place), copies]));
  }

  private movedIn(place: PlaceThen): ReturnType<typeof movedSince> {
    const { node, key } = place;
    const copies = followingCopies(this.cluster, place).map(({ target }) => ({
      target,
      number: target.checkpoint.captures,
    }));
    const what = `key ${key} of ${nodeState(this.cluster.state, node).name}`;
    return (since) =>
      movedSince(this.cluster, copies)(since) ??
      keyMoved(this.cluster, { node, key: foldName(key), since, what });
  }
}
