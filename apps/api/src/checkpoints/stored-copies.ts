import { Injectable } from '@nestjs/common';

import { type CommandPlan, type WaitCondition, Refusal, RunningCluster } from '#application';
import { ClusterError } from '#clusapi';
import {
  type CheckpointId,
  type OpenResource,
  type OperationId,
  type PresentNode,
  type ResourceId,
  type RestoreFailure,
} from '#domain';
import { streamName } from '#event-store';
import { isPaid, owedCryptoSteps, type Addressed } from '#processes';
import { findKey, hashKey } from '#registry';

import { type RequestContext } from '../http/request/request.js';
import { CopyPreview, type Preview } from './copy-preview.js';
import {
  copyTarget,
  expectOf,
  isRegistry,
  liveHash,
  requireExpected,
  type CopyTarget,
} from './copy-target.js';
import { CryptoCopy, liveContainer } from './crypto-copy.js';
import { liveKey, RegistryCopy } from './registry-copy.js';
import { missingRestore } from './unrestored-shape.js';
import { type RecaptureBody, type RestoreBody } from './stored-copies.bodies.js';

type Asked<Body> = Readonly<{ body: Body; context: RequestContext }>;

/**
 * Restores a stored copy onto the node of its resource, and takes the stored copy from there, by
 * command. Both are deliberate: what they replace is listed by their operation, and is no lost write.
 */
@Injectable()
export class StoredCopies {
  private readonly registry: RegistryCopy;
  private readonly crypto: CryptoCopy;
  private readonly previews: CopyPreview;

  constructor(private readonly cluster: RunningCluster) {
    this.registry = new RegistryCopy(cluster);
    this.crypto = new CryptoCopy(cluster);
    this.previews = new CopyPreview(cluster);
  }

  /** @throws ClusterError ERROR_FILE_NOT_FOUND for a capture that there is not */
  previewRestore(resource: ResourceId, id: string, { capture }: RestoreBody): Preview {
    const target = copyTarget(this.cluster.state, resource, id);
    const number = numberOf(target, capture);
    if (!isRegistry(target)) {
      const from = liveHash(target.on, target.checkpoint);
      const to = this.crypto.fingerprint(target, number);
      return this.previews.crypto(target, number, { from, to, live: 'left' });
    }
    const from = findKey(target.on.registry, target.checkpoint.effectiveKey);
    const to = this.registry.content(target, number);
    return this.previews.registry(target, number, { from, to, live: 'left' });
  }

  /** @throws ClusterError ERROR_FILE_NOT_FOUND, NTE_BAD_KEYSET where there is nothing to capture */
  previewRecapture(resource: ResourceId, id: string): Preview {
    const target = copyTarget(this.cluster.state, resource, id);
    const { captures } = target.checkpoint;
    if (!isRegistry(target)) {
      const from = this.crypto.fingerprint(target, captures);
      const { fingerprint: to } = liveContainer(target);
      return this.previews.crypto(target, captures, { from, to, live: 'right' });
    }
    const from = this.registry.content(target, captures);
    return this.previews.registry(target, captures, { from, to: liveKey(target), live: 'right' });
  }

  /**
   * Puts a capture onto the node. An older one becomes the stored copy first, where the resource is
   * not online: else its next online would undo this. While the resource is online, rule 1 captures
   * what was put there.
   */
  restore(resource: ResourceId, id: string, { body, context }: Asked<RestoreBody>): CommandPlan {
    const { state: world } = this.cluster;
    const asked = copyTarget(world, resource, id);
    const live = liveHash(asked.on, asked.checkpoint);
    return {
      commands: () => this.restoration(copyTarget(world, resource, id), { body, context }),
      guard: (state, { command }) => {
        if (body.expect === undefined || command.type !== 'RestoreRegistry') return;
        const now = hashKey(findKey((state as PresentNode).registry, command.data.key));
        requireExpected(now, live);
      },
      until: () => this.settled(resource, asked),
      outcomeError: ({ isRepeat }) =>
        isRepeat ? this.refusedBefore(context.operation) : undefined,
    };
  }

