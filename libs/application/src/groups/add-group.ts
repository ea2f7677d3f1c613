import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { parseName, streamName, type GroupId, type NodeId, type ClusterState } from '#domain';
import { canHost } from '#processes';

import { idFor, type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { directoryOf, resolveNode } from '../names.js';
import { available } from '../placement/destination.js';
import { RunningCluster } from '../running-cluster.js';
import { policyOf, type GivenPolicy } from './group-policy.js';

/** Adds an empty group; without an owner, the first node that can host it owns it. */
export class AddGroup extends Command<Changed<{ group: GroupId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: GivenPolicy & Readonly<{ name: string; owner?: string | undefined }>,
  ) {
    super();
  }
}

@CommandHandler(AddGroup)
export class AddGroupHandler implements ICommandHandler<AddGroup> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: AddGroup): Promise<Changed<{ group: GroupId }>> {
    const { state, name: cluster } = this.cluster;
    const { name: typed, owner: named, ...given } = input;
    const name = parseName(typed);
    const { preferredOwners = [], ...policy } = policyOf(state, given);
    const owner =
      named === undefined ? defaultOwner(state, preferredOwners) : resolveNode(state, named);
    const group = idFor(caller, 'group') as GroupId;
    const data = { group, name, owner, preferredOwners, policy };
    return this.runner.run(
      {
        commands: () => [{ kind: 'cluster', id: cluster, command: { type: 'AddGroup', data } }],
        until: () => ({
          streams: [streamName(cluster, 'group', group)],
          holds: () => state.openGroup(group) !== undefined,
        }),
      },
      caller,
      { group },
    );
  }
}

const defaultOwner = (clusterState: ClusterState, preferred: readonly NodeId[]): NodeId => {
  const nodes = [...preferred, ...directoryOf(clusterState).nodes.keys()];
  return available(nodes.find((node) => canHost(clusterState, node)));
};
