import { findKey, type RegistryKey } from '#registry';

import { type Backup } from '../backup/state.js';
import { type Cluster } from '../cluster/state.js';
import { type Group } from '../group/state.js';
import { type Node, type PresentNode } from '../node/state.js';
import { type Resource } from '../resource/state.js';
import { type BackupId, type GroupId, type NodeId, type ResourceId } from '../vocabulary/ids.js';
import { type Aggregates } from './aggregates.js';
import { ClusterView } from './cluster-view.js';
import { type AggregateKind } from './domain-event.js';

/** The queries that the states of the aggregates answer alone. */
export abstract class AggregateView extends ClusterView {
  protected constructor(protected readonly aggregates: Aggregates) {
    super();
  }

  get cluster(): Cluster {
    return this.aggregates.cluster;
  }

  node(id: NodeId): Node {
    return this.aggregates.node(id);
  }

  group(id: GroupId): Group {
    return this.aggregates.group(id);
  }

  resource(id: ResourceId): Resource {
    return this.aggregates.resource(id);
  }

  backup(id: BackupId): Backup {
    return this.aggregates.backup(id);
  }

  backupIds(): readonly BackupId[] {
    return this.aggregates.backupIds();
  }

  /** The runs of the schedule of backups. */
  get backupRuns(): Aggregates['backupRuns'] {
    return this.aggregates.backupRuns;
  }

  presentNode(id: NodeId): PresentNode | undefined {
    const state = this.node(id);
    return state.status === 'present' ? state : undefined;
  }

  groupsOn(id: NodeId): readonly GroupId[] {
    return this.aggregates.groupsOn(id);
  }

  /** The nodes that have left the cluster. */
  evicted(): readonly NodeId[] {
    return this.aggregates.evicted();
  }

  registryKey(id: NodeId, key: string): RegistryKey | undefined {
    const found = this.presentNode(id);
    return found && findKey(found.registry, key);
  }

  hasRegistryKey(id: NodeId, key: string): boolean {
    return this.registryKey(id, key) !== undefined;
  }

  /** An aggregate's state for its decider; `initial` if the aggregate has no events. */
  state(kind: AggregateKind, id: string): Cluster | Node | Group | Resource | Backup {
    return this.aggregates.state(kind, id);
  }

  revision(kind: AggregateKind, id: string): number {
    return this.aggregates.revision(kind, id);
  }
}
