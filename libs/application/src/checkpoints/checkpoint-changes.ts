import { Injectable } from '@nestjs/common';

import {
  directoryOf,
  groupState,
  nameOf,
  nodeState,
  resourceState,
  type CommandPlan,
  type WaitCondition,
  Refusal,
  idFor,
  RunningCluster,
} from '#application';
import {
  findContainer,
  parseCryptoName,
  resource as resourceAggregate,
  type CheckpointId,
  type CryptoName,
  type KeyId,
  type NodeMoment,
  type OpenResource,
  type OverUnrestored,
  type ResourceCommand,
  type ResourceId,
  type TakenKey,
  type UnrestoredCheckpoint,
} from '#domain';
import { streamName } from '#event-store';
import { isPaid, takenNow, type Addressed } from '#processes';
import { effectiveKey, parseKey, type RegistryView } from '#registry';

import { type RequestContext } from '../http/request/request.js';

/** Adding and deleting checkpoints, for the control codes and for REST alike. */
@Injectable()
export class CheckpointChanges {
  constructor(private readonly cluster: RunningCluster) {}

  /** @throws ClusterError ERROR_INVALID_PARAMETER for a key that is none */
  add(
    resource: ResourceId,
    typed: Readonly<{ key: string; view: RegistryView }>,
    context: RequestContext,
  ): CommandPlan {
    const key = parseKey(typed.key);
    const checkpoint = idFor(context, 'checkpoint') as CheckpointId;
    return {
      commands: () => [this.addition(resource, { checkpoint, key, view: typed.view })],
      until: () => this.captured(resource, checkpoint),
    };
  }

  /** @throws ClusterError ERROR_INVALID_PARAMETER for a key that is none */
  remove(resource: ResourceId, typed: string): CommandPlan {
    const key = parseKey(typed);
    const command = { type: 'DeleteRegistryCheckpoint', data: { key } } as const;
    return { commands: () => [{ kind: 'resource', id: resource, command }] };
  }

  /** @throws ClusterError ERROR_INVALID_PARAMETER for a text that is no `Type\Provider\Container` */
  addCrypto(resource: ResourceId, typed: string, context: RequestContext): CommandPlan {
    const name = parseCryptoName(typed);
    const checkpoint = idFor(context, 'checkpoint') as CheckpointId;
    return {
      commands: () => this.cryptoAddition(resource, { checkpoint, name: typed, ...name }),
    };
  }

  /** The copy is made before anything refers to it. */
  private cryptoAddition(
    resource: ResourceId,
    typed: CryptoName & Readonly<{ checkpoint: CheckpointId; name: string }>,
  ): readonly Addressed[] {
    const { state: world } = this.cluster;
    const { owner } = groupState(world, resourceState(world, resource).group);
    const node = nodeState(world, owner);
    const found = findContainer(node, typed);
    const add = (taken: TakenKey | undefined): Extract<Addressed, { kind: 'resource' }> => ({
      kind: 'resource',
      id: resource,
      command: { type: 'AddCryptoCheckpoint', data: { ...typed, taken } },
    });
    if (found === undefined) return [add(undefined)];
    const { fingerprint, exportable, key: from } = found;
    const key = this.cluster.newId() as KeyId;
    const source = { node: owner, nodeRevision: node.revision };
    const addition = add({ source, fingerprint, exportable, key });
    requireTaken(addition.command, resourceState(world, resource));
    return [{ kind: 'key', id: key, command: { type: 'CopyKey', data: { from } } }, addition];
  }

  /** @throws ClusterError ERROR_INVALID_PARAMETER for a text that is no `Type\Provider\Container` */
  removeCrypto(resource: ResourceId, typed: string): CommandPlan {
    const command = {
      type: 'DeleteCryptoCheckpoint',
      data: { name: parseCryptoName(typed) },
    } as const;
    return { commands: () => [{ kind: 'resource', id: resource, command }] };
  }

  /** With what is on the owner now. */
  private addition(
    resource: ResourceId,
    typed: Readonly<{ checkpoint: CheckpointId; key: string; view: RegistryView }>,
  ): Addressed {
    const { state: world } = this.cluster;
    const effective = effectiveKey(typed.key, typed.view);
    const { owner } = groupState(world, resourceState(world, resource).group);
    this.requireAllowed(resource, effective);
    const found = takenNow(world, owner, effective);
    const [unrestored] = world.unrestored.onlineOn(owner, effective);
    const taken =
      found?.exists === true
        ? {
            source: found.source,
            hash: found.hash,
            ...(unrestored && { overUnrestored: markOf(unrestored, found.source) }),
          }
        : undefined;
    const data = { ...typed, effectiveKey: effective, taken };
    return { kind: 'resource', id: resource, command: { type: 'AddRegistryCheckpoint', data } };
  }

  /** What changed while the checkpoint was being added is captured too. */
  private captured(resource: ResourceId, checkpoint: CheckpointId): WaitCondition {
    const { state: world } = this.cluster;
    const node = world.onlineAt(resource);
    const nodeRevision = node === undefined ? 0 : world.revision('node', node);
    return {
      streams: [streamName(this.cluster.name, 'resource', resource)],
      holds: () =>
        node === undefined || isPaid(world, { resource, checkpoint }, { node, nodeRevision }),
    };
  }

  /** @throws Refusal ERROR_INVALID_STATE where the policy denies what would clobber */
  private requireAllowed(resource: ResourceId, effective: string): void {
    const { state: world } = this.cluster;
    if (directoryOf(world).clobberPolicy === 'warn') return;
    const other = world.overlapping(effective).find((ref) => ref.resource !== resource);
    if (other !== undefined)
      throw new Refusal(
        'ERROR_INVALID_STATE',
        `${nameOf(world, 'resources', other.resource) ?? other.resource} has a checkpoint on this key: use a different key name for each instance`,
        { slug: 'clobber' },
      );
  }
}

/** Marks a capture of a key that overlaps one whose restore is missing. */
const markOf = (
  { failed, node }: UnrestoredCheckpoint,
  { nodeRevision }: NodeMoment,
): OverUnrestored => ({ restoreFailed: failed.eventId, node, nodeRevision });

/** Nothing is copied for what would be refused. */
const requireTaken = (command: ResourceCommand, state: OpenResource): void => {
  resourceAggregate.decide(command, state);
};
