import { isAggregate, parseStream, toDomainEvent, type KeyId, type ClusterState } from '#domain';
import { NO_STREAM, type FoldTarget, type Recorded } from '#event-store';

/** Who the processes act as: the cluster itself. */
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

/** What a request has sealed; a process that copies does so again until somebody refers to it. */
const noteSealed = (clusterState: ClusterState, { stream, recordedAt }: Recorded): void => {
  const parsed = parseStream(stream);
  if (parsed?.kind === 'key')
    clusterState.sealedKeys.sealed(parsed.id as KeyId, recordedAt.getTime());
};
