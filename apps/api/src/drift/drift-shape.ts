import { shownName, type DriftChange, type DriftItem, type Named } from '#application';
import { type LossAhead, type ReadModels } from '#read-models';

import { sideShape } from '../lost-writes/lost-write-shapes.js';
import { Writers } from '../registry/writers.js';
import { type DriftItemShape, type GoneShape, type LossAheadShape } from './drift-schemas.js';

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

/** The message about a pair that has changed, or is gone. Its id is a position. */
export const driftMessage =
  (reads: ReadModels) =>
  ({ position, checkpoint, node, item, view }: DriftChange): string => {
    const gone: GoneShape = { checkpoint, node: shownName(view, 'nodes', node) };
    const sources = { names: view, writers: new Writers(reads, view) };
    const [event, data] =
      item === undefined ? ['gone', gone] : ['drift', driftItemShape(sources, item)];
    return `event: ${event}\nid: ${position}\ndata: ${JSON.stringify(data)}\n\n`;
  };
