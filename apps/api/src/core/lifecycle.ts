import { Injectable } from '@nestjs/common';

import { ClusterError, type StatusName } from '#clusapi';
import {
  type GroupId,
  type NodeId,
  type OpenResource,
  type OperationId,
  type ResourceId,
} from '#domain';
import { bestNode, canHost, type Addressed } from '#processes';

import { type Intent, type Promised } from './change.js';
import { Engine } from './engine.js';
import { Refusal } from './http-problem.js';
import { type Outcome } from './outcome.js';
import { type RequestContext } from './request.js';
import { groupState, nameOf, nodeState, resourceState } from './resolve.js';

/** Which way, for whom, and how. */
export type Bringing = Readonly<{
  kind: 'online' | 'offline';
  context: RequestContext;
  /** Whether what shall be follows. */
  persist: boolean;
  /** Offline: do not wait for supervisors. */
  force?: boolean;
  /** Online: where the owner can't, on the best node. */
  anywhere?: boolean;
}>;

/** Online and offline, of one resource or of all of a group. */
@Injectable()
export class Lifecycle {
  constructor(private readonly engine: Engine) {}

  /**
   * What brings resources of a group online or offline, and what they promise; none for
   * resources that are so already.
   *
   * @throws ClusterError when one of them, or the owner, is in no state for it
   */
  bring(group: GroupId, resources: readonly ResourceId[], bringing: Bringing): Intent {
    const { operation } = bringing.context;
    return {
      commands: () => this.start(group, resources, bringing),
      promise: () => this.ended(group, operation),
      verdict: (outcome) => this.failure(outcome, operation),
    };
  }

  /** The same for one alone: of a resource that has failed, Windows says so. */
  bringOne(resource: ResourceId, bringing: Bringing): Intent {
    const { world } = this.engine;
    const { group } = resourceState(world, resource);
    const intent = this.bring(group, [resource], bringing);
    const { kind, context } = bringing;
    let wasFailed = false;
    return {
      ...intent,
      commands: () => {
        const { state } = requireSettled(resourceState(world, resource));
        wasFailed = kind === 'offline' && state === 'Failed';
        return intent.commands();
      },
      // It was Online, or had failed, when it was asked; since then it may have begun to leave.
      guard: (state, { command }) => {
        if (command.type === 'SetPersistentState') requireSettled(state as OpenResource);
      },
      verdict: (outcome) => {
        if (kind === 'online' && this.isMissed(resource, outcome))
          return new ClusterError('ERROR_RESOURCE_NOT_FOUND', 'the resource was deleted meanwhile');
        return wasFailed
          ? new Refusal(
              'ERROR_RESOURCE_FAILED',
              'the resource has failed: it stays so, and shall be offline',
              { operation: context.operation },
            )
          : intent.verdict?.(outcome);
      },
    };
  }

  /** Whether a resource is gone, and never came online in an operation. */
  private isMissed(id: ResourceId, { events, world }: Outcome): boolean {
    const stream = this.engine.stream('resource', id);
    const cameOnline = events.some(
      (event) => event.stream === stream && event.type === 'ResourceOnline',
    );
    return world.resource(id).status === 'closed' && !cameOnline;
  }

  private start(
    group: GroupId,
    resources: readonly ResourceId[],
    bringing: Bringing,
  ): readonly Addressed[] {
    const { world } = this.engine;
    const { kind, context, persist, force } = bringing;
    const moves = kind === 'online' ? this.toHost(group, resources, bringing) : [];
    const states = resources.map((id) => [id, resourceState(world, id)] as const);
    const needed = states.filter(([, state]) => isNeeded(state, kind, persist));
    const data = {
      operation: context.operation,
      kind,
      resources: needed.map(([id]) => id),
      persist,
      ...(force === true && { force }),
      ...(kind === 'offline' && !persist && { stay: true }),
      ...(kind === 'online' && !persist && { afresh: true }),
    };
    // Only the operation may be refused: the new persistent states follow it.
    return [
      ...moves,
      ...(needed.length === 0
        ? []
        : [{ kind: 'group', id: group, command: { type: 'StartGroupOperation', data } } as const]),
      ...states.flatMap(([id, state]) => (persist ? staysAs(id, state, kind) : [])),
    ];
  }

