import { type World } from '#domain';
import { isAggregate, NO_STREAM, parseStream, toFact, type FoldTarget } from '#event-store';

/** Folds a log into a world. */
export const worldTarget = (world: World, cluster: string): FoldTarget => ({
  apply: (recorded) => {
    const fact = toFact(cluster, recorded);
    if (fact !== undefined) world.apply(fact);
  },
  state: (stream) => {
    const parsed = parseStream(stream);
    return parsed && isAggregate(parsed.kind) ? world.state(parsed.kind, parsed.id) : undefined;
  },
  revision: (stream) => {
    const parsed = parseStream(stream);
    return parsed && isAggregate(parsed.kind)
      ? BigInt(world.revision(parsed.kind, parsed.id))
      : NO_STREAM;
  },
});
