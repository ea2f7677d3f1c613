import { ClusterError } from '#clusapi';
import {
  defaultProvider,
  findContainer,
  type KeyId,
  type RestoreFailure,
  type StoredContainer,
  type Undoing,
} from '#domain';
import { captureKey, restoreKeys, type CommandEnvelope } from '#processes';

import { type RunningCluster } from '../running-cluster.js';
import { capturedIn } from './capture-record.js';
import { type CryptoTarget } from './copy-target.js';
import { type Restoration } from './registry-copy.js';

/** The restore of a key container; `cure` if one undoes something by it. */
type KeyRestoration = Restoration & Readonly<{ cure?: Undoing }>;

/**
 * The commands that restore a key container from its stored copy, and that capture it as the stored
 * copy.
 */
export class CryptoCopy {
  constructor(private readonly cluster: RunningCluster) {}

  /** The fingerprint of the keys in a capture; ABSENT_CONTAINER if the capture has no keys. */
  fingerprint({ checkpoint }: CryptoTarget, number: number): string {
    const { reads } = this.cluster;
    const recorded = reads.captures.get(checkpoint.id, number, reads.position);
    if (number === checkpoint.captures || recorded === undefined) return checkpoint.fingerprint;
    return capturedIn(recorded).hash;
  }

  /** The reason why the keys can't be put onto the node; undefined if they can. */
  obstacle({ checkpoint, on }: CryptoTarget, number: number): RestoreFailure | undefined {
    if (providerOn({ checkpoint, on }) !== undefined) return undefined;
    const reason = `provider type ${checkpoint.type} has no default on ${on.name}`;
    return { checkpoint: checkpoint.id, capture: number, reason, cause: 'provider-missing' };
  }

  *restore(
    target: CryptoTarget,
    { attempt, number, isRevert, cure }: KeyRestoration,
  ): Iterable<CommandEnvelope> {
    const { resource, group, checkpoint } = target;
    const { id, keys, captures } = checkpoint;
    const held = { from: keys[number - 1] ?? null, fingerprint: this.fingerprint(target, number) };
    if (isRevert) yield* replace(target, held);
    const provider = providerOn(target) ?? '';
    const pin = { checkpoint: id, capture: isRevert ? captures + 1 : number };
    const restoring = { id: resource, group, attempt, pin, deliberate: true, cure } as const;
    const { copy, ...step } = restoreKeys(restoring, checkpoint, { provider, ...held });
    if (copy !== undefined) yield copyOf(copy);
    yield step;
  }

  /** The commands that make an earlier capture the stored copy. */
  revert(target: CryptoTarget, number: number, cure: Undoing): Iterable<CommandEnvelope> {
    const from = target.checkpoint.keys[number - 1] ?? null;
    return replace(target, { from, fingerprint: this.fingerprint(target, number) }, cure);
  }

  /**
   * @throws ClusterError NTE_BAD_KEYSET if there is no container; NTE_BAD_KEY_STATE if its keys are
   * not exportable
   */
  *recapture(target: CryptoTarget): Iterable<CommandEnvelope> {
    const { resource, node, on, checkpoint } = target;
    const { fingerprint, exportable, key: from } = liveContainer(target);
    if (!exportable)
      throw new ClusterError(
        'NTE_BAD_KEY_STATE',
        `the keys of this container are not exportable: ${checkpoint.name}`,
      );
    const key = captureKey(checkpoint.id, checkpoint.captures + 1, fingerprint);
    yield copyOf({ from, to: key });
    const source = { node, nodeRevision: on.revision };
    const data = { checkpoint: checkpoint.id, source, fingerprint, key };
    yield { kind: 'resource', id: resource, command: { type: 'RecaptureCrypto', data } };
  }
}

/** The sealed keys of a capture; `from` is null for a capture of an absent container. */
type SealedKeys = Readonly<{ from: KeyId | null; fingerprint: string }>;

function* replace(
  { resource, checkpoint: { id, captures, source } }: CryptoTarget,
  { from, fingerprint }: SealedKeys,
  cure?: Undoing,
): Iterable<CommandEnvelope> {
  const copy = from && { from, to: captureKey(id, captures + 1, fingerprint) };
  if (copy !== null) yield copyOf(copy);
  const key = copy && { key: copy.to };
  const data = { checkpoint: id, source, fingerprint, ...key, ...(cure && { cure }) };
  yield { kind: 'resource', id: resource, command: { type: 'RevertCryptoCopy', data } };
}

const copyOf = ({ from, to }: Readonly<{ from: KeyId; to: KeyId }>): CommandEnvelope => ({
  kind: 'key',
  id: to,
  command: { type: 'CopyKey', data: { from } },
});

const providerOn = ({ checkpoint, on }: Pick<CryptoTarget, 'checkpoint' | 'on'>) =>
  checkpoint.provider === '' ? defaultProvider(on, checkpoint.type) : checkpoint.provider;

/**
 * @throws ClusterError NTE_BAD_KEYSET if there is no container
 */
export const liveContainer = ({ on, checkpoint }: CryptoTarget): StoredContainer => {
  const found = findContainer(on, checkpoint);
  if (found === undefined)
    throw new ClusterError('NTE_BAD_KEYSET', `no such container on ${on.name}: ${checkpoint.name}`);
  return found;
};
