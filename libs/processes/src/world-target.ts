import { type AggregateKind, type Fact, type World } from '#domain';
import { NO_STREAM, parseStream, type FoldTarget, type Recorded } from '#event-store';

const AGGREGATES: readonly string[] = [
  'cluster',
  'node',
  'group',
  'resource',
] satisfies AggregateKind[];

const isAggregate = (kind: string): kind is AggregateKind => AGGREGATES.includes(kind);

/** The fact that an event of this cluster states; undefined for streams that are no aggregate's. */
export const toFact = (
  cluster: string,
  { stream, revision, event }: Pick<Recorded, 'stream' | 'revision' | 'event'>,
): Fact | undefined => {
  const parsed = parseStream(stream);
  if (parsed?.cluster !== cluster || !isAggregate(parsed.kind)) return undefined;
  // The one place where stored events become the domain's: their names are the storage format.
  return { kind: parsed.kind, id: parsed.id, revision: Number(revision), event } as Fact;
};

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
