import { ClusterError } from '#clusapi';
import {
  isUnrestored,
  type CheckpointRef,
  type OpenResource,
  type OperationId,
  type PresentNode,
  type Undoing,
} from '#domain';
import { type CommandEnvelope } from '#processes';
import { findKey, hashKey } from '#registry';

import { type Caller } from '../caller.js';
import {
  isRegistry,
  liveHash,
  type CopyTarget,
  type CryptoTarget,
} from '../checkpoints/copy-target.js';
import { CryptoCopy } from '../checkpoints/crypto-copy.js';
import { type CommandPlan } from '../execution/command-plan.js';
import { Refusal } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';
import { Contents } from './preview/contents.js';
import { cureCommands } from './running/cure-commands.js';
import { cureOf, cureTarget, isOnline, type CryptoPart, type RegistryPart } from './cure-part.js';
import { CurePreviewing, type CurePreview, type Untouched } from './preview/cure-preview.js';
import { expectAt, expectedHash, movedSince, requireUnmoved } from './preview/expectation.js';
import { whenCured, type Cured } from './running/when-cured.js';

/** A checkpoint, and the capture that a revert puts back. */
export type RevertedRef = CheckpointRef & Readonly<{ number: number }>;

/** A revert of checkpoints that one node owns. */
type Reverting = Readonly<{
  /** The name of the command. */
  type: string;
  refs: readonly RevertedRef[];
  undoing: Undoing;
  expect: string | undefined;
}>;

type Parts = Readonly<{ registry: readonly RegistryPart[]; crypto: readonly CryptoPart[] }>;

/** Plans the reverts of checkpoints, and shows their effect. */
export class CheckpointCures {
  private readonly crypto: CryptoCopy;
  private readonly contents: Contents;

  constructor(private readonly cluster: RunningCluster) {
    this.crypto = new CryptoCopy(cluster);
    this.contents = new Contents(cluster);
  }

  /** The effect of a revert. */
  preview(refs: readonly RevertedRef[], untouched: readonly Untouched[] = []): CurePreview {
    const { registry, crypto } = this.parts(refs);
    const previewing = new CurePreviewing(this.cluster);
    for (const { target, content: to } of registry) {
      const { effectiveKey: key, captures } = target.checkpoint;
      const isLive = isOnline({ target });
      const from = isLive ? findKey(target.on.registry, key) : this.contents.of(target, captures);
      if (isLive) previewing.live({ from, to, key }, { node: target.node, target });
      else previewing.copy({ from, to, key }, target);
    }
    for (const { target, number } of crypto) {
      const { on, checkpoint } = target;
      const isLive = isOnline({ target });
      const from = isLive ? liveHash(on, checkpoint) : checkpoint.fingerprint;
      const to = this.crypto.fingerprint(target, number);
      previewing.container({ from, to }, target, isLive ? 'node' : 'capture');
    }
    const hash = expectedHash([...registry, ...crypto]);
    return previewing.preview(expectAt(hash, this.cluster.log.position), untouched);
  }

  /** The plan of a revert. */
  plan({ type, refs, undoing, expect }: Reverting, { operation }: Caller): CommandPlan {
    let curing: Cured = { node: undefined, refs, changes: [] };
    return {
      type,
      commands: () => {
        const parts = this.parts(refs);
        this.requireSame(parts, expect);
        curing = { ...curing, ...changedBy(parts) };
        return this.commands(refs, undoing, operation);
      },
      guard: (state, { command }) => {
        if (command.type === 'CureRegistry')
          this.requireSame(this.parts(refs), expect, state as PresentNode);
        else if (command.type === 'RevertRegistryCopy')
          this.requireLast(refs, state as OpenResource);
      },
      until: () => whenCured(this.cluster, curing),
    };
  }

  private requireSame(
    { registry, crypto }: Parts,
    expect: string | undefined,
    on?: PresentNode,
  ): void {
    const parts = [...registry, ...crypto];
    requireUnmoved(expect, expectedHash(parts, on), movedSince(this.cluster, parts));
  }

