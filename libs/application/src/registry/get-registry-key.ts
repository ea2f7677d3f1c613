import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { streamName, type NodeId } from '#domain';
import { toPosition, type Position } from '#event-store';
import { type Depth, type WrittenAt } from '#read-models';
import { emptyTree, parseKey, viewKey, type RegistryView, type ViewKey } from '#registry';

import { nameOf, resolveNode } from '../names.js';
import { momentOf, projected, type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';

/**
 * A key of a view, with the position of the last write of each value; undefined if there is no such
 * key.
 */
export type FoundKey = Readonly<{ key: ViewKey; writtenAt: WrittenAt }> | undefined;

/** A key of a node, as a view showed it at a moment. */
export type RegistryAnswer = Readonly<{
  moment: Moment;
  /** Name of the node. */
  node: string;
  key: string;
  view: RegistryView;
  depth: Depth;
  found: FoundKey;
  /** Revision of the node's registry, for If-Match; undefined for the past. */
  revision: number | undefined;
}>;

/** Returns a key of a node's registry as a view shows it. */
export class GetRegistryKey extends Query<RegistryAnswer> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{
      node: string;
      /** Relative to HKLM; empty for HKLM itself. */
      key: string;
      view: RegistryView;
      depth: Depth;
      /** True if few values of the answer are looked at. */
      isPage?: boolean;
    }>,
  ) {
    super();
  }
}

@QueryHandler(GetRegistryKey)
export class GetRegistryKeyHandler implements IQueryHandler<GetRegistryKey> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: GetRegistryKey): Promise<RegistryAnswer> {
    const moment = await momentOf(this.cluster, asOf);
    const { view, depth, isPage = false } = input;
    const node = resolveNode(moment, input.node);
    const key = input.key === '' ? '' : parseKey(input.key);
    this.cluster.reads.parked.assertAnswerable({
      stream: streamName(this.cluster.name, 'node', node),
    });
    const name = nameOf(moment, 'nodes', node) ?? node;
    const asked = { node: name, key, view, depth };
    if (asOf.at !== undefined || !(depth === 'all' || isPage)) {
      const found = this.past(node, { key, view, depth, at: Number(moment.position) });
      return { ...asked, moment, found, revision: this.revisionOf(node, asOf) };
    }
    const { position, ...live } = await this.live(node, { key, view, isPage });
    return { ...asked, ...live, moment: { ...moment, position } };
  }

  private revisionOf(node: NodeId, { at }: AsOf): number | undefined {
    return at === undefined ? this.cluster.state.presentNode(node)?.registryRevision : undefined;
  }

  /** The past does not change any more, so the key is looked up while the answer is written. */
  private past(
    node: NodeId,
    { depth, ...asked }: Readonly<{ key: string; view: RegistryView; depth: Depth; at: number }>,
  ): FoundKey {
    const { registry } = this.cluster.reads;
    return depth === 'all'
      ? registry.walkAt(node, asked)
      : registry.viewAt(node, { depth, ...asked });
  }

  /**
   * The whole key as the fold has it now. The tree is immutable and does not change while the
   * answer is written.
   */
  private async live(
    node: NodeId,
    { key, view, isPage }: Readonly<{ key: string; view: RegistryView; isPage: boolean }>,
  ): Promise<Readonly<{ position: Position; revision: number | undefined; found: FoundKey }>> {
    const { state, reads, log } = this.cluster;
    const { registry, registryRevision: revision } = state.presentNode(node) ?? NOT_OPEN;
    const position = log.position ?? toPosition(0n);
    await projected(this.cluster, position);
    const found = viewKey(registry, key, view);
    const at = Number(position);
    const writtenAt = isPage
      ? reads.registry.writersOfFew(node, view, at)
      : reads.registry.writers(node, view, at);
    return { position, revision, found: found && { key: found, writtenAt } };
  }
}

/** The registry of a node between the two events of its creation. */
const NOT_OPEN = { registry: emptyTree, registryRevision: undefined } as const;
