import { type ClusterView, type DomainEvent, type GroupId, type NodeId } from '#domain';

import { Bulk } from '../file/bulk.js';
import { type ReadDatabase } from '../file/database.js';
import { GroupStates } from './group-states.js';

/** The state of a node or a group, the owner of a group, and the operation that is under way. */
export type Track = 'state' | 'owner' | 'operation';

/** The content of a track: its kind, and the id of the thing that it is about. */
type Content = Readonly<{ kind: string; thing: string }>;

const NOTHING: Content = { kind: '', thing: '' };

/** The events of a node after which its state or its drain may be another one. */
const OF_NODES = /^(Node|Drain)/;

/**
 * The states, owners and operations of nodes and groups, as rows that begin with an event. A row
 * holds until the next one of its track.
 */
export class SpanWriter {
  private readonly rows: Bulk;
  private readonly groups = new GroupStates();
  /** The content of the tracks, as far as it was looked up. */
  private readonly last = new Map<string, Content>();

  constructor(private readonly db: ReadDatabase) {
    this.rows = new Bulk(db, 'lane_spans', ['lane', 'track', 'since', 'at', 'kind', 'thing']);
  }

  /** Takes over the state after earlier events. */
  resumeFrom(clusterState: ClusterView): void {
    this.groups.resumeFrom(clusterState);
  }

  /** Takes in an event that the state has. */
  observe(domainEvent: DomainEvent, clusterState: ClusterView): void {
    const { position, recordedAt } = domainEvent.occurrence;
    const place = { since: Number(position), at: recordedAt };
    const grown = this.groups.observe(domainEvent, clusterState);
    for (const group of new Set([...grown, ...groupsIn(domainEvent)]))
      this.noteGroup(group, clusterState, place);
    const node = nodeIn(domainEvent);
    if (node !== undefined) this.noteNode(node, clusterState, place);
  }

  /** Writes the noted rows; called at the end of a transaction. */
  flush(): void {
    this.rows.flush();
  }

  private noteNode(id: NodeId, clusterState: ClusterView, place: Place): void {
    const isThere = isListed(id, clusterState);
    const node = isThere ? clusterState.presentNode(id) : undefined;
    const state = { kind: node?.state ?? 'Down', thing: id };
    this.note([id, 'state'], isThere ? state : NOTHING, place);
    const drain = node?.drain && { kind: 'drain', thing: node.drain.operation };
    this.note([id, 'operation'], drain ?? NOTHING, place);
  }

  private noteGroup(id: GroupId, clusterState: ClusterView, place: Place): void {
    const owner = ownerThen(id, clusterState);
    const state = { kind: this.groups.of(id), thing: id };
    this.note([id, 'owner'], owner ? { kind: 'owner', thing: owner } : NOTHING, place);
    this.note([id, 'state'], owner ? state : NOTHING, place);
    const operation = clusterState.openGroup(id)?.operation;
    const under = operation && { kind: operation.kind, thing: operation.id };
    this.note([id, 'operation'], under ?? NOTHING, place);
  }

  private note(
    [lane, track]: readonly [lane: string, track: Track],
    now: Content,
    { since, at }: Place,
  ): void {
    const key = `${lane}/${track}`;
    const before = this.last.get(key) ?? this.lastOf(lane, track);
    if (before.kind === now.kind && before.thing === now.thing) return;
    this.last.set(key, now);
    this.rows.add(lane, track, since, at, now.kind, now.thing);
  }

  private lastOf(lane: string, track: Track): Content {
    const sql =
      'SELECT kind, thing FROM lane_spans WHERE lane = ? AND track = ? ORDER BY since DESC LIMIT 1';
    const row = this.db.get(sql, lane, track);
    return row ? { kind: String(row['kind']), thing: String(row['thing']) } : NOTHING;
  }
}

type Place = Readonly<{ since: number; at: number }>;

/** The node whose state or drain may be another one. */
const nodeIn = ({ kind, id, event }: DomainEvent): NodeId | undefined => {
  if (kind === 'node') return OF_NODES.test(event.type) ? (id as NodeId) : undefined;
  return kind === 'cluster' && 'node' in event.data ? event.data.node : undefined;
};

/** The group whose owner or operation may be another one. */
const groupsIn = ({ kind, id, event }: DomainEvent): readonly GroupId[] => {
  if (kind === 'group') return [id as GroupId];
  return kind === 'cluster' && 'group' in event.data ? [event.data.group] : [];
};

const isListed = (id: NodeId, { cluster }: ClusterView): boolean =>
  cluster.status !== 'absent' && cluster.nodes.has(id);

/** The owner of a group; undefined if the group is not there. */
const ownerThen = (id: GroupId, clusterState: ClusterView): NodeId | undefined => {
  const { cluster } = clusterState;
  const group = clusterState.group(id);
  if (group.status === 'open') return group.owner;
  const listed = cluster.status === 'absent' ? undefined : cluster.groups.get(id);
  return group.status === 'closed' ? undefined : listed?.owner;
};
