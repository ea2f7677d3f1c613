import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { parseStream, type Drain, type GroupEvent, type GroupId, type NodeId } from '#domain';
import { type Recorded } from '#event-store';

import { type Caller } from '../caller.js';
import { type CommandPlan } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { given } from '../fields.js';
import { bring } from '../lifecycle/bring.js';
import { drainEnded, groupOperationEnded, operationFailure } from '../lifecycle/operation-end.js';
import { groupState } from '../names.js';
import { destinationOf } from '../placement/destination.js';
import { RunningCluster } from '../running-cluster.js';
import { type OperatedThing } from './operated-thing.js';

type Started = Extract<GroupEvent, { type: 'GroupMoveStarted' | 'GroupOperationStarted' }>;

/** Retries a failed operation from the present state. */
export class RetryOperation extends Command<Changed<OperatedThing>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ id: string }>,
  ) {
    super();
  }
}

@CommandHandler(RetryOperation)
export class RetryOperationHandler implements ICommandHandler<RetryOperation> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: RetryOperation): Promise<Changed<OperatedThing>> {
    const { id } = input;
    const { reads, log } = this.cluster;
    await log.projected(id, caller.deadline);
    const events = reads.operations.events(id, reads.position);
    if (events.length === 0) throw noSuchOperation(id);
    if (reads.operations.get(id, reads.position)?.status !== 'failed') throw notFailed(id);
    const drain = events.find(({ event }) => event.type === 'DrainStarted');
    if (drain !== undefined) return this.drainAgain(drain, caller);
    const failed = events.findLast(({ event }) => FAILURES.has(event.type));
    const start = events.find(
      ({ stream, event }) => stream === failed?.stream && event.type in RETRIES,
    );
    if (start === undefined) throw notFailed(id);
    const group = parseStream(start.stream)?.id as GroupId;
    return this.runner.run(this.plan(group, start.event as Started, caller), caller, { group });
  }

  /** The plan of the retry. It begins nothing if no node can take the group. */
  private plan(group: GroupId, { type, data }: Started, caller: Caller): CommandPlan {
    const { operation } = caller;
    if (type === 'GroupOperationStarted') {
      const { persist, force } = data;
      const { members } = groupState(this.cluster.state, group);
      const resources = data.resources.filter((resource) => members.has(resource));
      const kind = data.kind === 'offline' ? 'offline' : 'online';
      const bringing = { kind, caller, persist, ...(force && { force }) } as const;
      return bring(this.cluster, { group, resources }, bringing);
    }
    return {
      commands: () => {
        const to = destinationOf(this.cluster.state, group, data.to);
        const command = {
          type: 'StartGroupMove',
          data: { operation, to, isDeniable: true, isNamed: true },
        } as const;
        return [{ kind: 'group', id: group, command }];
      },
      until: () => groupOperationEnded(this.cluster, group, operation),
      outcomeError: (outcome) => operationFailure(outcome, operation),
    };
  }

  private drainAgain({ stream, event }: Recorded, caller: Caller): Promise<Changed<OperatedThing>> {
    const { operation } = caller;
    const node = parseStream(stream)?.id as NodeId;
    const { purpose, target, force, retry } = event.data as Drain;
    const drain = given({ target, force, retry });
    const command =
      purpose === 'stop'
        ? ({ type: 'StopNode', data: { operation } } as const)
        : ({ type: 'PauseNode', data: { operation, drain } } as const);
    const plan: CommandPlan = {
      commands: () => [{ kind: 'node', id: node, command }],
      until: () => drainEnded(this.cluster, node, operation),
    };
    return this.runner.run(plan, caller, { node });
  }
}

const noSuchOperation = (id: string): ClusterError =>
  new ClusterError('ERROR_FILE_NOT_FOUND', `no such operation: ${id}`);

const notFailed = (id: string): ClusterError =>
  new ClusterError('ERROR_INVALID_STATE', `operation ${id} has not failed`);

const RETRIES = { GroupMoveStarted: true, GroupOperationStarted: true };
const FAILURES = new Set(['GroupMoveFailed', 'GroupMoveDenied', 'GroupOperationFailed']);
