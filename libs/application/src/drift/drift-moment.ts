import { toPosition } from '#event-store';

import { projected, stateOf, type AsOf, type DatedState } from '../reading/moment.js';
import { presentStamp } from '../reading/stamp.js';
import { type RunningCluster } from '../running-cluster.js';
import { type DriftTrees } from './drift-trees.js';
import { PastDriftTrees } from './past-trees.js';
import { presentTrees } from './present-trees.js';

/** The registries and stored copies of a moment, and its time. */
export type DriftMoment = Readonly<{
  moment: Pick<DatedState, 'position' | 'stamp' | 'age'>;
  trees: DriftTrees;
}>;

/**
 * The registries and stored copies at the moment that a read asks for. They do not change while the
 * read takes its turns.
 *
 * @throws as `stateOf` does
 */
export const driftMoment = async (cluster: RunningCluster, asOf: AsOf): Promise<DriftMoment> => {
  const { state: view, ...dated } = await stateOf(cluster, asOf);
  const state = cluster.state.fork();
  const now = cluster.log.position ?? toPosition(0n);
  const stamp = presentStamp(cluster, now);
  await projected(cluster, now);
  const { position, age } = dated;
  if (asOf.at === undefined)
    return {
      moment: { position: now, stamp, age },
      trees: presentTrees(cluster, state, now),
    };
  const present = { state, at: now };
  return {
    moment: { position, stamp: dated.stamp, age },
    trees: new PastDriftTrees(cluster, view, { at: position, present }),
  };
};
