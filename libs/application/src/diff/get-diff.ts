import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type WrittenAt } from '#read-models';
import {
  diffKeys,
  differences,
  effectiveKey,
  hashKey,
  type DifferentPlace,
  type Difference,
  type Differences,
  type RegistryChange,
  type RegistryKey,
  type RegistryView,
} from '#registry';

import { malformed } from '../refusals.js';
import { type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { narrowed, type Narrowing } from './narrowing.js';
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
  /** The changes that turn left into right. */
  changes: () => readonly RegistryChange[];
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
    const [from, to] = this.trees.keysOf(found, narrowing);
    const pair = { from, to, key: narrowing.shown };
    const { items, summary } = differences(pair, input.limit + 1, input.after);
    const page = items.slice(0, input.limit);
    return {
      left: this.comparedSide(found[0], from, narrowing),
      right: this.comparedSide(found[1], to, narrowing),
      summary,
      items: page,
      next: items.length > input.limit ? page.at(-1) : undefined,
      changes: () => diffKeys(from, to, narrowing.shown),
    };
  }

  private comparedSide(
    side: FoundSide,
    key: RegistryKey | undefined,
    { view }: Narrowing,
  ): ComparedSide {
    const writtenAt = this.trees.writersOf(side);
    return {
      text: side.text,
      moment: side.moment,
      hash: hashKey(key),
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
