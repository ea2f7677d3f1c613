import { type Cluster, type ClusterView, type GroupId } from '#domain';
import { type Position } from '#event-store';
import { type LostTogether, type Operation, type ReadModels } from '#read-models';

import { groupHazards, type PlacedHazard } from '../hazards/registry-hazards.js';
import { nameOf, type Named } from '../names.js';
import { type Moment } from '../reading/moment.js';

/** The most lost writes that a report of an operation shows. */
const MAX_LOST = 100;

/** The kinds of things that have names. */
type Kind = 'nodes' | 'groups' | 'resources';

/** The name of a thing in an operation: as of its end, or the last one that it had. */
export type NameThen = (kind: Kind, id: string | undefined) => string | undefined;

/**
 * An operation, the hazards of its groups, and the writes that it lost. A finished one is told as of
 * its end, so that it is the same for ever.
 */
export type OperationReport = Readonly<{
  operation: Operation;
  hazards: readonly PlacedHazard[];
  lost: LostTogether;
  nameThen: NameThen;
  /** The position that it is told for: its end, or the moment while it is running. */
  to: Position;
  /** The directory that names are looked up in. */
  named: Named;
}>;

/** Reports operations of one moment, in their order. */
export const operationReports = (
  reads: ReadModels,
  moment: Moment,
  operations: readonly Operation[],
): readonly OperationReport[] => {
  const hazards = hazardsAtEnds(reads, moment, operations);
  return operations.map((operation) => {
    const cluster = operation.end === undefined ? moment.cluster : reads.directoryAt(operation.end);
    const named = { cluster };
    const to = operation.end ?? moment.position;
    return {
      operation,
      hazards: hazards.get(operation) ?? [],
      lost: reads.lostWrites.together(operation.id, to, MAX_LOST),
      to,
      nameThen: nameThen(reads, named, operation.first),
      named,
    };
  });
};

/** Looks a name up in a directory; a thing that is gone by then has the name of the beginning. */
const nameThen = (reads: ReadModels, named: Named, first: Position): NameThen => {
  let before: Cluster | undefined;
  return (kind, id) => {
    const found = nameOf(named, kind, id);
    if (found !== id || id === undefined) return found;
    before ??= reads.directoryAt(first);
    return nameOf({ cluster: before }, kind, id);
  };
};

type Hazards = ReadonlyMap<Operation, readonly PlacedHazard[]>;

/** The hazards of each operation with groups: at its end, or at the moment while it is running. */
const hazardsAtEnds = (
  reads: ReadModels,
  moment: Moment,
  operations: readonly Operation[],
): Hazards => {
  const found = new Map<Operation, readonly PlacedHazard[]>();
  const take = (operation: Operation, state: ClusterView): void => {
    const hazards = operation.groups.flatMap(({ group }) => groupHazards(state, group as GroupId));
    found.set(operation, hazards);
  };
  const withGroups = operations.filter(({ groups }) => groups.length > 0);
  for (const operation of withGroups)
    if (operation.end === undefined) take(operation, moment.clusterState);
  const ended = withGroups
    .flatMap((operation) =>
      operation.end === undefined ? [] : [{ operation, end: operation.end }],
    )
    .sort((one, other) => Number(one.end - other.end));
  let index = 0;
  for (const state of reads.statesAlong(ended.map(({ end }) => end))) {
    const next = ended[index];
    if (next !== undefined) take(next.operation, state);
    index += 1;
  }
  return found;
};
