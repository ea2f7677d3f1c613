import { ClusterError } from '#clusapi';
import { parseStream, streamName, type CheckpointId, type NodeId, type ResourceId } from '#domain';
import { toPosition, type Position } from '#event-store';
import { type TreeAt, type WrittenAt } from '#read-models';
import { findKey, treeWith, type RegistryKey, type RegistryTree } from '#registry';

import { findCheckpoint } from '../checkpoints/find-checkpoint.js';
import { resolveNode } from '../names.js';
import { NoSuchThing } from '../no-such-thing.js';
import { malformed } from '../refusals.js';
import { momentIn, movedTo, projected, type AsOf, type Moment } from '../reading/moment.js';
import { type RunningCluster } from '../running-cluster.js';
import { type Narrowing } from './narrowing.js';
import { type Content, type FoundSide, type GivenSide, type TypedTree } from './found-side.js';

/** Finds what the sides of a comparison name, and their trees. */
export class SideTrees {
  constructor(private readonly cluster: RunningCluster) {}

  /**
   * Finds a side.
   *
   * @throws RequestRefusal for a checkpoint of a key container, and one without a capture
   * @throws NoSuchThing
   */
  async find({ text, side, pointer }: GivenSide, asOf: AsOf): Promise<FoundSide> {
    const at = side.kind === 'capture' ? asOf.at : (side.at ?? asOf.at);
    const moment = await momentIn(this.cluster, { ...asOf, at }, pointer);
    if (side.kind === 'node') return this.findNode(text, side.node, { moment, at });
    return this.findCopy(text, side, { moment, at, pointer });
  }

  /** The trees under the compared key. Two moments of one node share what is equal. */
  keysOf(
    [left, right]: readonly [FoundSide, FoundSide],
    { physical, show }: Narrowing,
  ): readonly [RegistryKey | undefined, RegistryKey | undefined] {
    const isSameNode = left.kind === 'node' && right.kind === 'node' && left.node === right.node;
    const isLeftLater = left.moment.position > right.moment.position;
    const [later, earlier] = isLeftLater ? [left, right] : [right, left];
    const last = this.treeOf(later, physical);
    const first = this.treeOf(earlier, physical, isSameNode ? last : undefined);
    const shown = ({ tree }: TreeAt): RegistryKey | undefined =>
      show(findKey(tree, physical), tree);
    return isLeftLater ? [shown(last), shown(first)] : [shown(first), shown(last)];
  }

  /** The registry of a node that the fold has now. */
  async presentOf(node: NodeId): Promise<TreeAt | undefined> {
    const { state, log } = this.cluster;
    const tree = state.presentNode(node)?.registry;
    const position = log.position ?? toPosition(0n);
    if (tree === undefined) return undefined;
    await projected(this.cluster, position);
    return { tree, at: Number(position) };
  }

  /** The tree with the physical key, with its position. */
  private treeOf(side: FoundSide, key: string, later?: TreeAt): TreeAt {
    const at = Number(side.moment.position);
    if (side.kind === 'copy') return { tree: this.copyOf(side), at };
    const known = later !== undefined && later.at >= at ? later : side.present;
    return { tree: this.cluster.reads.trees.at({ node: side.node, key }, at, known), at };
  }

  /** The writers of the values of a side, by physical keys. */
  writersOf(side: FoundSide): WrittenAt {
    const { reads } = this.cluster;
    const { position } = side.moment;
    if (side.kind === 'node') return reads.registry.writers(side.node, '64-bit', Number(position));
    const { checkpoint, number } = side;
    return reads.provenance.writers.of({ checkpoint, number }, '64-bit', position);
  }

  private async findNode(
    text: string,
    name: string,
    { moment, at }: Readonly<{ moment: Moment; at: string | undefined }>,
  ): Promise<FoundSide> {
    const { reads } = this.cluster;
    const node = resolveNode(moment, name);
    reads.parked.assertAnswerable({ stream: streamName(this.cluster.name, 'node', node) });
    const present = await this.presentOf(node);
    const side = { text, kind: 'node', node, present } as const;
    if (at !== undefined || present === undefined) return { ...side, moment };
    const then = toPosition(BigInt(present.at));
    return { ...side, moment: movedTo(this.cluster, moment, then) };
  }

  private findCopy(
    text: string,
    side: Exclude<TypedTree, { kind: 'node' }>,
    { moment, at, pointer }: Readonly<{ moment: Moment; at: string | undefined; pointer: string }>,
  ): FoundSide {
    const { checkpoint } = side;
    const { position: to } = moment;
    const { resource, effectiveKey } = this.addedAt(checkpoint, to, pointer);
    const number =
      side.kind === 'capture'
        ? side.number
        : findCheckpoint(moment.clusterState, resource, checkpoint).captures;
    const captured = this.cluster.reads.captures.get(checkpoint, number, to);
    if (captured === undefined)
      throw new ClusterError(
        'ERROR_FILE_NOT_FOUND',
        number === 0 ? `checkpoint ${checkpoint} has no capture yet` : `no such capture: ${number}`,
      );
    const position = side.kind === 'capture' ? captured.position : to;
    const content = at === undefined ? this.contentOf(checkpoint, number) : 'unknown';
    const found = { checkpoint, number, effectiveKey, content };
    return { text, kind: 'copy', ...found, moment: movedTo(this.cluster, moment, position) };
  }

  /**
   * The resource and the key of a checkpoint that is there, or was.
   *
   * @throws RequestRefusal for the checkpoint of a key container
   */
  private addedAt(
    id: string,
    to: Position,
    pointer: string,
  ): Readonly<{ resource: ResourceId; effectiveKey: string }> {
    const [added] = this.cluster.reads.events.list({ checkpoint: id, to }, FIRST);
    const resource = added && parseStream(added.stream)?.id;
    if (resource === undefined) {
      const within = { kind: 'cluster', revision: -1 } as const;
      throw new NoSuchThing('ERROR_FILE_NOT_FOUND', { kind: 'checkpoint', nameOrId: id, within });
    }
    const { effectiveKey } = added?.event.data as Readonly<{ effectiveKey?: string }>;
    if (effectiveKey === undefined)
      throw malformed(pointer, `checkpoint ${id} is of a key container, which has no tree`);
    return { resource: resource as ResourceId, effectiveKey };
  }

  /** The content of a capture, if the fold has it. */
  private contentOf(checkpoint: string, number: number): Content {
    const last = this.cluster.state.content(checkpoint as CheckpointId);
    return last?.number === number ? last.key : 'unknown';
  }

  private copyOf({
    checkpoint,
    number,
    effectiveKey,
    content,
    moment,
  }: Extract<FoundSide, { kind: 'copy' }>): RegistryTree {
    const { contents } = this.cluster.reads;
    const key =
      content === 'unknown'
        ? contents.of({ checkpoint, number }, effectiveKey, moment.position)
        : content;
    return treeWith(effectiveKey, key);
  }
}

const FIRST = { limit: 1, order: 'oldest' } as const;
