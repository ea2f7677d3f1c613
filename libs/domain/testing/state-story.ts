import { type BackupEvent } from '../src/backup/events.js';
import { type ClusterEvent } from '../src/cluster/events.js';
import { type GroupEvent } from '../src/group/events.js';
import { type NodeEvent } from '../src/node/events.js';
import { type ResourceEvent } from '../src/resource/events.js';
import { type CryptoCheckpoint, type RegistryCheckpoint } from '../src/resource/state.js';
import {
  type BackupId,
  type GroupId,
  type NodeId,
  type ResourceId,
} from '../src/vocabulary/ids.js';
import { type AggregateKind, type DomainEvent } from '../src/state/domain-event.js';
import { ClusterState } from '../src/state/cluster-state.js';
import { APP, CHECKPOINT } from './stories.js';

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

  backup(id: BackupId, ...events: readonly BackupEvent[]): this {
    for (const event of events)
      this.clusterState.apply({ kind: 'backup', id, ...this.next('backup', id), event });
    return this;
  }

  /** The registry checkpoint of the stories. */
  get checkpoint(): RegistryCheckpoint {
    return required(this.clusterState.openResource(APP)?.checkpoints.get(CHECKPOINT));
  }

  /** The crypto checkpoint of the stories. */
  get cryptoCheckpoint(): CryptoCheckpoint {
    return required(this.clusterState.openResource(APP)?.crypto.get(CHECKPOINT));
  }

  private next(kind: AggregateKind, id: string): Pick<DomainEvent, 'revision' | 'occurrence'> {
    const revision = this.clusterState.revision(kind, id) + 1;
    this.position += 1;
    const position = String(this.position);
    const occurrence = { eventId: `${id}@${revision}`, position, operation: '', recordedAt: 0 };
    return { revision, occurrence };
  }
}

const required = <Found>(found: Found | undefined): Found => {
  if (found === undefined) throw new Error('the story has no such checkpoint');
  return found;
};
