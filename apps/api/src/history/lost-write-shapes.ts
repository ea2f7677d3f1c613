import { nameOf, type Named } from '#application';
import {
  type LostTogether,
  type LostValue,
  type LostWrite,
  type ReadModels,
  type Side,
} from '#read-models';
import { valueToJson } from '#registry';

import { writingOf } from '../registry/registry-shapes.js';
import {
  type LostValueShape,
  type LostWriteShape,
  type OperationShape,
} from './history-schemas.js';

type ShapeSources = Readonly<{ reads: ReadModels; clusterState: Named }>;

const sideShape = (side: Side): LostValueShape['lost'] => {
  if (side === undefined) return null;
  return 'value' in side ? valueToJson(side.value) : side;
};

const nameIn = (clusterState: Named, kind: 'nodes' | 'resources', id: string): string =>
  nameOf(clusterState, kind, id) ?? id;

/** The JSON of a lost write, with the present names of its things. */
export const lostWriteShape = (
  { reads, clusterState }: ShapeSources,
  lost: LostWrite,
): LostWriteShape => {
  const operation = reads.events.at(Number(lost.overwritten))?.metadata.operation;
  const cause = operation === undefined ? undefined : reads.ledger.causes.of(operation);
  return {
    id: lost.id,
    rule: lost.rule,
    node: nameIn(clusterState, 'nodes', lost.node),
    resource: nameIn(clusterState, 'resources', lost.resource),
    checkpoint: lost.checkpoint,
    key: lost.key,
    name: lost.name,
    lost: sideShape(lost.lost),
    kept: sideShape(lost.kept),
    lostFrom: lost.source === undefined ? 'node' : 'capture',
    edits: lost.edits,
    victims: lost.victims.map(({ resource, checkpoint }) => ({
      resource: nameIn(clusterState, 'resources', resource),
      checkpoint,
    })),
    writtenAt: lost.written === undefined ? null : writingOf(reads, Number(lost.written)),
    overwrittenAt: {
      ...writingOf(reads, Number(lost.overwritten)),
      operation: operation ?? null,
    },
    cause: cause === undefined ? null : { event: cause.event, type: cause.type },
  };
};

/** The JSON of the places that an operation overwrote. */
export const lostTogetherShape = (
  place: ShapeSources,
  { rows, keys, values, items, more }: LostTogether,
): OperationShape['lostWrites'] => ({
  rows,
  keys,
  values,
  items: items.map((lost) => lostWriteShape(place, lost)),
  more,
});

/** The JSON of one place of a lost write. */
export const lostValueShape = (
  reads: ReadModels,
  { key, name, lost, kept, written }: LostValue,
): LostValueShape => ({
  key,
  name,
  lost: sideShape(lost),
  kept: sideShape(kept),
  writtenAt: writingOf(reads, written),
});
