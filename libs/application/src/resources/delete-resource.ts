import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import {
  group,
  resource as resourceAggregate,
  streamName,
  type Group,
  type GroupId,
  type OperationId,
  type ResourceId,
  type ClusterState,
} from '#domain';

import { type Caller } from '../caller.js';
import { configuredAt, type CommandPlan } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed, type Outcome } from '../execution/outcome.js';
import { directoryOf, resolveResource } from '../names.js';
import { moved, type RequestRefusal } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';
import { isUp, requireNoDependents } from './relations.js';

/** Deletes a resource, and its checkpoints with it (rule 4). */
export class DeleteResource extends Command<Changed<{ resource: ResourceId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ resource: string }>,
  ) {
    super();
  }
}

@CommandHandler(DeleteResource)
export class DeleteResourceHandler implements ICommandHandler<DeleteResource> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: DeleteResource): Promise<Changed<{ resource: ResourceId }>> {
    const resource = resolveResource(this.cluster.state, input.resource);
    return this.runner.run(this.deletion(resource, caller), caller, { resource });
  }

  /**
   * The group removes the resource first, if nothing depends on it; then a process closes the
   * resource.
   */
  private deletion(resource: ResourceId, { operation, ifMatch }: Caller): CommandPlan {
    const { state, name } = this.cluster;
    const home = groupOf(state, resource);
    const seen = ifMatch === undefined ? {} : { configuredAt: ifMatch };
    const data = { resource, operation, ...seen };
    const command = { type: 'StartMemberRemoval', data } as const;
    return {
      commands: () => [{ kind: 'group', id: home, command }],
      guard: (decidedOn) => {
        const own = state.resource(resource);
        if (own.status === 'closed') throw notFound(resource);
        const old = decidedOn as Group;
        if (old.status === 'open') requireNoDependents(state, resource, old);
        group.decide(command, old);
        resourceAggregate.decide({ type: 'CloseResource', data: {} }, own);
      },
      until: () => {
        const streams = [streamName(name, 'group', home), streamName(name, 'cluster', name)];
        return { streams, holds: () => this.isOver(resource, { group: home, operation }) };
      },
      outcomeError: (outcome) => refusalOf(outcome, resource, ifMatch),
      revision: () => configuredAt(state.resource(resource)),
    };
  }

  /** Holds once the resource has left the directory, or stays. */
  private isOver(
    resource: ResourceId,
    { group: id, operation }: Readonly<{ group: GroupId; operation: OperationId }>,
  ): boolean {
    const { state } = this.cluster;
    const known = state.group(id);
    if (known.status === 'open' && known.leaving.get(resource)?.operation === operation)
      return false;
    return state.resource(resource).status !== 'closed' || !isListed(state, resource);
  }
}

const isListed = (clusterState: ClusterState, resource: ResourceId): boolean =>
  directoryOf(clusterState).resources.has(resource);

/** The group under which the directory lists the resource. */
const groupOf = (clusterState: ClusterState, resource: ResourceId): GroupId => {
  const entry = directoryOf(clusterState).resources.get(resource);
  if (entry === undefined) throw notFound(resource);
  return entry.group;
};

const notFound = (resource: ResourceId): ClusterError =>
  new ClusterError('ERROR_RESOURCE_NOT_FOUND', `no such resource: ${resource}`);

/** The reason why this operation did not close the resource. */
const refusalOf = (
  { events, state }: Outcome,
  resource: ResourceId,
  ifMatch: number | undefined,
): ClusterError | RequestRefusal | undefined => {
  if (events.some(({ type }) => type === 'ResourceClosed')) return undefined;
  const own = state.resource(resource);
  if (own.status !== 'open') return notFound(resource);
  if (ifMatch !== undefined && own.configuredAt !== ifMatch)
    return moved(ifMatch, own.configuredAt);
  return isUp(state, resource)
    ? new ClusterError('ERROR_RESOURCE_ONLINE', `the resource is ${own.state}`)
    : new ClusterError('ERROR_CLUSTER_GROUP_BUSY', 'the resource was changed meanwhile');
};
