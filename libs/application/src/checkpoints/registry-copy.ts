import { ClusterError } from '#clusapi';
import { blockingHold, type Attempt, type RestoreFailure } from '#domain';
import { restoreStep, type CommandEnvelope } from '#processes';
import { findKey, hashKey, type RegistryKey } from '#registry';

import { type RunningCluster } from '../running-cluster.js';
import { type RegistryTarget } from './copy-target.js';

/** The capture to restore, and the transition that it belongs to. */
export type Restoration = Readonly<{
  attempt: Attempt;
  number: number;
  /** True if the capture becomes the stored copy first. */
  isRevert: boolean;
}>;

/**
 * The commands that restore a registry key from its stored copy, and that capture it as the stored
 * copy.
 */
export class RegistryCopy {
  constructor(private readonly cluster: RunningCluster) {}

  /** The content of a capture; undefined if the key was absent. */
  content({ checkpoint }: RegistryTarget, number: number): RegistryKey | undefined {
    const { id, captures, effectiveKey } = checkpoint;
    const last = this.cluster.state.content(id);
    if (number === captures && last?.number === number && last.key !== 'unknown') return last.key;
    const { contents, position } = this.cluster.reads;
    return contents.of({ checkpoint: id, number }, effectiveKey, position);
  }

  /** The reason why the key can't be replaced; undefined if it can. */
  obstacle({ checkpoint, on }: RegistryTarget, number: number): RestoreFailure | undefined {
    const held = blockingHold(checkpoint.effectiveKey, on);
    if (held === undefined) return undefined;
    const { holder, key } = held;
    const reason = `${holder} holds ${key} open`;
    return { checkpoint: checkpoint.id, capture: number, reason, cause: 'held', holder };
  }

  /** The commands of a restore. A list that is too long for one event is staged first. */
  *restore(
    target: RegistryTarget,
    { attempt, number, isRevert }: Restoration,
  ): Iterable<CommandEnvelope> {
    const { resource, group, node, checkpoint } = target;
    const { id, captures } = checkpoint;
    const content = this.content(target, number);
    if (isRevert) {
      const data = { checkpoint: id, capture: number, hash: hashKey(content) };
      yield { kind: 'resource', id: resource, command: { type: 'RevertRegistryCopy', data } };
    }
    const pin = { checkpoint: id, capture: isRevert ? captures + 1 : number };
    for (let isDone = false; !isDone;) {
      const on = this.cluster.state.presentNode(node);
      if (on === undefined) return;
      const restoring = { id: resource, group, node: on, attempt, pin, deliberate: true } as const;
      const steps = restoreStep(restoring, checkpoint, content);
      yield* steps;
      isDone = steps.some(({ command }) => command.type === 'RestoreRegistry');
    }
  }

  /**
   * @throws ClusterError ERROR_FILE_NOT_FOUND if the live key is absent
   */
  *recapture(target: RegistryTarget): Iterable<CommandEnvelope> {
    const { resource, node, on, checkpoint } = target;
    const source = { node, nodeRevision: on.revision };
    const data = { checkpoint: checkpoint.id, source, hash: hashKey(liveKey(target)) };
    yield { kind: 'resource', id: resource, command: { type: 'RecaptureRegistry', data } };
  }
}

/**
 * The live key. An absent key is refused as a stored copy: the next restore would delete the key
 * everywhere.
 *
 * @throws ClusterError ERROR_FILE_NOT_FOUND if the live key is absent
 */
export const liveKey = ({ on, checkpoint: { effectiveKey, key } }: RegistryTarget): RegistryKey => {
  const found = findKey(on.registry, effectiveKey);
  if (found === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such key on ${on.name}: ${key}`);
  return found;
};
