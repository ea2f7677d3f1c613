import { nameOf, type Named, type SearchedValue } from '#application';
import { valueToJson } from '#registry';

import { writingOf, type Writers } from '../registry/writers.js';
import { type FoundVersionShape } from './search-schemas.js';

/** The JSON of a version that was found by its content. */
export const foundVersionShape = (
  writers: Writers,
  names: Named,
  { found, lastHeld }: SearchedValue,
): FoundVersionShape => {
  const { key, name, value, since, until, origin } = found;
  const written = writers.eventAt(since);
  if (written === undefined) throw new Error(`there is no event at ${since}`);
  const { still, nodes, captures } = lastHeld;
  return {
    node: nameOf(names, 'nodes', found.node) ?? found.node,
    ...{ key, name, value: valueToJson(value) },
    writtenAt: { event: written.id, ...writingOf(written) },
    origin: writers.originAt(origin),
    endedAt: writers.at(until),
    lastHeld: {
      still,
      nodes: nodes.map((id) => nameOf(names, 'nodes', id) ?? id),
      captures: captures.map(({ resource, checkpoint, number }) => ({
        resource: nameOf(names, 'resources', resource) ?? resource,
        ...{ checkpoint, number },
      })),
    },
  };
};
