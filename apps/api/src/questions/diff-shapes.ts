import { type ClusterDiff, type ComparedSide, type Diff } from '#application';
import { type ReadModels, type WrittenAt } from '#read-models';
import { valueToJson, type Difference, type RegistryValue } from '#registry';

import { type Writers } from '../registry/writers.js';
import { type ValueDifferenceShape } from './diff-schemas.js';
import { momentShape } from './moment-shape.js';

/** The JSON of a side. */
export const sideShape = (
  reads: ReadModels,
  { text, moment, hash }: Pick<ComparedSide, 'text' | 'moment' | 'hash'>,
): object => ({ side: text, moment: momentShape(reads, moment), hash });

type Written = Readonly<{ left: WrittenAt; right: WrittenAt }>;

/** The JSON of the items of a page. */
export const diffItems = (writers: Writers, { left, right, items }: Diff): readonly object[] => {
  const written = { left: left.writtenAt, right: right.writtenAt };
  return items.map((item) => valueDifference(writers, item, written));
};

/** The JSON of the items of a page about clusters. */
export const clusterDiffItems = (
  writers: Writers,
  { things, values }: ClusterDiff,
): readonly object[] => [
  ...things.map(({ left = null, right = null, ...thing }) => ({ ...thing, left, right })),
  ...values.map(({ node, writtenLeft, writtenRight, ...item }) => ({
    node,
    ...valueDifference(writers, item, { left: writtenLeft, right: writtenRight }),
  })),
];

/** The JSON of one difference. */
export const valueDifference = (
  writers: Writers,
  { key, name, change, before, after }: Difference,
  { left, right }: Written,
): ValueDifferenceShape => {
  const side = (
    value: RegistryValue | undefined,
    writtenAt: WrittenAt,
  ): ValueDifferenceShape['left'] =>
    value === undefined || name === null
      ? null
      : { value: valueToJson(value), ...writers.of(writtenAt(key, name)) };
  return { key, name, change, left: side(before, left), right: side(after, right) };
};
