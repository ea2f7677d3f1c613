import {
  manifestOf,
  rootHashOf,
  windowsFiles,
  type ArchivedBackup,
  type ArchiveManifest,
  type Manifest,
} from '#backups';
import { type ClusterState, type NodeHash } from '#domain';
import { canonicalJson, type Position, type Recorded } from '#event-store';
import { hashKey } from '#registry';

import { KeyCheck } from '../verify/key-check.js';
import { NotFoldable, Refold } from '../verify/refold.js';
import { StreamOrder } from '../verify/stream-order.js';
import { type Fault } from '../task-context.js';
import { SealedKeys } from '../verify/sealed-keys.js';
import { WindowsCheck } from './windows-check.js';

/** The hashes and counts that a backup has of itself. */
export type Claims = Pick<ArchivedBackup, 'cut' | 'rootHash'> &
  Readonly<{
    nodes?: readonly NodeHash[];
    content?: ArchivedBackup['content'];
    masterKey?: ArchivedBackup['masterKey'];
    erasedKeys?: readonly string[];
  }>;

/** Folds the events of a backup again, and compares everything with what the backup says. */
export class RefoldedBackup {
  private readonly refold: Refold;
  private readonly order = new StreamOrder();
  private readonly keys: KeyCheck | undefined;
  private readonly sealed = new SealedKeys();
  private newest: Recorded | undefined;
  private isFoldable = true;

  /** @param masterKeyFile undefined if sealed keys are not opened */
  constructor(
    readonly cluster: string,
    masterKeyFile: string | undefined,
  ) {
    this.refold = new Refold(cluster);
    this.keys = masterKeyFile === undefined ? undefined : new KeyCheck(masterKeyFile, this.sealed);
  }

  /** The captures that repeat one so old that only the log has its content. */
  get repeated(): Refold['repeated'] {
    return this.refold.repeated;
  }

  /** The position of the last event. */
  get last(): Position | undefined {
    return this.newest?.position;
  }

  /** Takes the next event. */
  *take(recorded: Recorded): Iterable<Fault> {
    this.newest = recorded;
    this.sealed.take(recorded);
    if (!this.isFoldable) return;
    yield* this.order.take(recorded);
    try {
      yield* this.refold.take(recorded);
    } catch (error) {
      if (!(error instanceof NotFoldable)) throw error;
      this.isFoldable = false;
      const { id: event, stream, position } = recorded;
      yield {
        what: 'log',
        where: { event, stream, position: String(position) },
        expected: `a ${recorded.event.type} that can be applied`,
        found: error.message,
      };
    }
  }

  /** The check of the files of Windows, once all events were taken. */
  windows({ takenAt, masterKey }: ArchiveManifest): WindowsCheck {
    const { clusterState: view } = this.refold;
    const isKnown = this.isFoldable && view.cluster.status === 'formed';
    return new WindowsCheck(
      isKnown
        ? windowsFiles({
            ...{ view, takenAt: new Date(takenAt) },
            captured: () => undefined,
            sealed: (key) => this.sealed.copyOf(key, masterKey.id),
          })
        : undefined,
    );
  }

  /** The differences from what the backup says, once all its events were taken. */
  *compare(claims: Claims): Iterable<Fault> {
    yield* this.cutFaults(claims);
    const { clusterState } = this.refold;
    if (!this.isFoldable || clusterState.cluster.status === 'absent') return;
    const nodes = hashesOf(clusterState);
    yield* nodeFaults(claims.nodes ?? claims.content?.nodes.map(toHash) ?? [], nodes);
    yield* manifestFaults(claims, manifestOf(clusterState, nodes));
    yield* this.keyFaults(clusterState, claims);
  }

  /**
   * Sealed keys are opened with the right master key, if it is there. A log may have erased keys since
   * its cut; an archive says which were.
   */
  private *keyFaults(
    clusterState: ClusterState,
    { masterKey, erasedKeys }: Claims,
  ): Iterable<Fault> {
    const { keys } = this;
    if (keys === undefined) return;
    const { fingerprint = 'no key' } = keys;
    const isErased = (key: string): boolean =>
      erasedKeys?.includes(key) ?? this.sealed.textOf(key) === undefined;
    if (masterKey === undefined || masterKey.id === fingerprint)
      yield* keys.faults(clusterState, isErased);
    else if (masterKey.id !== null)
      yield {
        what: 'key-material',
        where: { thing: 'the master key' },
        expected: masterKey.id,
        found: fingerprint,
      };
  }

  private *cutFaults({ cut }: Claims): Iterable<Fault> {
    const { newest: last } = this;
    const found =
      last === undefined ? 'no event' : `${last.id} (${last.stream} ${String(last.revision)})`;
    const expected = `${cut.event} (${cut.stream} ${cut.revision})`;
    if (found !== expected)
      yield { what: 'manifest', where: { thing: 'the last event' }, expected, found };
  }
}

function* manifestFaults({ content, rootHash }: Claims, manifest: Manifest): Iterable<Fault> {
  if (content !== undefined && canonicalJson(content) !== canonicalJson(manifest)) {
    const [expected, found] = ['the content of the events', 'another content'];
    yield { what: 'manifest', where: { thing: 'the content' }, expected, found };
  }
  const found = rootHashOf(manifest);
  if (found !== rootHash)
    yield { what: 'manifest', where: { thing: 'the root hash' }, expected: rootHash, found };
}

const toHash = ({ id: node, hash }: ArchivedBackup['content']['nodes'][number]): NodeHash => ({
  node,
  hash: hash ?? '',
});

const hashesOf = (state: ClusterState): readonly NodeHash[] =>
  state.nodeIds().flatMap((node) => {
    const registry = state.presentNode(node)?.registry;
    return registry === undefined ? [] : [{ node, hash: hashKey(registry) }];
  });

function* nodeFaults(wanted: readonly NodeHash[], found: readonly NodeHash[]): Iterable<Fault> {
  const hashes = new Map(found.map(({ node, hash }) => [node, hash]));
  for (const { node, hash } of wanted) {
    const is = hashes.get(node) ?? '';
    if (is !== hash)
      yield {
        what: 'manifest',
        where: { thing: `the registry of node ${node}` },
        expected: hash,
        found: is === '' ? 'no registry' : is,
      };
  }
}
