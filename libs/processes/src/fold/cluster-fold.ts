import { isAggregate, parseStream, toDomainEvent, type KeyId, type ClusterState } from '#domain';
import { NO_STREAM, type FoldTarget, type Recorded } from '#event-store';

/** The actor of the processes' commands: the cluster itself. */
export const PROCESSES_ACTOR = 'tidemark';

/** Folds a log into a cluster state. */
export const clusterFold = (clusterState: ClusterState, cluster: string): FoldTarget => ({
  apply: (recorded) => {
    const domainEvent = toDomainEvent(cluster, recorded);
    if (domainEvent !== undefined) clusterState.apply(domainEvent);
    else if (recorded.metadata.actor !== PROCESSES_ACTOR) noteSealed(clusterState, recorded);
  },
  state: (stream) => {
    const parsed = parseStream(stream);
    return parsed && isAggregate(parsed.kind)
      ? clusterState.state(parsed.kind, parsed.id)
      : undefined;
  },
  revision: (stream) => {
    const parsed = parseStream(stream);
    return parsed && isAggregate(parsed.kind)
      ? BigInt(clusterState.revision(parsed.kind, parsed.id))
      : NO_STREAM;
  },
});

/** Notes a sealed key. A copied key is noted again until an event refers to it. */
const noteSealed = (clusterState: ClusterState, { stream, recordedAt }: Recorded): void => {
  const parsed = parseStream(stream);
  if (parsed?.kind === 'key')
    clusterState.sealedKeys.sealed(parsed.id as KeyId, recordedAt.getTime());
};
