import { type RunningCluster } from '../running-cluster.js';
import { eventsOf } from './event-turns.js';
import { type Predicate, type Turn } from './predicate.js';

/** True at the event of a broken rule alone, so that the search finds the last one. */
export const violationPredicate = (cluster: RunningCluster, rule: string): Predicate => ({
  at: () => false,

  async *turns(span): AsyncIterable<Turn> {
    for (const { position, event } of eventsOf(cluster, { type: 'RuleViolated' }, span)) {
      if ((event.data as Readonly<{ rule: string }>).rule !== rule) continue;
      yield { position: Number(position), holds: true };
      yield { position: Number(position) - 1, holds: false };
    }
  },
});