  private *restoration(
    target: CopyTarget,
    { body: { capture, force, expect }, context: { operation } }: Asked<RestoreBody>,
  ): Iterable<Addressed> {
    const number = numberOf(target, capture);
    const isOnline = target.state.state === 'Online';
    if (isOnline && force !== true)
      throw new ClusterError(
        'ERROR_RESOURCE_ONLINE',
        'the resource is online, and its application is not told of a restore: take it offline, or send "force": true',
      );
    requireExpected(expectOf(target, number), expect);
    const attempt = { operation, epoch: target.epoch, node: target.node };
    const isRevert = number !== target.checkpoint.captures && !isOnline;
    const obstacle = isRegistry(target)
      ? this.registry.obstacle(target, number)
      : this.crypto.obstacle(target, number);
    if (obstacle !== undefined) {
      const data = { ...attempt, ...obstacle, nodeRevision: target.on.revision };
      const command = { type: 'RecordDeliberateRestoreFailure', data } as const;
      yield { kind: 'resource', id: target.resource, command };
      throw refusal(obstacle, operation);
    }
    const restoration = { attempt, number, isRevert };
    yield* isRegistry(target)
      ? this.registry.restore(target, restoration)
      : this.crypto.restore(target, restoration);
  }

  /** The live key or container becomes the stored copy, and counts as restored. */
  recapture(resource: ResourceId, id: string, { body }: Asked<RecaptureBody>): CommandPlan {
    return {
      commands: () => {
        const target = copyTarget(this.cluster.state, resource, id);
        requireExpected(expectOf(target, target.checkpoint.captures), body.expect);
        return isRegistry(target) ? this.registry.recapture(target) : this.crypto.recapture(target);
      },
    };
  }

  /** The restore is recorded where it was missing, and captured where that is due. */
  private settled(resource: ResourceId, target: CopyTarget): WaitCondition {
    const { state: world } = this.cluster;
    const {
      node,
      checkpoint: { id },
    } = target;
    const nodeRevision = world.revision('node', node);
    return {
      streams: [streamName(this.cluster.name, 'resource', resource)],
      holds: () => {
        const [state, on] = [world.resource(resource), world.node(node)];
        if (state.status !== 'open' || on.status === 'absent') return true;
        const paid = isRegistry(target)
          ? isPaid(world, { resource, checkpoint: id }, { node, nodeRevision })
          : owedCryptoSteps(world, resource, 'following').length === 0;
        return paid && isRecorded(state, on.restores.get(id)?.revision ?? -1, id);
      },
    };
  }

  /** The refusal of a request that comes again. */
  private refusedBefore(operation: OperationId): ClusterError | undefined {
    const { operations, position } = this.cluster.reads;
    const failed = operations
      .events(operation, position)
      .find(({ event }) => event.type.endsWith('CheckpointRestoreFailed'));
    return failed && refusal(failed.event.data as RestoreFailure, operation);
  }
}

/** True once the resource's own stream records the last restore onto its node. */
const isRecorded = (state: OpenResource, restored: number, id: CheckpointId): boolean => {
  const missing = missingRestore(state, id);
  return missing === undefined || restored <= (missing.nodeRevision ?? -1);
};

/** @throws ClusterError ERROR_FILE_NOT_FOUND */
const numberOf = ({ checkpoint: { captures } }: CopyTarget, capture = captures): number => {
  if (capture > captures)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such capture: ${capture}`);
  return capture;
};

const refusal = (
  { reason, cause = 'held', holder }: RestoreFailure,
  operation: OperationId,
): Refusal =>
  new Refusal('ERROR_INVALID_STATE', reason, {
    slug: cause,
    operation,
    ...(holder !== undefined && { holder }),
  });
