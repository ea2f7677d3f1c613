import { Injectable } from '@nestjs/common';

import { ClusterError } from '#clusapi';
import {
  dependentsOf,
  parseDependency,
  parseName,
  providersOf,
  requireDown,
  type NodeId,
  type OpenGroup,
  type ResourceId,
} from '#domain';
import { type Addressed } from '#processes';

import { configuredAt, type Intent } from '../core/change.js';
import { Engine } from '../core/engine.js';
import { badRequest } from '../core/http-problem.js';
import { given } from '../core/optional.js';
import {
  directoryOf,
  groupState,
  nameOf,
  resolveGroup,
  resolveResource,
  resourceState,
} from '../core/resolve.js';
import { type ConfigureResourceBody } from './resources.bodies.js';

/** What an administrator sets of a resource: each setting is a command of its own. */
@Injectable()
export class ResourceConfiguration {
  constructor(private readonly engine: Engine) {}

  /** @throws HttpProblem 400 for settings that are stored in different places */
  of(resource: ResourceId, body: ConfigureResourceBody): Intent {
    const { name, group, dependencyExpression, ...rest } = body;
    const properties = given(rest);
    const intents: readonly (readonly [string, Intent])[] = [
      ...(name === undefined ? [] : [['name', this.renaming(resource, name)] as const]),
      ...(group === undefined ? [] : [['group', this.regrouping(resource, group)] as const]),
      ...(dependencyExpression === undefined
        ? []
        : [['dependencyExpression', this.expression(resource, dependencyExpression)] as const]),
      ...(Object.keys(properties).length === 0
        ? []
        : [
            [
              'properties',
              this.only(resource, { type: 'ConfigureResource', data: properties }),
            ] as const,
          ]),
    ];
    const [first, second] = intents;
    if (second !== undefined)
      throw badRequest(`/${second[0]}`, 'change it in a request of its own');
    return first?.[1] ?? { commands: () => [] };
  }

  depend(resource: ResourceId, provider: ResourceId): Intent {
    return this.inGroup(resource, () => ({
      type: 'AddDependency',
      data: { resource, provider, isOnline: this.isOnline(resource) },
    }));
  }

  release(resource: ResourceId, provider: ResourceId): Intent {
    return this.inGroup(resource, () => ({
      type: 'RemoveDependency',
      data: { resource, provider },
    }));
  }

  allow(resource: ResourceId, node: NodeId): Intent {
    return this.only(resource, { type: 'AddPossibleOwner', data: { node } });
  }

  forbid(resource: ResourceId, node: NodeId): Intent {
    const { world } = this.engine;
    const nodes = [...directoryOf(world).nodes.keys()];
    return {
      commands: () => {
        const { owner } = groupState(world, resourceState(world, resource).group);
        const data = { node, nodes, owner };
        return [{ kind: 'resource', id: resource, command: { type: 'RemovePossibleOwner', data } }];
      },
    };
  }

  /** @throws ClusterError ERROR_DEPENDENT_RESOURCE_EXISTS when another resource needs it */
  requireNoDependents(resource: ResourceId): void {
    const { world } = this.engine;
    const state = world.resource(resource);
    const group = state.status === 'open' ? world.group(state.group) : undefined;
    if (group?.status === 'open') this.refuseDependents(resource, group);
  }

  private refuseDependents(resource: ResourceId, group: OpenGroup): void {
    const [dependent] = dependentsOf(resource, group);
    if (dependent !== undefined)
      throw new ClusterError(
        'ERROR_DEPENDENT_RESOURCE_EXISTS',
        `${nameOf(this.engine.world, 'resources', dependent) ?? dependent} depends on it`,
      );
  }

  private renaming(resource: ResourceId, name: string): Intent {
    const { world, cluster } = this.engine;
    const data = { resource, name: parseName(name) };
    return {
      commands: () => [{ kind: 'cluster', id: cluster, command: { type: 'RenameResource', data } }],
      revision: () => configuredAt(world.resource(resource)),
    };
  }

  /** It takes nothing along: what it needs, and what needs it, has to be parted from it first. */
  private regrouping(resource: ResourceId, nameOrId: string): Intent {
    const { world, cluster } = this.engine;
    const group = resolveGroup(world, nameOrId);
    return {
      revision: () => configuredAt(world.resource(resource)),
      commands: () => {
        const state = resourceState(world, resource);
        const before = groupState(world, state.group);
        requireDown(state);
        this.refuseDependents(resource, before);
        if (providersOf(before.dependencies.get(resource)).length > 0)
          throw new ClusterError(
            'ERROR_INVALID_PARAMETER',
            'group: it depends on another resource',
          );
        const command = { type: 'RegroupResource', data: { resource, group } } as const;
        return [{ kind: 'cluster', id: cluster, command }];
      },
      promise: () => ({
        streams: [this.engine.stream('group', group), this.engine.stream('cluster', cluster)],
        holds: () => {
          const after = world.group(group);
          const isMember = after.status === 'open' && after.members.has(resource);
          return isMember || directoryOf(world).resources.get(resource)?.group !== group;
        },
      }),
      verdict: () =>
        world.group(group).status === 'closed'
          ? new ClusterError('ERROR_GROUP_NOT_FOUND', 'the group was deleted meanwhile')
          : undefined,
    };
  }

  private expression(resource: ResourceId, text: string): Intent {
    const { world } = this.engine;
    const expression = parseDependency(text, (name) => resolveResource(world, name)) ?? null;
    return this.inGroup(resource, () => ({
      type: 'SetDependencies',
      data: { resource, expression, isOnline: this.isOnline(resource) },
    }));
  }

  private isOnline(resource: ResourceId): boolean {
    const { state } = resourceState(this.engine.world, resource);
    return state !== 'Offline' && state !== 'Failed';
  }

  private only(
    resource: ResourceId,
    command: Extract<Addressed, { kind: 'resource' }>['command'],
  ): Intent {
    return { commands: () => [{ kind: 'resource', id: resource, command }] };
  }

  private inGroup(
    resource: ResourceId,
    command: () => Extract<Addressed, { kind: 'group' }>['command'],
  ): Intent {
    const { world } = this.engine;
    return {
      commands: () => {
        const { group } = resourceState(world, resource);
        return [{ kind: 'group', id: group, command: command() }];
      },
      revision: () => configuredAt(world.resource(resource)),
    };
  }
}
