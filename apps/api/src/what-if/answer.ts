import {
  clusterHazards,
  directoryOf,
  driftMoment,
  nameOf,
  type RunningCluster,
} from '#application';
import { type ClusterState, type GroupId } from '#domain';

import { wouldBeEventShape } from '../history/history-shapes.js';
import { hazardShapes } from '../overview/overview-shape.js';
import { readinessShapes } from '../overview/readiness-shape.js';
import { type MomentShape } from '../questions/moment-shape.js';
import { Writers } from '../registry/writers.js';
import { type Outcome } from './forked-routes.js';
import { nodeDiffs } from './node-diffs.js';
import { touchedGroups } from './touched-groups.js';
import { type WhatIfShape } from './what-if-schemas.js';
import {
  cutAt,
  endOf,
  isListed,
  lostWritesOf,
  operationsOf,
  type Asked,
  type Cut,
} from './what-would-be.js';

const MAX_HAZARDS = 1000;
const MAX_GROUPS = 100;

/** A fork at its end. */
export type Ended = Asked & Readonly<{ base: MomentShape; outcomes: readonly Outcome[] }>;

/** The JSON of what would happen. */
export const whatIfShape = async (ended: Ended): Promise<WhatIfShape> => {
  const { fork, face, base, outcomes } = ended;
  await endOf(face);
  const { before, from, state, events } = fork;
  const { reads } = face;
  const touched = touchedGroups(events, state);
  const groups = cutAt(touched, MAX_GROUPS);
  const operations = await operationsOf(ended);
  const lostWrites = await lostWritesOf(ended);
  const hazards = hazardsOf(state, touched);
  return {
    base,
    outcomes,
    events: events.filter(isListed).map(wouldBeEventShape),
    operations: operations.items,
    diffs: nodeDiffs({ before, after: state, from, reads, writers: new Writers(reads, state) }),
    lostWrites: lostWrites.items,
    hazards: hazards.items,
    readiness: await readinessOf(face, groups.items),
    more: {
      operations: operations.more,
      lostWrites: lostWrites.more,
      hazards: hazards.more,
      readiness: groups.more,
    },
  };
};

const readinessOf = async (
  face: RunningCluster,
  groups: readonly GroupId[],
): Promise<WhatIfShape['readiness']> => {
  const { trees } = await driftMoment(face, {});
  const found: WhatIfShape['readiness'][number][] = [];
  for (const group of groups) {
    const name = nameOf(trees.view, 'groups', group) ?? group;
    found.push({ group: name, nodes: await readinessShapes(face, trees, group) });
  }
  return found;
};

const hazardsOf = (
  clusterState: ClusterState,
  groups: readonly GroupId[],
): Cut<WhatIfShape['hazards'][number]> => {
  const members = new Set(groups.flatMap((group) => clusterState.membersOf(group)));
  const listed = [...directoryOf(clusterState).resources.values()];
  const entries = listed.filter(({ id }) => members.has(id));
  const { of } = clusterHazards(
    clusterState,
    entries.map(({ id }) => id),
  );
  return cutAt(
    entries.flatMap((entry) => hazardShapes(clusterState, entry, of)),
    MAX_HAZARDS,
  );
};
