import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { type GroupId, type NodeId, type OperationId, type ClusterState } from '#domain';
import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { type WaitCondition } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { given } from '../fields.js';
import { groupOperationEnded } from '../lifecycle/operation-end.js';
import { directoryOf, groupState } from '../names.js';
import { RunningCluster } from '../running-cluster.js';
import { type OperatedThing } from './operated-thing.js';

/**
 * Stops an operation at its present step; resources that are on their way online go offline again.
 */
export class CancelOperation extends Command<Changed<OperatedThing>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ id: string }>,
  ) {
    super();
  }
}

@CommandHandler(CancelOperation)
export class CancelOperationHandler implements ICommandHandler<CancelOperation> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: CancelOperation): Promise<Changed<OperatedThing>> {
    const { state } = this.cluster;
    const { id } = input;
    const by = caller.operation;
    const node = drainedIn(state, id);
    const groups = groupsIn(state, id);
    const [group] = groups;
    if (node === undefined && group === undefined)
      throw new ClusterError('ERROR_INVALID_STATE', `operation ${id} is not under way`);
    const commands = (): readonly CommandEnvelope[] => [
      ...(node === undefined ? [] : [drainEnd(node, id)]),
      ...groups
        .filter((each) => node === undefined || !hasArrived(state, each))
        .map((each) => cancellation(state, each, { operation: id, by })),
    ];
    const until = (): WaitCondition => allEnded(this.cluster, groups, by);
    return this.runner.run({ commands, until }, caller, given({ node, group }));
  }
}

const groupsIn = (clusterState: ClusterState, operation: string): readonly GroupId[] =>
  [...directoryOf(clusterState).groups.keys()].filter((id) => {
    const group = clusterState.openGroup(id);
    return group?.operation?.id === operation;
  });

const drainedIn = (clusterState: ClusterState, operation: string): NodeId | undefined =>
  [...directoryOf(clusterState).nodes.keys()].find((id) => {
    const node = clusterState.presentNode(id);
    return node?.drain?.operation === operation;
  });

/** True if a group of the drain is at its destination and comes online there. */
const hasArrived = (clusterState: ClusterState, id: GroupId): boolean => {
  const group = clusterState.openGroup(id);
  const operation = group?.operation;
  return operation?.kind === 'move' && operation.to === group?.owner;
};

const drainEnd = (node: NodeId, operation: string): CommandEnvelope => ({
  kind: 'node',
  id: node,
  command: { type: 'CancelDrain', data: { operation: operation as OperationId } },
});

/**
 * The commands of a cancellation. A resource in OnlinePending goes offline again; otherwise it
 * would wait for ever.
 */
const cancellation = (
  clusterState: ClusterState,
  id: GroupId,
  { operation, by }: Readonly<{ operation: string; by: OperationId }>,
): CommandEnvelope => {
  const resources = [...groupState(clusterState, id).members].filter((member) => {
    const resource = clusterState.openResource(member);
    return resource?.state === 'OnlinePending';
  });
  const data = { operation: operation as OperationId, by, resources };
  return { kind: 'group', id, command: { type: 'CancelGroupOperation', data } };
};

const allEnded = (
  cluster: RunningCluster,
  groups: readonly GroupId[],
  by: OperationId,
): WaitCondition => {
  const ends = groups.map((group) => groupOperationEnded(cluster, group, by));
  return {
    streams: ends.flatMap(({ streams }) => streams),
    holds: () => ends.every(({ holds }) => holds()),
  };
};