  /** A node that can run the resources: the owner, or another one where the caller allows it. */
  private toHost(
    group: GroupId,
    resources: readonly ResourceId[],
    { anywhere, context: { operation } }: Bringing,
  ): readonly Addressed[] {
    const { world } = this.engine;
    const { owner } = groupState(world, group);
    const isPossible = resources.every((id) => isOwner(resourceState(world, id), owner));
    if (canHost(world, owner) && isPossible) return [];
    const to = anywhere === true ? bestNode(world, group) : undefined;
    if (to === undefined) throw this.refusal(owner, isPossible);
    const data = { operation, to };
    return [{ kind: 'group', id: group, command: { type: 'StartGroupMove', data } }];
  }

  private refusal(owner: NodeId, isPossible: boolean): ClusterError {
    const { world } = this.engine;
    const { state } = nodeState(world, owner);
    const name = nameOf(world, 'nodes', owner) ?? owner;
    if (state === 'Down')
      return new ClusterError(
        'ERROR_CLUSTER_NODE_DOWN',
        `the owner of the group, ${name}, is down`,
      );
    if (isPossible)
      return new ClusterError(
        'ERROR_CLUSTER_NODE_PAUSED',
        `the owner of the group, ${name}, is paused: nothing can be brought online there`,
      );
    return new ClusterError(
      'ERROR_NODE_CANT_HOST_RESOURCE',
      `${name} is no possible owner of the resource`,
    );
  }

  /** Why an operation that is over is answered as a refusal; undefined where it succeeded. */
  failure({ events }: Outcome, operation: OperationId): ClusterError | undefined {
    const failed = events.find(({ type }) => type in FAILURES);
    const [status, why] = (failed && FAILURES[failed.type]) ?? [];
    return status && new Refusal(status, `${why}: see /v1/operations/${operation}`, { operation });
  }

  /** That a drain is over, if there is one. */
  drained(node: NodeId, operation: OperationId): Promised {
    const { world } = this.engine;
    return {
      streams: [this.engine.stream('node', node)],
      holds: () => {
        const state = world.node(node);
        return state.status === 'absent' || state.drain?.operation !== operation;
      },
    };
  }

  /** That an operation of a group is over. */
  ended(group: GroupId, operation: OperationId): Promised {
    const { world } = this.engine;
    return {
      streams: [this.engine.stream('group', group)],
      holds: () => {
        const state = world.group(group);
        return state.status !== 'open' || state.operation?.id !== operation;
      },
    };
  }
}

/** Domain facts, C15 and C16. */
const requireSettled = (resource: OpenResource): OpenResource => {
  const { state } = resource;
  if (state === 'OnlinePending' || state === 'OfflinePending')
    throw new ClusterError('ERROR_INVALID_STATE', `the resource is ${state}`);
  return resource;
};

const isOwner = ({ properties: { possibleOwners } }: OpenResource, node: NodeId): boolean =>
  possibleOwners === null || possibleOwners.includes(node);

const isNeeded = (
  { state, persistentState }: OpenResource,
  kind: Bringing['kind'],
  persist: boolean,
): boolean => {
  if (kind === 'online') return state !== 'Online';
  if (state === 'Failed') return false;
  return state !== 'Offline' || (persist && persistentState !== 'Offline');
};

/** A resource that is as it is asked to be, or has failed, shall from now on be so all the same. */
const staysAs = (
  id: ResourceId,
  { state }: OpenResource,
  kind: Bringing['kind'],
): readonly Addressed[] => {
  const stays = kind === 'online' ? state === 'Online' : state === 'Failed';
  const persistentState = kind === 'online' ? 'Online' : 'Offline';
  const command = { type: 'SetPersistentState', data: { persistentState } } as const;
  return stays ? [{ kind: 'resource', id, command }] : [];
};

const FAILURES: Readonly<Record<string, readonly [StatusName, string]>> = {
  GroupOperationFailed: ['ERROR_RESMON_ONLINE_FAILED', 'not all came online'],
  GroupMoveFailed: ['ERROR_HOST_NODE_NOT_AVAILABLE', 'the destination was lost'],
};
