import { ClusterError } from '#clusapi';
import { parseStream, streamName, type CheckpointId, type NodeId, type ResourceId } from '#domain';
import { toPosition, type Position } from '#event-store';
import {
  compareTrees,
  ReadModelDamaged,
  withoutKnown,
  type ComparedPart,
  type TreeAt,
  type TreeComparison,
  type TreePair,
  type WrittenAt,
} from '#read-models';
import { type RegistryKey } from '#registry';

import { findCheckpoint } from '../checkpoints/find-checkpoint.js';
import { resolveNode } from '../names.js';
import { NoSuchThing } from '../no-such-thing.js';
import { malformed } from '../refusals.js';
import { momentIn, movedTo, projected, type AsOf, type Moment } from '../reading/moment.js';
import { type RunningCluster } from '../running-cluster.js';
import { type FoundSide, type GivenSide, type TypedTree } from './found-side.js';

/** Finds the things that the sides of a comparison name, and compares their trees. */
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

  /** Compares the trees of two sides, on another thread if much has to be read for them. */
  async compare(pair: TreePair, part: ComparedPart): Promise<TreeComparison> {
    if (!this.cluster.reads.pairs.isLong(pair, MOST_AT_ONCE)) return this.compareHere(pair, part);
    try {
      return await this.cluster.comparisons.compare(withoutKnown(pair), part);
    } catch (error) {
      // This thread then finds the damage too, and has the file built anew.
      if (error instanceof ReadModelDamaged) return this.compareHere(pair, part);
      throw error;
    }
  }

  private compareHere(pair: TreePair, part: ComparedPart): TreeComparison {
    return compareTrees(this.cluster.reads.pairs.keysOf(pair), pair.narrowing, part);
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

  /** The writers of the values of a side, by physical keys. */
  writersOf({ tree, moment }: FoundSide): WrittenAt {
    const { reads } = this.cluster;
    const { position } = moment;
    if (tree.kind === 'node') return reads.registry.writers(tree.node, '64-bit', Number(position));
    const { checkpoint, number } = tree;
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
    const known = await this.presentOf(node);
    const position =
      at !== undefined || known === undefined ? moment.position : toPosition(BigInt(known.at));
    const tree = { kind: 'node', node, at: Number(position), known } as const;
    return { text, moment: movedTo(this.cluster, moment, position), tree };
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
    const known = at === undefined ? this.contentOf(checkpoint, number) : undefined;
    const copied = { checkpoint, number, effectiveKey, known };
    const tree = { kind: 'copy', ...copied, at: Number(position) } as const;
    return { text, moment: movedTo(this.cluster, moment, position), tree };
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
  private contentOf(
    checkpoint: string,
    number: number,
  ): Readonly<{ key: RegistryKey | undefined }> | undefined {
    const last = this.cluster.state.content(checkpoint as CheckpointId);
    if (last?.number !== number || last.key === 'unknown') return undefined;
    return { key: last.key };
  }
}

/** The most values and events that a comparison reads on the thread of the requests. */
const MOST_AT_ONCE = 5000;
const FIRST = { limit: 1, order: 'oldest' } as const;
