import { streamName } from '#domain';
import { type TreeAt } from '#read-models';
import { findKey, type RegistryKey } from '#registry';

import { capturedIn } from '../../checkpoints/capture-record.js';
import { type RegistryTarget } from '../../checkpoints/copy-target.js';
import { RegistryCopy } from '../../checkpoints/registry-copy.js';
import { type RunningCluster } from '../../running-cluster.js';

/**
 * The contents of the captures that one request is about. A capture of the node that has the live key
 * shares with it what is equal, so that their comparison costs what differs.
 */
export class Contents {
  private readonly copies: RegistryCopy;
  private readonly known = new Map<string, RegistryKey | undefined>();

  constructor(private readonly cluster: RunningCluster) {
    this.copies = new RegistryCopy(cluster);
  }

  /** The content of a capture; undefined if the key was absent. */
  of(target: RegistryTarget, number: number): RegistryKey | undefined {
    const { id, captures } = target.checkpoint;
    if (number === captures) return this.copies.content(target, number);
    const name = `${id}/${number}`;
    if (!this.known.has(name)) this.known.set(name, this.found(target, number));
    return this.known.get(name);
  }

  private found(target: RegistryTarget, number: number): RegistryKey | undefined {
    const { checkpoint, node } = target;
    const { reads } = this.cluster;
    const recorded = reads.captures.get(checkpoint.id, number, reads.position);
    const source = recorded && capturedIn(recorded).source;
    const later = this.presentOf(target);
    if (source === undefined || !('node' in source) || source.node !== node || later === undefined)
      return this.copies.content(target, number);
    const stream = streamName(this.cluster.name, 'node', node);
    const at = reads.events.positionOf(stream, source.nodeRevision);
    if (at === undefined) return this.copies.content(target, number);
    const key = checkpoint.effectiveKey;
    return findKey(reads.trees.at({ node, key }, Number(at), later), key);
  }

  /** The present registry, if the read model is as far as the fold. */
  private presentOf({ on }: RegistryTarget): TreeAt | undefined {
    const { log, reads } = this.cluster;
    return log.position === reads.position
      ? { tree: on.registry, at: Number(reads.position) }
      : undefined;
  }
}
