import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import {
  parseName,
  streamName,
  type ResourceId,
  type ResourceProperties,
  type ClusterState,
} from '#domain';

import { idFor, type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { given } from '../fields.js';
import { directoryOf, resolveGroup } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/** Adds a resource to a group, in the state Offline. */
export class AddResource extends Command<Changed<{ resource: ResourceId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Partial<ResourceProperties> &
      Readonly<{ name: string; type: string; group: string }>,
  ) {
    super();
  }
}

@CommandHandler(AddResource)
export class AddResourceHandler implements ICommandHandler<AddResource> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: AddResource): Promise<Changed<{ resource: ResourceId }>> {
    const { state, name: cluster } = this.cluster;
    const { name, type, group: named, ...properties } = input;
    const resource = idFor(caller, 'resource') as ResourceId;
    const group = resolveGroup(state, named);
    const data = { resource, name: parseName(name), type, group, properties: given(properties) };
    return this.runner.run(
      {
        commands: () => [{ kind: 'cluster', id: cluster, command: { type: 'AddResource', data } }],
        until: () => ({
          streams: [streamName(cluster, 'group', group), streamName(cluster, 'cluster', cluster)],
          holds: () => isMember(state, resource),
        }),
      },
      caller,
      { resource },
    );
  }
}

/**
 * @throws ClusterError if the group was deleted meanwhile, so that the directory lists no such
 * resource
 */
const isMember = (clusterState: ClusterState, id: ResourceId): boolean => {
  const entry = directoryOf(clusterState).resources.get(id);
  if (entry === undefined)
    throw new ClusterError('ERROR_GROUP_NOT_FOUND', 'the group was deleted meanwhile');
  const group = clusterState.openGroup(entry.group);
  return group?.members.has(id) === true;
};
