import { type RegistryChange, type RegistryKey } from '#registry';

import { type Backup } from '../backup/state.js';
import { type ShownRuns } from './backups/backup-runs.js';
import { type Cluster } from '../cluster/state.js';
import { type Group, type OpenGroup } from '../group/state.js';
import { type PresentNode } from '../node/state.js';
import { type OpenResource, type Resource } from '../resource/state.js';
import {
  type BackupId,
  type CheckpointId,
  type GroupId,
  type NodeId,
  type ResourceId,
} from '../vocabulary/ids.js';
import { type AggregateKind } from './domain-event.js';
import { type Causes } from './causes/causes.js';
import { type CheckpointRef } from './checkpoints/checkpoint-index.js';
import { type Denials } from './checkpoints/denials.js';
import { type Clobber } from './past/frozen-state.js';
import { type UnrestoredCheckpoints } from './checkpoints/unrestored-checkpoints.js';

/** A node without the values of its registry. */
export type NodeView = Omit<PresentNode, 'registry' | 'staged'>;

/**
 * The queries that the present cluster (`ClusterState`) and a past one (`PastState`) both answer.
 */
export abstract class ClusterView {
  /** The directory. */
  abstract readonly cluster: Cluster;
  /** The events that processes name as causes. A past state has none. */
  abstract readonly causes: Pick<Causes, 'of' | 'ofPart'>;
  /** The checkpoints whose restore is missing. */
  abstract readonly unrestored: Pick<UnrestoredCheckpoints, 'get' | 'onlineOn' | 'count'>;

  /** The checkpoints and moves that the clobber policy did not allow. */
  abstract readonly denials: Pick<Denials, 'checkpoints' | 'moves'>;

  /** A node that exists in the cluster. */
  abstract presentNode(id: NodeId): NodeView | undefined;
  abstract group(id: GroupId): Group;
  abstract resource(id: ResourceId): Resource;
  abstract backup(id: BackupId): Backup;

  /** Every backup that was taken, failed or deleted, in the order of their first events. */
  abstract backupIds(): readonly BackupId[];

  /** The runs of the schedule of backups. */
  abstract get backupRuns(): ShownRuns;

  /** Revision of the last event of an aggregate; -1 if it has none. */
  abstract revision(kind: AggregateKind, id: string): number;

  /** The groups that a node owns, sorted by id. */
  abstract groupsOn(id: NodeId): readonly GroupId[];

  /** The checkpoints whose effective key equals, contains or lies in a key. */
  abstract overlapping(effectiveKey: string): readonly CheckpointRef[];

  /** The checkpoints of resources online on a node that changes of its registry touch. */
  abstract touched(node: NodeId, changes: readonly RegistryChange[]): readonly CheckpointRef[];

  /** The restore that has overwritten this live checkpoint since its last capture. */
  abstract clobber(id: CheckpointId): Clobber | undefined;

  /** True if a node's registry has a physical key. */
  abstract hasRegistryKey(node: NodeId, key: string): boolean;

  /** The tree under a physical key of a node's registry; undefined if the key does not exist. */
  abstract registryKey(node: NodeId, key: string): RegistryKey | undefined;

  /** A group that was opened and is not closed. */
  openGroup(id: GroupId): OpenGroup | undefined {
    const state = this.group(id);
    return state.status === 'open' ? state : undefined;
  }

  /** A resource that was opened and is not closed. */
  openResource(id: ResourceId): OpenResource | undefined {
    const state = this.resource(id);
    return state.status === 'open' ? state : undefined;
  }

  /** The nodes in the directory, in the order in which they were added. */
  nodeIds(): readonly NodeId[] {
    return this.cluster.status === 'formed' ? [...this.cluster.nodes.keys()] : [];
  }

  /** The groups in the directory, in the order in which they were added. */
  groupIds(): readonly GroupId[] {
    return this.cluster.status === 'formed' ? [...this.cluster.groups.keys()] : [];
  }

  /** The resources in the directory, in the order in which they were added. */
  resourceIds(): readonly ResourceId[] {
    return this.cluster.status === 'formed' ? [...this.cluster.resources.keys()] : [];
  }

  /** The members of an open group, closed resources included. */
  membersOf(id: GroupId): readonly ResourceId[] {
    return [...(this.openGroup(id)?.members ?? [])];
  }

  /** The members of an open group that are open themselves. */
  openMembers(id: GroupId): readonly (readonly [ResourceId, OpenResource])[] {
    return this.membersOf(id).flatMap((member) => {
      const found = this.openResource(member);
      return found === undefined ? [] : [[member, found] as const];
    });
  }

  /** The node on which a resource is online; undefined while the resource is not online. */
  onlineAt(id: ResourceId): NodeId | undefined {
    const state = this.openResource(id);
    return state?.state === 'Online' ? state.onlineInterval?.node : undefined;
  }

  /** The resources that are online on a node, group by group. */
  onlineOn(id: NodeId): readonly ResourceId[] {
    return this.groupsOn(id)
      .flatMap((owned) => this.membersOf(owned))
      .filter((member) => this.onlineAt(member) === id);
  }
}
