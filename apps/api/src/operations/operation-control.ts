import { Injectable } from '@nestjs/common';

import {
  bring,
  destinationOf,
  directoryOf,
  drainEnded,
  groupOperationEnded,
  groupState,
  operationFailure,
  type CommandPlan,
  type WaitCondition,
} from '#application';
import { ClusterError } from '#clusapi';
import {
  type Drain,
  type GroupEvent,
  type GroupId,
  type NodeId,
  type OperationId,
  type World,
} from '#domain';
import { Engine } from '#engine';
import { parseStream, type Recorded } from '#event-store';
import { type Addressed } from '#processes';

import { notFound } from '../http/answer/http-problem.js';
import { given } from '../http/request/optional.js';
import { type RequestContext } from '../http/request/request.js';

type Started = Extract<GroupEvent, { type: 'GroupMoveStarted' | 'GroupOperationStarted' }>;

/** What is to be done, and the thing it is done to. */
export type Controlled = Readonly<{
  thing: { group: GroupId } | { node: NodeId };
  intent: CommandPlan;
}>;

/** Ends operations that hang, and begins failed ones again. */
@Injectable()
export class OperationControl {
  constructor(private readonly engine: Engine) {}

  /** @throws ClusterError ERROR_INVALID_STATE when nothing of it is under way */
  cancel(id: string, { operation: by }: RequestContext): Controlled {
    const { world } = this.engine;
    const node = drainedIn(world, id);
    const groups = groupsIn(world, id);
    const thing = node === undefined ? groups.slice(0, 1).map((group) => ({ group })) : [{ node }];
    const [first] = thing;
    if (first === undefined)
      throw new ClusterError('ERROR_INVALID_STATE', `operation ${id} is not under way`);
    const commands = (): readonly Addressed[] => [
      ...(node === undefined ? [] : [drainEnd(node, id)]),
      ...groups
        .filter((group) => node === undefined || !hasArrived(world, group))
        .map((group) => this.end(group, id, by)),
    ];
    const until = (): WaitCondition => this.idle(groups, by);
    return { thing: first, intent: { commands, until } };
  }

  /** @throws ClusterError ERROR_INVALID_STATE for one that has not failed */
  async retry(id: string, context: RequestContext): Promise<Controlled> {
    await this.engine.log.projected(id, context.deadline);
    const { reads } = this.engine;
    const events = reads.operations.events(id, reads.position);
    if (events.length === 0) throw notFound('operation', id);
    if (reads.operations.get(id, reads.position)?.status !== 'failed') throw notFailed(id);
    const drain = events.find(({ event }) => event.type === 'DrainStarted');
    if (drain !== undefined) return this.drainAgain(drain, context);
    const failed = events.findLast(({ event }) => FAILURES.has(event.type));
    const start = events.find(
      ({ stream, event }) => stream === failed?.stream && event.type in RETRIES,
    );
    if (start === undefined) throw notFailed(id);
    const group = parseStream(start.stream)?.id as GroupId;
    return { thing: { group }, intent: this.groupAgain(group, start.event as Started, context) };
  }

  /** Once more from where things are now; where the group can't be, it is not begun. */
  private groupAgain(
    group: GroupId,
    { type, data }: Started,
    context: RequestContext,
  ): CommandPlan {
    const { operation } = context;
    if (type === 'GroupOperationStarted') {
      const { kind, persist, force } = data;
      const { members } = groupState(this.engine.world, group);
      const resources = data.resources.filter((resource) => members.has(resource));
      const way = kind === 'offline' ? 'offline' : 'online';
      const how = { kind: way, caller: context.caller, persist, ...(force && { force }) } as const;
      return bring(this.engine, { group, resources }, how);
    }
    return {
      commands: () => {
        const to = destinationOf(this.engine.state, group, data.to);
        const command = { type: 'StartGroupMove', data: { operation, to } } as const;
        return [{ kind: 'group', id: group, command }];
      },
      until: () => groupOperationEnded(this.engine, group, operation),
      outcomeError: (outcome) => operationFailure(outcome, operation),
    };
  }

  private drainAgain({ stream, event }: Recorded, { operation }: RequestContext): Controlled {
    const node = parseStream(stream)?.id as NodeId;
    const { purpose, target, force, retry } = event.data as Drain;
    const drain = given({ target, force, retry });
    const command =
      purpose === 'stop'
        ? ({ type: 'StopNode', data: { operation } } as const)
        : ({ type: 'PauseNode', data: { operation, drain } } as const);
    const intent: CommandPlan = {
      commands: () => [{ kind: 'node', id: node, command }],
      until: () => drainEnded(this.engine, node, operation),
    };
    return { thing: { node }, intent };
  }

  /** Whoever waits in OnlinePending would wait for ever: that goes offline again. */
  private end(id: GroupId, operation: string, by: OperationId): Addressed {
    const { world } = this.engine;
    const resources = [...groupState(world, id).members].filter((member) => {
      const resource = world.resource(member);
      return resource.status === 'open' && resource.state === 'OnlinePending';
    });
    const data = { operation: operation as OperationId, by, resources };
    return { kind: 'group', id, command: { type: 'CancelGroupOperation', data } };
  }

  private idle(groups: readonly GroupId[], by: OperationId): WaitCondition {
    const ends = groups.map((group) => groupOperationEnded(this.engine, group, by));
    return {
      streams: ends.flatMap(({ streams }) => streams),
      holds: () => ends.every(({ holds }) => holds()),
    };
  }
}

const notFailed = (id: string): ClusterError =>
  new ClusterError('ERROR_INVALID_STATE', `operation ${id} has not failed`);

const groupsIn = (world: World, operation: string): readonly GroupId[] =>
  [...directoryOf(world).groups.keys()].filter((id) => {
    const group = world.group(id);
    return group.status === 'open' && group.operation?.id === operation;
  });

const drainedIn = (world: World, operation: string): NodeId | undefined =>
  [...directoryOf(world).nodes.keys()].find((id) => {
    const node = world.node(id);
    return node.status === 'present' && node.drain?.operation === operation;
  });

/** Of a drain, a group that is there already comes online there. */
const hasArrived = (world: World, id: GroupId): boolean => {
  const group = world.group(id);
  const { operation } = group.status === 'open' ? group : { operation: undefined };
  return group.status === 'open' && operation?.kind === 'move' && operation.to === group.owner;
};

const drainEnd = (node: NodeId, operation: string): Addressed => ({
  kind: 'node',
  id: node,
  command: { type: 'CancelDrain', data: { operation: operation as OperationId } },
});

const RETRIES = { GroupMoveStarted: true, GroupOperationStarted: true };
const FAILURES = new Set(['GroupMoveFailed', 'GroupOperationFailed']);
