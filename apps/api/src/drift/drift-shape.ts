import { shownName, type DriftItem, type Named } from '#application';
import { type LossAhead } from '#read-models';

import { sideShape } from '../lost-writes/lost-write-shapes.js';
import { type Writers } from '../registry/writers.js';
import { type DriftItemShape, type LossAheadShape } from './drift-schemas.js';

/** The names of things at a moment, and the writers of values. */
export type DriftShapeSources = Readonly<{ names: Named; writers: Writers }>;

/** The JSON of how a node stands to a stored copy. */
export const driftItemShape = (
  sources: DriftShapeSources,
  { checkpoint, resource, node, state, hold, differences, losses }: DriftItem,
): DriftItemShape => {
  const { names } = sources;
  return {
    checkpoint: checkpoint.id,
    resource: shownName(names, 'resources', resource),
    node: shownName(names, 'nodes', node),
    state,
    ...(hold && { heldBy: hold.holder }),
    differences,
    wouldLose: losses.items.map((loss) => lossAheadShape(sources, loss)),
    more: losses.more,
  };
};

/** The JSON of a place that would be lost. */
export const lossAheadShape = (
  { names, writers }: DriftShapeSources,
  { key, name, lost, kept, rule, victims, written }: LossAhead,
): LossAheadShape => ({
  ...{ key, name, rule },
  lost: sideShape(lost),
  kept: sideShape(kept),
  victims: victims.map(({ resource, checkpoint }) => ({
    resource: shownName(names, 'resources', resource),
    checkpoint,
  })),
  writtenAt: writers.at(written),
});
