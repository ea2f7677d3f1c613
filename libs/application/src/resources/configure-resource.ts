import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import {
  parseDependency,
  parseName,
  providersOf,
  group as groupAggregate,
  requireDown,
  streamName,
  type GroupId,
  type ResourceId,
  type ResourceProperties,
  type ClusterView,
} from '#domain';

import { type Caller } from '../caller.js';
import { configuredAt, type CommandPlan } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { given } from '../fields.js';
import { directoryOf, groupState, resolveGroup, resolveResource, resourceState } from '../names.js';
import { malformed } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';
import { isUp, requireNoDependents } from './relations.js';

/**
 * Changes properties of a resource, its name, its group, or its dependencies. A request may change
 * one of these, because each is stored in another stream.
 */
export class ConfigureResource extends Command<Changed<{ resource: ResourceId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Partial<ResourceProperties> &
      Readonly<{
        resource: string;
        name?: string | undefined;
        /** Name or id of the new group. */
        group?: string | undefined;
        dependencyExpression?: string | undefined;
      }>,
  ) {
    super();
  }
}

@CommandHandler(ConfigureResource)
export class ConfigureResourceHandler implements ICommandHandler<ConfigureResource> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: ConfigureResource): Promise<Changed<{ resource: ResourceId }>> {
    const { resource: nameOrId, name, group, dependencyExpression, ...rest } = input;
    const resource = resolveResource(this.cluster.state, nameOrId);
    const properties = given(rest);
    const plans: readonly (readonly [field: string, plan: CommandPlan])[] = [
      ...(name === undefined ? [] : [['name', this.renaming(resource, name)] as const]),
      ...(group === undefined ? [] : [['group', this.groupChange(resource, group)] as const]),
      ...(dependencyExpression === undefined
        ? []
        : [['dependencyExpression', this.dependencies(resource, dependencyExpression)] as const]),
      ...(Object.keys(properties).length === 0
        ? []
        : [['properties', configuration(resource, properties)] as const]),
    ];
    const [first, second] = plans;
    if (second !== undefined) throw malformed(`/${second[0]}`, 'change it in a request of its own');
    const plan = { revision: configuredAt, ...(first?.[1] ?? NOTHING) };
    return this.runner.run(plan, caller, { resource });
  }

  private renaming(resource: ResourceId, name: string): CommandPlan {
    const { state, name: id } = this.cluster;
    const data = { resource, name: parseName(name) };
    return {
      commands: () => [{ kind: 'cluster', id, command: { type: 'RenameResource', data } }],
      revision: () => configuredAt(state.resource(resource)),
    };
  }

  /**
   * Moves a resource to another group. Its providers and dependents must be parted from it first.
   */
  private groupChange(resource: ResourceId, nameOrId: string): CommandPlan {
    const { state, name: id } = this.cluster;
    const group = resolveGroup(state, nameOrId);
    const command = { type: 'RegroupResource', data: { resource, group } } as const;
    return {
      commands: () => {
        requireParted(state, resource);
        return [{ kind: 'cluster', id, command }];
      },
      until: () => ({
        streams: [streamName(id, 'group', group), streamName(id, 'cluster', id)],
        holds: () => {
          const after = state.openGroup(group);
          const isMember = after?.members.has(resource) === true;
          return isMember || directoryOf(state).resources.get(resource)?.group !== group;
        },
      }),
      outcomeError: ({ state: after }) => returnError(after, resource, group),
      revision: () => configuredAt(state.resource(resource)),
    };
  }

  private dependencies(resource: ResourceId, text: string): CommandPlan {
    const { state } = this.cluster;
    const expression = parseDependency(text, (name) => resolveResource(state, name)) ?? null;
    return {
      commands: () => {
        const { group: id } = resourceState(state, resource);
        const data = { resource, expression, isOnline: isUp(state, resource) };
        return [{ kind: 'group', id, command: { type: 'SetDependencies', data } }];
      },
      guard: () => {
        for (const each of [resource, ...providersOf(expression ?? undefined)])
          resourceState(state, each);
      },
      revision: () => configuredAt(state.resource(resource)),
    };
  }
}

/**
 * @throws ClusterError if the resource has a provider or a dependent. The old group decides this
 * too, but only after the directory; this check answers the request at once.
 */
const requireParted = (clusterState: ClusterView, id: ResourceId): void => {
  const resource = resourceState(clusterState, id);
  requireDown(resource);
  const data = { resource: id, isParted: true };
  const group = { ...groupState(clusterState, resource.group), operation: undefined };
  requireNoDependents(clusterState, id, group);
  groupAggregate.decide({ type: 'RemoveGroupMember', data }, group);
};

/**
 * The refusal of a resource that was returned to its old group, because the new group has closed or
 * the resource has a dependency.
 */
const returnError = (
  clusterState: ClusterView,
  resource: ResourceId,
  group: GroupId,
): ClusterError | undefined => {
  if (clusterState.group(group).status === 'closed')
    return new ClusterError('ERROR_GROUP_NOT_FOUND', 'the group was deleted meanwhile');
  const entry = directoryOf(clusterState).resources.get(resource);
  if (entry?.isReturned !== true || entry.from !== group) return undefined;
  const old = clusterState.group(entry.group);
  if (old.status === 'open' && providersOf(old.dependencies.get(resource)).length > 0)
    return new ClusterError('ERROR_INVALID_PARAMETER', 'the resource depends on another resource', {
      field: 'group',
    });
  return new ClusterError(
    'ERROR_DEPENDENT_RESOURCE_EXISTS',
    'another resource depends on the resource',
  );
};

const NOTHING: CommandPlan = { commands: () => [] };

const configuration = (id: ResourceId, data: Partial<ResourceProperties>): CommandPlan => ({
  commands: () => [{ kind: 'resource', id, command: { type: 'ConfigureResource', data } }],
});
