import { type Position } from '#event-store';
import {
  differences,
  findKey,
  type Difference,
  type Differences,
  type RegistryKey,
} from '#registry';

import { type CaptureRef } from '../provenance/blame.js';
import { type PastTrees } from '../registry/past-trees.js';
import { type RegistryPast } from '../registry/registry-past.js';
import { type ValueWriting } from '../registry/version-blocks.js';
import { type CaptureContents } from './capture-contents.js';
import { type CaptureWriters } from './capture-writers.js';
import { type Captures } from './captures.js';
import { type CapturedData } from './copy-sources.js';

/** A value that a capture has otherwise than the one before, and the event that changed it. */
export type CaptureChange = Difference & Readonly<{ written: ValueWriting | undefined }>;

/** The changes of the stored copy by a capture. */
export type CaptureChanged = Pick<Differences, 'summary'> &
  Readonly<{ items: readonly CaptureChange[] }>;

type Parts = Readonly<{
  captures: Captures;
  contents: CaptureContents;
  registry: RegistryPast;
  trees: PastTrees;
  /** The position of an event of a node's stream. */
  positionOf: (node: string, revision: number) => Position | undefined;
}>;

type Moment = Readonly<{ node: string; position: number }>;

/**
 * Compares a capture with the one before. Two captures of one node cost what was written between;
 * others cost their content.
 */
export class CaptureChanges {
  constructor(
    private readonly parts: Parts,
    private readonly writers: CaptureWriters,
  ) {}

  /**
   * @param page the position up to which captures are known, and the greatest number of items
   * @returns undefined for the first capture of a checkpoint
   */
  of(
    { checkpoint, number }: CaptureRef,
    key: string,
    { to, most }: Readonly<{ to: Position; most: number }>,
  ): CaptureChanged | undefined {
    const data = this.dataOf({ checkpoint, number }, to);
    const before = this.dataOf({ checkpoint, number: number - 1 }, to);
    if (data === undefined || before === undefined) return undefined;
    const pair = this.sparse(key, [before, data]) ?? this.whole(key, [before, data], to);
    const { items, summary } = differences({ ...pair, key }, most);
    const writtenAt = this.writers.of({ checkpoint, number }, '64-bit', to);
    const moment = this.momentOf(data);
    const changes = items.map((item) => ({
      ...item,
      written:
        item.after === undefined
          ? this.removedAt(item, moment)
          : writtenAt(item.key, item.name ?? ''),
    }));
    return { summary, items: changes };
  }

  private dataOf({ checkpoint, number }: CaptureRef, to: Position): CapturedData | undefined {
    return this.parts.captures.get(checkpoint, number, to)?.event.data as CapturedData | undefined;
  }

  private sparse(
    key: string,
    [before, data]: readonly [CapturedData, CapturedData],
  ): Readonly<{ from: RegistryKey | undefined; to: RegistryKey | undefined }> | undefined {
    const [first, last] = [this.momentOf(before), this.momentOf(data)];
    if (first === undefined || first.node !== last?.node) return undefined;
    const trees = this.parts.trees.changed({ node: last.node, key }, first.position, last.position);
    return trees && { from: findKey(trees.from, key), to: findKey(trees.to, key) };
  }

  private whole(
    key: string,
    [before, data]: readonly [CapturedData, CapturedData],
    to: Position,
  ): Readonly<{ from: RegistryKey | undefined; to: RegistryKey | undefined }> {
    const { contents } = this.parts;
    return { from: contents.of(before, key, to), to: contents.of(data, key, to) };
  }

  /** The moment of a node whose content a capture is; undefined for a capture with changes. */
  private momentOf({ source }: CapturedData): Moment | undefined {
    if (!('node' in source)) return undefined;
    const position = this.parts.positionOf(source.node, source.nodeRevision);
    return position === undefined ? undefined : { node: source.node, position: Number(position) };
  }

  /** The event that removed a value from the node which was captured. */
  private removedAt(
    { key, name }: Difference,
    moment: Moment | undefined,
  ): ValueWriting | undefined {
    if (moment === undefined || name === null) return undefined;
    const place = { node: moment.node, key, name };
    const found = this.parts.registry.changeAt(place, moment.position);
    return found && { position: found.version.since, origin: undefined };
  }
}
