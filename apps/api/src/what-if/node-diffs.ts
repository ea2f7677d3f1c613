import { nameOf } from '#application';
import { type ClusterState, type NodeId } from '#domain';
import { type Position } from '#event-store';
import { type ReadModels } from '#read-models';
import { differences } from '#registry';

import { valueDifference } from '../questions/diff-shapes.js';
import { type Writers } from '../registry/writers.js';
import { type WhatIfShape } from './what-if-schemas.js';

/** The most differences that are shown of one node. */
const MAX_ITEMS = 100;

/** The states before and after, and their positions. */
type Compared = Readonly<{
  before: ClusterState;
  after: ClusterState;
  from: Position;
  reads: ReadModels;
  writers: Writers;
}>;

/** The JSON of the differences of each node's registry, before and after. */
export const nodeDiffs = ({
  before,
  after,
  from,
  reads,
  writers,
}: Compared): WhatIfShape['diffs'] => {
  const written = (node: NodeId, at: Position): ReturnType<typeof reads.registry.writers> =>
    reads.registry.writers(node, '64-bit', Number(at));
  return nodesOf(before, after).flatMap((node) => {
    const [left, right] = [before, after].map((state) => state.presentNode(node)?.registry);
    if (left === right) return [];
    const found = differences({ from: left, to: right, key: '' }, MAX_ITEMS);
    const { added, removed, changed } = found.summary;
    if (added + removed + changed === 0) return [];
    const sides = { left: written(node, from), right: written(node, reads.position) };
    return [
      {
        node: nameOf(after, 'nodes', node) ?? nameOf(before, 'nodes', node) ?? node,
        summary: found.summary,
        items: found.items.map((item) => valueDifference(writers, item, sides)),
        more: added + removed + changed > found.items.length,
      },
    ];
  });
};

const nodesOf = (before: ClusterState, after: ClusterState): readonly NodeId[] => [
  ...new Set([...before.nodeIds(), ...after.nodeIds()]),
];
