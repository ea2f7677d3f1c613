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
import { endOf, isListed, lostWritesOf, operationsOf, type Asked } from './what-would-be.js';

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
  const groups = touchedGroups(events, state);
  return {
    base,
    outcomes,
    events: events.filter(isListed).map(wouldBeEventShape),
    operations: await operationsOf(ended),
    diffs: nodeDiffs({ before, after: state, from, reads, writers: new Writers(reads, state) }),
    lostWrites: await lostWritesOf(ended),
    hazards: hazardsOf(state, groups),
    readiness: await readinessOf(face, groups.slice(0, MAX_GROUPS)),
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
): WhatIfShape['hazards'] => {
  const members = new Set(groups.flatMap((group) => clusterState.membersOf(group)));
  const listed = [...directoryOf(clusterState).resources.values()];
  const entries = listed.filter(({ id }) => members.has(id));
  const { of } = clusterHazards(
    clusterState,
    entries.map(({ id }) => id),
  );
  return entries.flatMap((entry) => hazardShapes(clusterState, entry, of)).slice(0, MAX_HAZARDS);
};
