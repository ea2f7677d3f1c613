import { Injectable } from '@nestjs/common';

import { ClusterError } from '#clusapi';
import { type GroupId, type OpenResource, type OperationId, type ResourceId } from '#domain';
import { type Addressed } from '#processes';

import { type Intent, type Promised } from './change.js';
import { Engine } from './engine.js';
import { type RequestContext } from './request.js';
import { groupState, nodeState, resourceState } from './resolve.js';

type Bringing = Readonly<{ kind: 'online' | 'offline'; context: RequestContext }>;

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
  bring(group: GroupId, resources: readonly ResourceId[], { kind, context }: Bringing): Intent {
    return {
      commands: () => this.start(group, resources, { kind, context }),
      promise: () => this.ended(group, context.operation),
    };
  }

  private start(
    group: GroupId,
    resources: readonly ResourceId[],
    { kind, context: { operation } }: Bringing,
  ): readonly Addressed[] {
    const { world } = this.engine;
    const { owner } = groupState(world, group);
    if (kind === 'online' && nodeState(world, owner).state === 'Down')
      throw new ClusterError('ERROR_CLUSTER_NODE_DOWN', 'the owner of the group is down');
    const left = resources.filter((id) => isNeeded(resourceState(world, id), kind));
    if (left.length === 0) return [];
    const data = { operation, kind, resources: left, persist: true };
    return [{ kind: 'group', id: group, command: { type: 'StartGroupOperation', data } }];
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

const isNeeded = ({ state, persistentState }: OpenResource, kind: Bringing['kind']): boolean => {
  if (kind === 'online') return state !== 'Online' || persistentState !== 'Online';
  if (state === 'Failed')
    throw new ClusterError('ERROR_RESOURCE_FAILED', 'the resource has failed');
  return state !== 'Offline' || persistentState !== 'Offline';
};
