import { createHash } from 'node:crypto';

import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type NodeId } from '#domain';
import { type WrittenAt } from '#read-models';
import { type Difference, type Differences } from '#registry';

import { directoryOf, nameOf } from '../names.js';
import { malformed } from '../refusals.js';
import { momentIn, stateOf, type AsOf, type DatedState, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { parseSide } from './side.js';
import { type FoundSide } from './found-side.js';
import { SideTrees } from './side-tree.js';
import { WHOLE } from './narrowing.js';

/** A thing of a cluster with its properties, as answers show them. */
export type DescribedThing = Readonly<{
  kind: string;
  id: string;
  name: string;
  properties: Readonly<Record<string, unknown>>;
}>;

/** Lists all things of a cluster at a moment. */
export type DescribeCluster = (dated: DatedState) => readonly DescribedThing[];

/** A property that differs; `left` and `right` are its values, undefined where the thing is absent. */
export type ThingDifference = Readonly<{
  thing: Omit<DescribedThing, 'properties'>;
  property: string;
  left: unknown;
  right: unknown;
}>;

/** A value of a node that differs. */
export type NodeDifference = Difference &
  Readonly<{ node: string; writtenLeft: WrittenAt; writtenRight: WrittenAt }>;

/** One of both clusters. */
export type ComparedCluster = Readonly<{ text: string; moment: Moment; hash: string }>;

/** The differences of a cluster at two moments. */
export type ClusterDiff = Readonly<{
  left: ComparedCluster;
  right: ComparedCluster;
  summary: Differences['summary'];
  things: readonly ThingDifference[];
  values: readonly NodeDifference[];
  /** The number of items up to the end of the page, if another page follows. */
  next: number | undefined;
}>;

/** Compares the cluster at two moments: its things, and the registries of its nodes. */
export class CompareClusters extends Query<ClusterDiff> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{
      left: string;
      right: string;
      describe: DescribeCluster;
      limit: number;
      /** The number of items on the pages before. */
      skip: number;
    }>,
  ) {
    super();
  }
}

/** A cluster at a moment. */
type ClusterSide = Readonly<{
  text: string;
  moment: Moment;
  things: readonly DescribedThing[];
}>;

@QueryHandler(CompareClusters)
export class CompareClustersHandler implements IQueryHandler<CompareClusters> {
  private readonly trees: SideTrees;

  constructor(private readonly cluster: RunningCluster) {
    this.trees = new SideTrees(cluster);
  }

  async execute({ asOf, input }: CompareClusters): Promise<ClusterDiff> {
    const { limit, skip, describe } = input;
    const left = await this.sideOf(input.left, '/left', { asOf, describe });
    const right = await this.sideOf(input.right, '/right', { asOf, describe });
    const things = thingDifferences(left.things, right.things);
    const nodes = [...new Set([...nodesOf(left), ...nodesOf(right)])].sort();
    const found: NodeComparison[] = [];
    for (const node of nodes)
      found.push(await this.compareNode(node, [left, right], skip + limit + 1));
    const values = found.flatMap(({ items }) => items);
    const isLast = things.length + values.length <= skip + limit;
    const valuesFrom = Math.max(0, skip - things.length);
    const page = things.slice(skip, skip + limit);
    return {
      left: comparedCluster(
        left,
        found.map(({ hashes }) => hashes[0]),
      ),
      right: comparedCluster(
        right,
        found.map(({ hashes }) => hashes[1]),
      ),
      summary: totalOf(
        things,
        found.map(({ summary }) => summary),
      ),
      things: page,
      values: values.slice(valuesFrom, valuesFrom + limit - page.length),
      next: isLast ? undefined : skip + limit,
    };
  }

