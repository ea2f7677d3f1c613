import { isAggregate, parseStream, toFact, type KeyId, type World } from '#domain';
import { NO_STREAM, type FoldTarget, type Recorded } from '#event-store';

/** Who the processes act as: the cluster itself. */
export const PROCESSES_ACTOR = 'tidemark';

/** Folds a log into a world. */
export const worldTarget = (world: World, cluster: string): FoldTarget => ({
  apply: (recorded) => {
    const fact = toFact(cluster, recorded);
    if (fact !== undefined) world.apply(fact);
    else if (recorded.metadata.actor !== PROCESSES_ACTOR) noteSealed(world, recorded);
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

/** What a request has sealed; a process that copies does so again until somebody refers to it. */
const noteSealed = (world: World, { stream, recordedAt }: Recorded): void => {
  const parsed = parseStream(stream);
  if (parsed?.kind === 'key') world.sealedKeys.sealed(parsed.id as KeyId, recordedAt.getTime());
};
