import { nameOf, type Named } from '#application';
import {
  type LostTogether,
  type LostValue,
  type LostWrite,
  type ReadModels,
  type Side,
} from '#read-models';
import { type Position } from '#event-store';
import { valueToJson } from '#registry';

import { type Writers } from '../registry/writers.js';
import {
  type LostValueShape,
  type LostWriteShape,
  type LostTogetherShape,
} from './lost-write-schemas.js';

/** The read models, the names of things, the writers of values, and the moment of states. */
export type ShapeSources = Readonly<{
  reads: ReadModels;
  clusterState: Named;
  writers: Writers;
  to: Position;
}>;

/** The JSON of the content of a place. */
export const sideShape = (side: Side): LostValueShape['lost'] => {
  if (side === undefined) return null;
  return 'value' in side ? valueToJson(side.value) : side;
};

const nameIn = (clusterState: Named, kind: 'nodes' | 'resources', id: string): string =>
  nameOf(clusterState, kind, id) ?? id;

/** The JSON of a lost write, with the present names of its things. */
export const lostWriteShape = (
  { reads, clusterState, writers, to }: ShapeSources,
  lost: LostWrite,
): LostWriteShape => {
  const operation = writers.eventAt(Number(lost.overwritten))?.metadata.operation;
  const cause = operation === undefined ? undefined : reads.ledger.causes.of(operation);
  const { state, decided } = reads.ledger.states.of(lost, Number(to));
  return {
    id: lost.id,
    state,
    decidedAt: writers.at(decided),
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
    writtenAt: writers.at(lost.written && Number(lost.written)),
    ...originsOf({ reads, writers }, lost, lost),
    overwrittenAt: { ...writers.at(Number(lost.overwritten)), operation: operation ?? null },
    cause: cause === undefined ? null : { event: cause.event, type: cause.type },
  };
};

/** The origins of the values on both sides. Only a side that is a value has one. */
const originsOf = (
  { reads, writers }: Pick<ShapeSources, 'reads' | 'writers'>,
  row: LostWrite,
  place: Pick<LostValue, 'key' | 'name' | 'lost' | 'kept'>,
): Pick<LostValueShape, 'lostOrigin' | 'origin'> => {
  const { lost, kept } = reads.ledger.originsOf(row, place);
  return {
    lostOrigin: writers.originAt(place.lost === undefined ? undefined : lost),
    origin: writers.originAt(place.kept === undefined ? undefined : kept),
  };
};

/** The JSON of the places that an operation overwrote. */
export const lostTogetherShape = (
  place: ShapeSources,
  { rows, keys, values, items, more }: LostTogether,
): LostTogetherShape => ({
  rows,
  keys,
  values,
  items: items.map((lost) => lostWriteShape(place, lost)),
  more,
});

/** The JSON of one place of a lost write. */
export const lostValueShape = (
  sources: Pick<ShapeSources, 'reads' | 'writers'>,
  row: LostWrite,
  { key, name, lost, kept, written }: LostValue,
): LostValueShape => ({
  key,
  name,
  lost: sideShape(lost),
  kept: sideShape(kept),
  writtenAt: sources.writers.at(written),
  ...originsOf(sources, row, { key, name, lost, kept }),
});
