import { type CheckpointId } from '#domain';
import { type Position, type Recorded } from '#event-store';
import {
  applyChanges,
  diffKeys,
  emptyTree,
  findKey,
  type RegistryKey,
  type RegistryTree,
} from '#registry';

import { type Captures } from './captures.js';
import { type CapturedData } from './copy-sources.js';

type NodeSource = Extract<CapturedData['source'], { node: string }>;

/** The tree under a physical key of a node's registry just after a revision. */
export type ContentOf = (source: NodeSource, effectiveKey: string) => RegistryKey | undefined;

/** The number of captures in one read on the way back to a node's registry. */
const STRIDE = 256;
/** The number of contents in the cache: requests for neighbours come together. */
const CACHE_SIZE = 4;

/**
 * The contents of captures.
 *
 * ```text
 * capture 3: source { node, nodeRevision }       the tree of that node's registry
 * capture 4: source { capture: 3 }, changes      the content of 3, with the changes applied
 * capture 5: source { capture: 3 }               the content of 3
 * ```
 */
export class CaptureContents {
  private readonly cache = new Map<string, RegistryTree>();

  constructor(
    private readonly captures: Captures,
    /** The content of a capture whose source is a node. */
    readonly ofNode: ContentOf,
  ) {}

  /** The tree under the effective key; undefined for the capture of an absent key. */
  of(
    { checkpoint, number }: Readonly<{ checkpoint: string; number: number }>,
    effectiveKey: string,
    to: Position,
  ): RegistryKey | undefined {
    const chain = new ChainReader(this.captures, checkpoint, to);
    const later: CapturedData[] = [];
    for (let data = chain.at(number); ;) {
      if (data === undefined) return undefined;
      const known = this.resumeFrom(data, effectiveKey);
      if (known !== undefined) return this.applied(known, later, effectiveKey);
      later.push(data);
      if ('node' in data.source) return this.applied(emptyTree, later, effectiveKey);
      data = chain.at(data.source.capture);
    }
  }

  /** The captures that a content is made from, newest first, down to one of a node's registry. */
  way(
    { checkpoint, number }: Readonly<{ checkpoint: string; number: number }>,
    to: Position,
  ): readonly CapturedData[] {
    const back = new ChainReader(this.captures, checkpoint, to);
    const way: CapturedData[] = [];
    for (let data = back.at(number); data !== undefined;) {
      way.push(data);
      data = 'node' in data.source ? undefined : back.at(data.source.capture);
    }
    return way;
  }

  /** Empties the cache after the file was rebuilt. */
  forget(): void {
    this.cache.clear();
  }

  private resumeFrom(data: CapturedData, effectiveKey: string): RegistryTree | undefined {
    return this.cache.get(idOf(data, effectiveKey));
  }

  /** @param later newest first; the source of the oldest one is `start` or a node's registry */
  private applied(
    start: RegistryTree,
    later: readonly CapturedData[],
    effectiveKey: string,
  ): RegistryKey | undefined {
    const tree = later.reduceRight((before, data) => this.next(before, data, effectiveKey), start);
    const [newest] = later;
    if (newest !== undefined) this.keep(idOf(newest, effectiveKey), tree);
    return findKey(tree, effectiveKey);
  }

  private next(
    before: RegistryTree,
    { source, changes = [] }: CapturedData,
    effectiveKey: string,
  ): RegistryTree {
    if (!('node' in source)) return applyChanges(before, changes);
    const content = this.ofNode(source, effectiveKey);
    return content === undefined
      ? emptyTree
      : applyChanges(emptyTree, diffKeys(undefined, content, effectiveKey));
  }

  private keep(id: string, tree: RegistryTree): void {
    this.cache.delete(id);
    this.cache.set(id, tree);
    const [oldest] = this.cache.keys();
    if (this.cache.size > CACHE_SIZE && oldest !== undefined) this.cache.delete(oldest);
  }
}

const idOf = (
  { checkpoint, number }: Readonly<{ checkpoint: CheckpointId; number: number }>,
  effectiveKey: string,
): string => `${checkpoint}/${number}/${effectiveKey}`;

/** The captures of a checkpoint, from a later one to earlier ones, `STRIDE` in one read. */
class ChainReader {
  private stride = new Map<number, CapturedData>();

  constructor(
    private readonly captures: Captures,
    private readonly checkpoint: string,
    private readonly to: Position,
  ) {}

  at(number: number): CapturedData | undefined {
    const known = this.stride.get(number);
    if (known !== undefined) return known;
    const after = this.stride.size === 0 ? number - 1 : Math.max(0, number - STRIDE);
    const { checkpoint, to } = this;
    const found = this.captures.list(checkpoint, { after, limit: number - after, to });
    this.stride = new Map(found.map((recorded) => [numberOf(recorded), dataOf(recorded)]));
    return this.stride.get(number);
  }
}

const dataOf = ({ event }: Recorded): CapturedData => event.data as CapturedData;
const numberOf = (recorded: Recorded): number => dataOf(recorded).number;
