import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type Narrowing, type WrittenAt } from '#read-models';
import {
  effectiveKey,
  type DifferentPlace,
  type Difference,
  type Differences,
  type RegistryChange,
  type RegistryView,
} from '#registry';

import { malformed } from '../refusals.js';
import { type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { narrowed } from './narrowing.js';
import { parseSide } from './side.js';
import { type FoundSide, type GivenSide } from './found-side.js';
import { SideTrees } from './side-tree.js';

/** One side of an answer. */
export type ComparedSide = Readonly<{
  /** The side as the request gave it. */
  text: string;
  moment: Moment;
  /** Hash of the tree under the compared key. */
  hash: string;
  /** The writers of the values, by the keys of the answer. */
  writtenAt: WrittenAt;
}>;

/** The differences of two sides. */
export type Diff = Readonly<{
  left: ComparedSide;
  right: ComparedSide;
  summary: Differences['summary'];
  items: readonly Difference[];
  /** The last place of the page, if another page follows. */
  next: DifferentPlace | undefined;
  /** The changes that turn left into right, if they are asked for. */
  changes: readonly RegistryChange[];
}>;

/** Compares two sides. */
export class GetDiff extends Query<Diff> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{
      left: string;
      right: string;
      key?: string | undefined;
      view: RegistryView;
      limit: number;
      after?: DifferentPlace | undefined;
      /** True for the changes that turn left into right, of all items. */
      hasChanges: boolean;
    }>,
  ) {
    super();
  }
}

@QueryHandler(GetDiff)
export class GetDiffHandler implements IQueryHandler<GetDiff> {
  private readonly trees: SideTrees;

  constructor(cluster: RunningCluster) {
    this.trees = new SideTrees(cluster);
  }

  async execute({ asOf, input }: GetDiff): Promise<Diff> {
    const [left, right] = [given(input.left, '/left'), given(input.right, '/right')];
    const found = [await this.trees.find(left, asOf), await this.trees.find(right, asOf)] as const;
    const narrowing = narrowed(found, input);
    const { limit, after, hasChanges } = input;
    const { items, summary, hashes, changes } = await this.trees.compare(
      { trees: [found[0].tree, found[1].tree], narrowing },
      { most: limit + 1, after, hasChanges },
    );
    const page = items.slice(0, limit);
    return {
      left: this.comparedSide(found[0], hashes[0], narrowing),
      right: this.comparedSide(found[1], hashes[1], narrowing),
      summary,
      items: page,
      next: items.length > limit ? page.at(-1) : undefined,
      changes,
    };
  }

  private comparedSide(side: FoundSide, hash: string, { view }: Narrowing): ComparedSide {
    const writtenAt = this.trees.writersOf(side);
    return {
      ...{ text: side.text, moment: side.moment, hash },
      writtenAt: (path, name) => writtenAt(effectiveKey(path, view), name),
    };
  }
}

/** @throws RequestRefusal for a cluster, which is compared with a cluster alone */
const given = (text: string, pointer: string): GivenSide => {
  const side = parseSide(text, pointer);
  if (side.kind === 'cluster') throw malformed(pointer, 'a cluster is compared with a cluster');
  return { text, side, pointer };
};
