import { backup } from '../backup/decide.js';
import { type BackupEvent } from '../backup/events.js';
import { type Backup } from '../backup/state.js';
import { cluster } from '../cluster/decide.js';
import { type ClusterEvent } from '../cluster/events.js';
import { type Cluster } from '../cluster/state.js';
import { group } from '../group/decide.js';
import { type GroupEvent } from '../group/events.js';
import { type Group } from '../group/state.js';
import { node } from '../node/decide.js';
import { type Node } from '../node/state.js';
import { resource } from '../resource/decide.js';
import { type Resource } from '../resource/state.js';
import { type BackupId, type GroupId, type NodeId, type ResourceId } from '../vocabulary/ids.js';
import { BackupRuns, type ShownRuns } from './backups/backup-runs.js';
import { type CheckpointRef } from './checkpoints/checkpoint-index.js';
import { type AggregateKind } from './domain-event.js';
import { fill } from './fill.js';
import { ForkedMap } from './forked-map.js';
import { type FrozenState } from './past/frozen-state.js';

type Frozen = Pick<
  FrozenState,
  'cluster' | 'nodes' | 'groups' | 'resources' | 'backups' | 'revisions'
>;

type Maps = Readonly<{
  nodes: ForkedMap<NodeId, Node>;
  groups: ForkedMap<GroupId, Group>;
  resources: ForkedMap<ResourceId, Resource>;
  backups: ForkedMap<BackupId, Backup>;
  /** The groups that each node owns. */
  owned: ForkedMap<NodeId, ReadonlySet<GroupId>>;
  revisions: ForkedMap<string, number>;
  runs: BackupRuns;
}>;

/** The state of every aggregate, its revision, and the groups that each node owns. */
export class Aggregates {
  private constructor(
    private directory: Cluster,
    private readonly maps: Maps,
  ) {}

  /** The state of a cluster without events. */
  static initial(): Aggregates {
    return new Aggregates(cluster.initial, {
      nodes: new ForkedMap(),
      groups: new ForkedMap(),
      resources: new ForkedMap(),
      backups: new ForkedMap(),
      owned: new ForkedMap(),
      revisions: new ForkedMap(),
      runs: new BackupRuns(),
    });
  }

  /** A copy of the states that changes independently. */
  fork(): Aggregates {
    const { nodes, groups, resources, backups, owned, revisions, runs } = this.maps;
    return new Aggregates(this.directory, {
      nodes: nodes.fork(),
      groups: groups.fork(),
      resources: resources.fork(),
      backups: backups.fork(),
      owned: owned.fork(),
      revisions: revisions.fork(),
      runs: new BackupRuns(runs),
    });
  }

  get cluster(): Cluster {
    return this.directory;
  }

  node(id: NodeId): Node {
    return this.maps.nodes.get(id) ?? node.initial;
  }

  group(id: GroupId): Group {
    return this.maps.groups.get(id) ?? group.initial;
  }

  resource(id: ResourceId): Resource {
    return this.maps.resources.get(id) ?? resource.initial;
  }

  backup(id: BackupId): Backup {
    return this.maps.backups.get(id) ?? backup.initial;
  }

  /** Every backup that ever was, in the order in which they were taken. */
  backupIds(): readonly BackupId[] {
    return [...this.maps.backups.keys()];
  }

  /** The runs of the schedule of backups. */
  get backupRuns(): ShownRuns {
    return this.maps.runs;
  }

  state(kind: AggregateKind, id: string): Cluster | Node | Group | Resource | Backup {
    switch (kind) {
      case 'cluster':
        return this.cluster;
      case 'node':
        return this.node(id as NodeId);
      case 'group':
        return this.group(id as GroupId);
      case 'resource':
        return this.resource(id as ResourceId);
      case 'backup':
        return this.backup(id as BackupId);
    }
  }

  /** The nodes that have left the cluster. */
  evicted(): readonly NodeId[] {
    const { directory } = this;
    return directory.status === 'absent'
      ? []
      : [...this.maps.nodes.keys()].filter((id) => !directory.nodes.has(id));
  }

  /** Every resource that ever existed. */
  resourceIds(): readonly ResourceId[] {
    return [...this.maps.resources.keys()];
  }

  /** The registry checkpoints of every open resource. */
  registryCheckpoints(): readonly CheckpointRef[] {
    return [...this.maps.resources].flatMap(([id, state]) =>
      state.status === 'open'
        ? [...state.checkpoints.keys()].map((checkpoint) => ({ resource: id, checkpoint }))
        : [],
    );
  }

  groupsOn(id: NodeId): readonly GroupId[] {
    return [...(this.maps.owned.get(id) ?? [])].sort();
  }

  revision(kind: AggregateKind, id: string): number {
    return this.maps.revisions.get(`${kind}-${id}`) ?? -1;
  }

  noteRevision(kind: AggregateKind, id: string, revision: number): void {
    this.maps.revisions.set(`${kind}-${id}`, revision);
  }

  evolveCluster(event: ClusterEvent, evolve = cluster.evolve): void {
    this.directory = evolve(this.directory, event);
  }

  setNode(id: NodeId, state: Node): void {
    this.maps.nodes.set(id, state);
  }

  setResource(id: ResourceId, state: Resource): void {
    this.maps.resources.set(id, state);
  }

  evolveBackup(id: BackupId, event: BackupEvent): void {
    const after = backup.evolve(this.backup(id), event);
    this.maps.backups.set(id, after);
    this.maps.runs.note(id, after);
  }

  evolveGroup(id: GroupId, event: GroupEvent): void {
    const before = this.group(id);
    const after = group.evolve(before, event);
    this.maps.groups.set(id, after);
    const [from, to] = [ownerOf(before), ownerOf(after)];
    if (from === to) return;
    if (from !== undefined) this.maps.owned.set(from, without(this.maps.owned.get(from), id));
    if (to !== undefined) this.own(to, id);
  }

  freeze(): Frozen {
    return {
      cluster: this.directory,
      nodes: [...this.maps.nodes],
      groups: [...this.maps.groups],
      resources: [...this.maps.resources],
      backups: [...this.maps.backups],
      revisions: [...this.maps.revisions],
    };
  }

  thaw(frozen: Frozen): void {
    this.directory = frozen.cluster;
    fill(this.maps.nodes, frozen.nodes);
    fill(this.maps.groups, frozen.groups);
    fill(this.maps.resources, frozen.resources);
    fill(this.maps.backups, frozen.backups);
    fill(this.maps.revisions, frozen.revisions);
    for (const [id, state] of frozen.backups) this.maps.runs.note(id, state);
    for (const [id, state] of frozen.groups) {
      const owner = ownerOf(state);
      if (owner !== undefined) this.own(owner, id);
    }
  }

  private own(owner: NodeId, id: GroupId): void {
    this.maps.owned.set(owner, new Set(this.maps.owned.get(owner)).add(id));
  }
}

const ownerOf = (state: Group): NodeId | undefined =>
  state.status === 'open' ? state.owner : undefined;

const without = (all: Iterable<GroupId> = [], id: GroupId): ReadonlySet<GroupId> =>
  new Set([...all].filter((other) => other !== id));