  /** A capture that is on its way is as good as one that is there. */
  private requireLast(refs: readonly RevertedRef[], { checkpoints }: OpenResource): void {
    const isLast = refs.every((ref) => {
      const { captures } = this.targetOf(ref).checkpoint;
      return checkpoints.get(ref.checkpoint)?.captures === captures;
    });
    if (!isLast)
      throw new ClusterError('ERROR_INVALID_STATE', 'another capture of the checkpoint came first');
  }

  /**
   * @throws Refusal ERROR_INVALID_STATE if the keys of a capture were erased
   */
  async requireKeys(refs: readonly RevertedRef[]): Promise<void> {
    for (const { target, number } of this.parts(refs).crypto) {
      const key = target.checkpoint.keys[number - 1];
      const isErased = key != null && (await this.cluster.log.sealed(key)) === undefined;
      if (isErased)
        throw new Refusal('ERROR_INVALID_STATE', `the keys of capture ${number} were erased`, {
          slug: 'key-erased',
        });
    }
  }

  private *commands(
    refs: readonly RevertedRef[],
    undoing: Undoing,
    operation: OperationId,
  ): Iterable<CommandEnvelope> {
    const { registry, crypto } = this.parts(refs);
    for (const part of crypto) this.requireProvider(part);
    const [only] = refs.length === 1 ? registry : [];
    if (only !== undefined && !isOnline(only)) yield copyCommand(only, undoing);
    else if (registry[0] !== undefined) {
      const { node } = registry[0].target;
      const cure = () => ({ ...cureOf(this.parts(refs).registry, undoing), changes: [] });
      yield* cureCommands(this.cluster, { node, operation, cure });
    }
    for (const part of crypto) yield* this.containerCommands(part, undoing, operation);
  }

  /** A container that is equal needs no command. */
  private *containerCommands(
    { target: known, number }: CryptoPart,
    undoing: Undoing,
    operation: OperationId,
  ): Iterable<CommandEnvelope> {
    const target = cureTarget(
      this.cluster.state,
      known.resource,
      known.checkpoint.id,
    ) as CryptoTarget;
    const { on, checkpoint, epoch, node } = target;
    const wanted = this.crypto.fingerprint(target, number);
    if (!isOnline({ target })) {
      if (wanted !== checkpoint.fingerprint) yield* this.crypto.revert(target, number, undoing);
      return;
    }
    if (liveHash(on, checkpoint) === wanted && !isUnrestored(checkpoint, target.state)) return;
    const attempt = { operation, epoch, node };
    yield* this.crypto.restore(target, { attempt, number, isRevert: false, cure: undoing });
  }

  private requireProvider({ target, number }: CryptoPart): void {
    const obstacle = isOnline({ target }) ? this.crypto.obstacle(target, number) : undefined;
    if (obstacle !== undefined)
      throw new Refusal('ERROR_INVALID_STATE', obstacle.reason, { slug: 'provider-missing' });
  }

  private targetOf({ resource, checkpoint }: RevertedRef): CopyTarget {
    return cureTarget(this.cluster.state, resource, checkpoint);
  }

  private parts(refs: readonly RevertedRef[]): Parts {
    const registry: RegistryPart[] = [];
    const crypto: CryptoPart[] = [];
    for (const ref of refs) {
      const target = this.targetOf(ref);
      const { number } = ref;
      if (isRegistry(target))
        registry.push({ target, number, content: this.contents.of(target, number) });
      else crypto.push({ target: target, number });
    }
    return { registry, crypto };
  }
}

/** The node and the live keys that a revert changes. */
const changedBy = ({ registry, crypto }: Parts): Pick<Cured, 'node' | 'changes'> => ({
  node: (registry[0] ?? crypto[0])?.target.node,
  changes: registry
    .filter(isOnline)
    .map(({ target }) => ({ op: 'delete-key', key: target.checkpoint.effectiveKey })),
});

/** Replaces one stored copy in the stream of its resource. */
const copyCommand = (
  { target: { resource, checkpoint }, number: capture, content }: RegistryPart,
  cure: Undoing,
): CommandEnvelope => {
  const data = { checkpoint: checkpoint.id, capture, hash: hashKey(content), cure };
  return { kind: 'resource', id: resource, command: { type: 'RevertRegistryCopy', data } };
};
