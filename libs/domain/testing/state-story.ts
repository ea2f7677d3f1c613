import { type ClusterEvent } from '../src/cluster/events.js';
import { type GroupEvent } from '../src/group/events.js';
import { type NodeEvent } from '../src/node/events.js';
import { type ResourceEvent } from '../src/resource/events.js';
import { type GroupId, type NodeId, type ResourceId } from '../src/vocabulary/ids.js';
import { type AggregateKind, type DomainEvent } from '../src/state/domain-event.js';
import { ClusterState } from '../src/state/cluster-state.js';

/** Applies events to a cluster state, and counts the revisions. */
export class StateStory {
  private position = 0;

  constructor(readonly clusterState = new ClusterState()) {}

  cluster(...events: readonly ClusterEvent[]): this {
    for (const event of events)
      this.clusterState.apply({ kind: 'cluster', id: 'c', ...this.next('cluster', 'c'), event });
    return this;
  }

  node(id: NodeId, ...events: readonly NodeEvent[]): this {
    for (const event of events)
      this.clusterState.apply({ kind: 'node', id, ...this.next('node', id), event });
    return this;
  }

  group(id: GroupId, ...events: readonly GroupEvent[]): this {
    for (const event of events)
      this.clusterState.apply({ kind: 'group', id, ...this.next('group', id), event });
    return this;
  }

  resource(id: ResourceId, ...events: readonly ResourceEvent[]): this {
    for (const event of events)
      this.clusterState.apply({ kind: 'resource', id, ...this.next('resource', id), event });
    return this;
  }

  private next(kind: AggregateKind, id: string): Pick<DomainEvent, 'revision' | 'occurrence'> {
    const revision = this.clusterState.revision(kind, id) + 1;
    this.position += 1;
    const position = String(this.position);
    const occurrence = { eventId: `${id}@${revision}`, position, operation: '', recordedAt: 0 };
    return { revision, occurrence };
  }
}