  /** @throws RequestRefusal for a side that is no cluster */
  private async sideOf(
    text: string,
    pointer: string,
    { asOf, describe }: Readonly<{ asOf: AsOf; describe: DescribeCluster }>,
  ): Promise<ClusterSide> {
    const side = parseSide(text, pointer);
    if (side.kind !== 'cluster')
      throw malformed(pointer, 'a cluster is compared with a cluster alone');
    const { at = asOf.at } = side;
    const moment = await momentIn(this.cluster, { ...asOf, at }, pointer);
    const dated = await stateOf(this.cluster, { ...asOf, at: at ?? String(moment.position) });
    return { text, moment, things: describe(dated) };
  }

  private async compareNode(
    node: NodeId,
    [left, right]: readonly [ClusterSide, ClusterSide],
    most: number,
  ): Promise<NodeComparison> {
    const known = await this.trees.presentOf(node);
    const of = ({ text, moment }: ClusterSide): FoundSide => {
      const tree = { kind: 'node', node, at: Number(moment.position), known } as const;
      return { text, moment, tree };
    };
    const [first, last] = [of(left), of(right)];
    const trees = [
      isListed(left, node) ? first.tree : undefined,
      isListed(right, node) ? last.tree : undefined,
    ] as const;
    const part = { most, hasChanges: false };
    const compared = await this.trees.compare({ trees, narrowing: WHOLE }, part);
    const { items, summary, hashes } = compared;
    const name = nameOf(right.moment, 'nodes', node) ?? node;
    const writtenLeft = this.trees.writersOf(first);
    const writtenRight = this.trees.writersOf(last);
    return {
      items: items.map((item) => ({ ...item, node: name, writtenLeft, writtenRight })),
      ...{ summary, hashes },
    };
  }
}

/** The differences of one node, and the hashes of its registry on both sides. */
type NodeComparison = Readonly<{
  items: readonly NodeDifference[];
  summary: Differences['summary'];
  hashes: readonly [left: string, right: string];
}>;

const nodesOf = ({ moment }: ClusterSide): readonly NodeId[] => [
  ...directoryOf(moment).nodes.keys(),
];

const isListed = ({ moment }: ClusterSide, node: NodeId): boolean =>
  directoryOf(moment).nodes.has(node);

/** Every property that differs, thing by thing. A thing on one side only has a row for each property. */
export const thingDifferences = (
  left: readonly DescribedThing[],
  right: readonly DescribedThing[],
): readonly ThingDifference[] => {
  const idOf = ({ kind, id }: DescribedThing): string => `${kind}/${id}`;
  const before = new Map(left.map((thing) => [idOf(thing), thing]));
  const after = new Map(right.map((thing) => [idOf(thing), thing]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) =>
    propertyDifferences(before.get(id), after.get(id)),
  );
};

const propertyDifferences = (
  before: DescribedThing | undefined,
  after: DescribedThing | undefined,
): readonly ThingDifference[] => {
  const thing = after ?? before;
  if (thing === undefined) return [];
  const { kind, id, name } = thing;
  const [left = {}, right = {}] = [before?.properties, after?.properties];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .filter((property) => !isSame(left[property], right[property]))
    .map((property) => ({
      thing: { kind, id, name },
      property,
      left: left[property],
      right: right[property],
    }));
};

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const totalOf = (
  things: readonly ThingDifference[],
  nodes: readonly Differences['summary'][],
): Differences['summary'] => {
  const summary = { added: 0, removed: 0, changed: 0 };
  for (const { left, right } of things)
    summary[left === undefined ? 'added' : right === undefined ? 'removed' : 'changed'] += 1;
  for (const one of nodes)
    for (const change of ['added', 'removed', 'changed'] as const) summary[change] += one[change];
  return summary;
};

/** The hash of a cluster: that of its things, and of the registries of its nodes. */
const comparedCluster = (
  { text, moment, things }: ClusterSide,
  hashes: readonly string[],
): ComparedCluster => {
  const content = JSON.stringify([things, hashes]);
  return { text, moment, hash: createHash('sha256').update(content).digest('hex') };
};
