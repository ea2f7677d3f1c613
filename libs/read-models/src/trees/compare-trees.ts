import {
  differences,
  diffKeys,
  hashKey,
  type Difference,
  type DifferentPlace,
  type Differences,
  type RegistryChange,
} from '#registry';

import { type KeyPair, type Narrowing } from './tree-pair.js';

/** The part of a comparison that an answer has. */
export type ComparedPart = Readonly<{
  /** The greatest number of items. */
  most: number;
  /** The place after which the items begin. */
  after?: DifferentPlace | undefined;
  /** True if the answer has the changes that turn left into right. */
  hasChanges: boolean;
}>;

/** The differences of two trees, in a form that can be sent to another thread. */
export type TreeComparison = Readonly<{
  items: readonly Difference[];
  summary: Differences['summary'];
  /** The hashes of both trees. */
  hashes: readonly [left: string, right: string];
  /** Empty unless they are asked for. */
  changes: readonly RegistryChange[];
}>;

/** Compares two keys. */
export const compareTrees = (
  [from, to]: KeyPair,
  { shown: key }: Narrowing,
  { most, after, hasChanges }: ComparedPart,
): TreeComparison => {
  const { items, summary } = differences({ from, to, key }, most, after);
  return {
    items,
    summary,
    hashes: [hashKey(from), hashKey(to)],
    changes: hasChanges ? diffKeys(from, to, key) : [],
  };
};
