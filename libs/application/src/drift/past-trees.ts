import {
  keyAfter,
  streamName,
  type ClusterState,
  type ClusterView,
  type NodeId,
  type NodeMoment,
  type OpenResource,
  type ResourceEvent,
} from '#domain';
import { toPosition, type Position } from '#event-store';
import { type TreeAt } from '#read-models';
import {
  diffKeys,
  findKey,
  foldName,
  hashKey,
  type RegistryChange,
  type RegistryKey,
} from '#registry';

import { type RunningCluster } from '../running-cluster.js';
import { type DriftTrees, type KeyRef } from './drift-trees.js';

type OnlineInterval = NonNullable<OpenResource['onlineInterval']>;

/** The present cluster, from whose registries the earlier ones are made. */
type Present = Readonly<{ state: ClusterState; at: Position }>;

/** The number of values and events from the file beyond which a tree takes long. */
const LONG = 5000;
const NEWEST = { limit: 1, order: 'newest' } as const;

/**
 * The registries and stored copies of a moment in the past. A tree is made from the present one by
 * the changes since, so that it shares with it what is equal, unless to read it takes less.
 */
export class PastDriftTrees implements DriftTrees {
  private readonly made = new Map<string, RegistryKey | undefined>();

  constructor(
    private readonly cluster: Pick<RunningCluster, 'name' | 'reads'>,
    readonly view: ClusterView,
    private readonly asked: Readonly<{ at: Position; present: Present }>,
  ) {}

  get at(): Position {
    return this.asked.at;
  }

  readonly live = (node: NodeId, key: string): RegistryKey | undefined => {
    const then = this.view.presentNode(node);
    const now = this.asked.present.state.presentNode(node);
    // A registry that was not written since is the present one.
    return now !== undefined && now.registryRevision === then?.registryRevision
      ? findKey(now.registry, key)
      : then && this.treeAt(node, key, this.at);
  };

  readonly earlier = ({ node, nodeRevision }: NodeMoment, key: string): RegistryKey | undefined => {
    const position = this.positionOf(node, nodeRevision);
    return position && this.treeAt(node, key, position);
  };

  readonly copy = ({ checkpoint }: KeyRef): RegistryKey | undefined => {
    const { id, captures: number, effectiveKey } = checkpoint;
    const way = this.cluster.reads.contents.way({ checkpoint: id, number }, this.at);
    return way.reduceRight<RegistryKey | undefined>(
      (content, { source, changes = [] }) =>
        'node' in source
          ? this.earlier(source, effectiveKey)
          : keyAfter(content, changes, effectiveKey),
      undefined,
    );
  };

  readonly pendingEdits = (ref: KeyRef): readonly RegistryChange[] => {
    const interval = this.view.openResource(ref.resource)?.onlineInterval;
    const since = interval && uncapturedSince(interval, ref);
    if (interval === undefined || since === undefined) return [];
    const { node, closedAt } = interval;
    const to = closedAt === undefined ? this.at : this.positionOf(node, closedAt);
    const span = { after: Number(this.positionOf(node, since) ?? 0n), to: Number(to ?? this.at) };
    const key = foldName(ref.checkpoint.effectiveKey);
    const edited = [...this.cluster.reads.events.touchedAt(node, key, span)];
    return edited.toReversed().flatMap((position) => this.editOf(ref, node, position));
  };

  readonly openingHash = ({ resource, checkpoint }: KeyRef): string | undefined => {
    const filter = { resource, type: 'ResourceOnline', to: this.at };
    const [online] = this.cluster.reads.events.list(filter, NEWEST);
    if (online === undefined || !this.wasThere({ resource, checkpoint }, online.position))
      return undefined;
    const { node, nodeRevision } = online.event.data as Extract<
      ResourceEvent,
      { type: 'ResourceOnline' }
    >['data'];
    return hashKey(this.earlier({ node, nodeRevision }, checkpoint.effectiveKey));
  };

  readonly isLong = (node: NodeId, key: string): boolean => {
    const known = this.presentOf(node)?.at;
    return this.cluster.reads.trees.isLong({ node, key }, Number(this.at), { known, most: LONG });
  };

  /** True if a checkpoint was added before a position. */
  private wasThere({ checkpoint }: KeyRef, position: Position): boolean {
    const filter = { checkpoint: checkpoint.id, type: 'RegistryCheckpointAdded', to: position };
    return this.cluster.reads.events.list(filter, NEWEST).length > 0;
  }

  /** The changes of an event under a key; none for a restore of the resource itself. */
  private editOf(
    { resource, checkpoint: { effectiveKey: key } }: KeyRef,
    node: NodeId,
    position: number,
  ): readonly RegistryChange[] {
    const data = this.cluster.reads.events.at(position)?.event.data as
      { resource?: string } | undefined;
    if (data?.resource === resource) return [];
    const [before, after] = [position - 1, position].map((at) =>
      this.treeAt(node, key, toPosition(BigInt(at))),
    );
    return diffKeys(before, after, key);
  }

  private treeAt(node: NodeId, key: string, at: Position): RegistryKey | undefined {
    const id = `${node} ${at} ${key}`;
    if (this.made.has(id)) return this.made.get(id);
    const tree = this.cluster.reads.trees.at({ node, key }, Number(at), this.presentOf(node));
    const found = findKey(tree, key);
    this.made.set(id, found);
    return found;
  }

  private presentOf(node: NodeId): TreeAt | undefined {
    const { state, at } = this.asked.present;
    const tree = state.presentNode(node)?.registry;
    return tree && { tree, at: Number(at) };
  }

  private positionOf(node: NodeId, revision: number): Position | undefined {
    const { name, reads } = this.cluster;
    return reads.events.positionOf(streamName(name, 'node', node), revision);
  }
}

/** The revision of the node after which edits over a missing restore have no capture. */
const uncapturedSince = (
  { node, unrestored }: OnlineInterval,
  { checkpoint: { id, overUnrestored: captured } }: KeyRef,
): number | undefined => {
  const missing = unrestored.get(id);
  if (missing === undefined) return undefined;
  const last = captured?.node === node ? captured.nodeRevision : -1;
  return Math.max(missing.nodeRevision ?? 0, last);
};
