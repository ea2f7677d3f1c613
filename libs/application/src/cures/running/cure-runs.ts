import { ClusterError, type StatusName } from '#clusapi';
import { streamName, type ResourceId } from '#domain';
import { hasLateCaptures, isOwed } from '#processes';

import { type Caller } from '../../caller.js';
import { type CommandPlan } from '../../execution/command-plan.js';
import { type CommandRunner } from '../../execution/command-runner.js';
import { type Changed } from '../../execution/outcome.js';
import { type RunningCluster } from '../../running-cluster.js';

/** A cure, and the resources whose stored copies it is about. */
type Run = Readonly<{ resources: () => readonly ResourceId[]; plan: CommandPlan }>;

/** The refusals of a command that another one may have overtaken. */
const LATE: ReadonlySet<StatusName> = new Set([
  'ERROR_INVALID_STATE',
  'ERROR_RESOURCE_ONLINE',
  'ERROR_CLUSTER_GROUP_BUSY',
]);

/**
 * Runs cures when their groups have no operation and owe no capture. A cure that was overtaken is
 * planned again.
 */
export class CureRuns {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  /**
   * @throws ClusterError ERROR_CLUSTER_GROUP_BUSY if an operation of a group does not end in time
   */
  async run<Subject extends object>(
    { resources, plan }: Run,
    caller: Caller,
    subject: Subject,
  ): Promise<Changed<Subject>> {
    const readyPlan = { ...plan, commands: () => this.onceReady({ resources, plan }) };
    for (;;) {
      await this.untilReady(resources(), caller);
      const before = this.stamp(resources());
      try {
        return await this.runner.run(readyPlan, caller, subject);
      } catch (error) {
        const isSame = this.stamp(resources()) === before && this.busy(resources()) === undefined;
        if (caller.deadline.aborted || !isLate(error) || isSame) throw error;
      }
    }
  }

  /** Resolves when the resources are in no operation and owe no capture. */
  async untilReady(
    ids: readonly ResourceId[],
    { deadline }: Pick<Caller, 'deadline'>,
  ): Promise<void> {
    const { log } = this.cluster;
    while (this.busy(ids) !== undefined) {
      try {
        await log.until(this.streamsOf(ids), () => this.busy(ids) === undefined, deadline);
      } catch (error) {
        if (deadline.aborted) this.requireReady(ids);
        else throw error;
      }
    }
  }

  private *onceReady({ resources, plan }: Run): ReturnType<CommandPlan['commands']> {
    this.requireReady(resources());
    yield* plan.commands();
  }

  private requireReady(ids: readonly ResourceId[]): void {
    const busy = this.busy(ids);
    if (busy !== undefined)
      throw new ClusterError('ERROR_CLUSTER_GROUP_BUSY', `group ${busy} is in an operation`);
  }

  /** The group of a resource that is in an operation, or owes a capture. */
  private busy(ids: readonly ResourceId[]): string | undefined {
    const { state } = this.cluster;
    return ids
      .map((id) => ({ id, resource: state.openResource(id) }))
      .find(({ id, resource }) => {
        if (resource === undefined) return false;
        const isPending = resource.state === 'OnlinePending' || resource.state === 'OfflinePending';
        const isMoving = state.openGroup(resource.group)?.operation !== undefined;
        const owes = [...resource.checkpoints.keys()].some((one) => isOwed(state, one));
        return isPending || isMoving || owes || hasLateCaptures(state, id);
      })?.resource?.group;
  }

  private streamsOf(ids: readonly ResourceId[]): readonly string[] {
    const { state, name } = this.cluster;
    return ids.flatMap((id) => {
      const group = state.openResource(id)?.group;
      const own = streamName(name, 'resource', id);
      return group === undefined ? [own] : [own, streamName(name, 'group', group)];
    });
  }

  /** A text that changes with everything that a cure is planned from. */
  private stamp(ids: readonly ResourceId[]): string {
    const { state } = this.cluster;
    return JSON.stringify(
      ids.map((id) => {
        const group = state.openResource(id)?.group;
        const owner = group && state.openGroup(group)?.owner;
        const revisions = [state.revision('resource', id), group && state.revision('group', group)];
        return [...revisions, owner && state.presentNode(owner)?.curedAt];
      }),
    );
  }
}

const isLate = (error: unknown): boolean => error instanceof ClusterError && LATE.has(error.status);
