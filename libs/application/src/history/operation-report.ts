import { type GroupId, type ClusterView } from '#domain';
import { type LostTogether, type Operation, type ReadModels } from '#read-models';

import { type Hazard } from '../hazards/hazard.js';
import { groupHazards } from '../hazards/registry-hazards.js';
import { type Moment } from '../reading/moment.js';

/** The most lost writes that a report of an operation shows. */
const MAX_LOST = 100;

/** An operation, the hazards of its groups, and the writes that it lost. */
export type OperationReport = Readonly<{
  operation: Operation;
  hazards: readonly Hazard[];
  lost: LostTogether;
}>;

/** Reports operations of one moment; the hazards of a group are looked up once. */
export const operationReports = (
  { lostWrites }: ReadModels,
  moment: Moment,
): ((operation: Operation) => OperationReport) => {
  const known = new Map<string, readonly Hazard[]>();
  let clusterState: ClusterView | undefined;
  const hazardsOf = (group: string): readonly Hazard[] => {
    clusterState ??= moment.clusterState;
    const found = known.get(group) ?? groupHazards(clusterState, group as GroupId);
    known.set(group, found);
    return found;
  };
  return (operation) => ({
    operation,
    hazards: operation.groups.flatMap(hazardsOf),
    lost: lostWrites.together(operation.id, moment.position, MAX_LOST),
  });
};
