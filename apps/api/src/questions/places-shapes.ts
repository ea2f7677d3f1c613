import { nameOf, type Named, type SpreadValue, type ValuePlace } from '#application';
import { type Stay } from '#read-models';
import { valueToJson } from '#registry';

import { lostWriteShape, type ShapeSources } from '../lost-writes/lost-write-shapes.js';
import { type Writers } from '../registry/writers.js';
import { type PlaceShape, type SpreadValueShape } from './places-schemas.js';

/** The JSON of a place of a value. */
export const placeShape = (writers: Writers, { node, capture, held }: ValuePlace): PlaceShape => ({
  node: node ?? null,
  capture: capture ?? null,
  name: held?.name ?? null,
  value: held === undefined ? null : valueToJson(held.value),
  ...writers.of(held?.written),
});

/** The JSON of the way of a value that an event wrote. */
export const spreadShape = (
  sources: ShapeSources,
  { key, name, stays, captures, lost, more }: SpreadValue,
): SpreadValueShape => ({
  key,
  name,
  nodes: stays.map((stay) => stayShape(sources.writers, sources.clusterState, stay)),
  captures,
  lostWrites: lost.map((row) => lostWriteShape(sources, row)),
  still: {
    nodes: stays
      .filter(({ until }) => until === undefined)
      .map(({ node }) => nodeIn(sources.clusterState, node)),
    captures: captures
      .filter(({ isNewest }) => isNewest)
      .map(({ resource, checkpoint, to }) => ({ resource, checkpoint, number: to })),
  },
  more,
});

const stayShape = (
  writers: Writers,
  names: Named,
  { node, since, until, restored }: Stay,
): SpreadValueShape['nodes'][number] => ({
  node: nodeIn(names, node),
  from: writers.at(since),
  to: writers.at(until),
  restored,
});

const nodeIn = (names: Named, id: string): string => nameOf(names, 'nodes', id) ?? id;
