import {
  clusterHazards,
  directoryOf,
  listedGroups,
  listedResources,
  missingRestores,
  nameOf,
  sumOf,
  type CheckpointHazard,
  type DriftCounts,
  type DriftTally,
} from '#application';
import { type ClusterView, type GroupEntry, type ResourceEntry, type ResourceId } from '#domain';

import { clusterShape } from '../shapes/cluster-shape.js';
import { membersOf, openingGroups, ownerOf } from '../shapes/members.js';
import { stateOfMembers, nodeShape, resourceStateOf } from '../shapes/shapes.js';
import { type OverviewShape } from './overview-schemas.js';

/** The most groups, and the most resources, of one answer. */
const MAX_THINGS = 10_000;
/** The most hazards of one answer. */
const MAX_HAZARDS = 1000;

/** The hazards and the drift of all things. */
type Known = Readonly<{ hazards: Hazards; tally: DriftTally | undefined }>;

type Hazards = ReadonlyMap<ResourceId, readonly CheckpointHazard[]>;

/** The JSON of a whole cluster, but for the moment. @param tally undefined if it is too large */
export const overviewShape = (
  clusterState: ClusterView,
  tally?: DriftTally,
): Omit<OverviewShape, 'moment'> => {
  const { cluster } = clusterState;
  const groups = listedGroups(clusterState);
  const resources = listedResources(clusterState);
  const shown = resources.slice(0, MAX_THINGS);
  const found = clusterHazards(
    clusterState,
    shown.map(({ id }) => id),
  );
  const known = { hazards: found.of, tally };
  const hazards = shown.flatMap((entry) => hazardShapes(clusterState, entry, found.of));
  const opening = openingGroups(clusterState);
  const nodes = [...directoryOf(clusterState).nodes.values()];
  return {
    cluster: cluster.status === 'formed' ? clusterShape(cluster) : null,
    nodes: nodes.map((entry) => ({
      ...nodeShape(clusterState, entry, opening),
      drift: driftOf(tally?.ofNode, [entry.id]),
    })),
    groups: groups.slice(0, MAX_THINGS).map((entry) => groupSeen(clusterState, entry, known)),
    resources: shown.map((entry) => resourceSeen(clusterState, entry, known)),
    hazards: hazards.slice(0, MAX_HAZARDS),
    unchecked: found.unchecked,
    more: isMore(groups.length, resources.length) || hazards.length > MAX_HAZARDS,
  };
};

const isMore = (...counts: readonly number[]): boolean => Math.max(...counts) > MAX_THINGS;

const groupSeen = (
  clusterState: ClusterView,
  { id, name }: GroupEntry,
  { hazards, tally }: Known,
): OverviewShape['groups'][number] => {
  const members = membersOf(clusterState, id);
  const owner = ownerOf(clusterState, id);
  return {
    ...{ id, name },
    owner: nameOf(clusterState, 'nodes', owner) ?? '',
    state: stateOfMembers(clusterState, members),
    operation: clusterState.openGroup(id)?.operation?.id ?? null,
    resources: members.length,
    hazards: countsOf(members.map((member) => hazards.get(member.id))),
    drift: driftOf(
      tally?.ofResource,
      members.map((member) => member.id),
    ),
  };
};

const resourceSeen = (
  clusterState: ClusterView,
  { id, name, type, group }: ResourceEntry,
  { hazards, tally }: Known,
): OverviewShape['resources'][number] => {
  const open = clusterState.openResource(id);
  return {
    ...{ id, name, type },
    group: nameOf(clusterState, 'groups', group) ?? group,
    owner: nameOf(clusterState, 'nodes', ownerOf(clusterState, group)) ?? null,
    state: resourceStateOf(clusterState, id),
    persistentState: open?.persistentState ?? 'Offline',
    checkpoints: open === undefined ? 0 : open.checkpoints.size + open.crypto.size,
    unrestored: open === undefined ? 0 : missingRestores(open).length,
    hazards: countsOf([hazards.get(id)]),
    drift: driftOf(tally?.ofResource, [id]),
  };
};

/** The counts of several things together; null if nothing was counted. */
const driftOf = <Id>(
  counts: ReadonlyMap<Id, DriftCounts> | undefined,
  ids: readonly Id[],
): DriftCounts | null => (counts === undefined ? null : sumOf(ids.map((id) => counts.get(id))));

/** Null if the hazards of a resource are not known. */
const countsOf = (
  known: readonly (readonly CheckpointHazard[] | undefined)[],
): OverviewShape['resources'][number]['hazards'] => {
  const hazards = known.filter((found) => found !== undefined);
  if (hazards.length < known.length) return null;
  return [...Map.groupBy(hazards.flat(), ({ kind }) => kind)].map(([kind, { length: count }]) => ({
    kind,
    count,
  }));
};

/** The JSON of the hazards of a resource. */
export const hazardShapes = (
  clusterState: ClusterView,
  { id, name: resource, group }: ResourceEntry,
  hazards: Hazards,
): OverviewShape['hazards'] =>
  (hazards.get(id) ?? []).map((hazard) => ({
    ...hazard,
    group: nameOf(clusterState, 'groups', group) ?? group,
    resource,
  }));
