import {
  type DomainEvent,
  type GroupId,
  type OpenResource,
  type ResourceId,
  type ClusterView,
} from '#domain';

import { type ReadDatabase } from '../file/database.js';

/** 0: offline. 1: leaving, until its interval ends. 2: online. */
type Online = 0 | 1 | 2;
const [OFFLINE, ONLINE, LEAVING] = [0, 1, 2] as const;

type Standing = Readonly<{ owner: string; online: Online }>;

/** An edit of a node's registry, by its position and its revision. */
type Edit = Readonly<{ node: string; position: number; revision: number }>;

/**
 * The owner of a resource's group, and the online state of the resource, at any position.
 *
 * ```text
 * since 20   owner A, offline
 * since 31   owner A, online
 * since 40   owner A, leaving
 * since 44   owner A, offline, closed 17      an edit of A above revision 17 is after the interval,
 *                                             also one that came between 40 and 44
 * ```
 */
export class Standings {
  /** The last row of each resource. */
  private known: Map<string, Standing> | undefined;

  constructor(private readonly db: ReadDatabase) {}

  /** Takes over the state after earlier events; called before the first event. */
  resumeFrom(clusterState: ClusterView): void {
    this.known = new Map(resourcesOf(clusterState).map((id) => [id, standingOf(clusterState, id)]));
  }

  /** Takes in an event that the state has applied. */
  observe(clusterState: ClusterView, domainEvent: DomainEvent, position: number): void {
    if (domainEvent.kind === 'resource' && domainEvent.event.type.startsWith('Resource'))
      this.note(clusterState, domainEvent.id, { position, closed: closedAt(domainEvent.event) });
    if (domainEvent.kind !== 'group' || !MOVES.has(domainEvent.event.type)) return;
    for (const id of clusterState.membersOf(domainEvent.id as GroupId))
      this.note(clusterState, id, { position, closed: undefined });
  }

  /** Rule 2 if the node owned the group then and the resource was not online; else rule 3. */
  ruleOf(resource: string, edit: Edit): 'R2' | 'R3' {
    const sql =
      'SELECT owner, online FROM standings WHERE resource = ? AND since <= ? ORDER BY since DESC LIMIT 1';
    const row = this.db.get(sql, resource, edit.position);
    if (row?.['owner'] !== edit.node || row['online'] === ONLINE) return 'R3';
    return row['online'] === OFFLINE || this.isAfterWindow(resource, edit) ? 'R2' : 'R3';
  }

  private isAfterWindow(resource: string, { position, revision }: Edit): boolean {
    const sql = `SELECT closed FROM standings WHERE resource = ? AND since > ? AND closed IS NOT NULL
      ORDER BY since LIMIT 1`;
    const closed = this.db.get(sql, resource, position)?.['closed'];
    return closed !== undefined && revision > Number(closed);
  }

  private note(
    clusterState: ClusterView,
    id: string,
    { position, closed }: Readonly<{ position: number; closed: number | undefined }>,
  ): void {
    const known = (this.known ??= new Map<string, Standing>());
    const last = known.get(id);
    const now = standingOf(clusterState, id);
    if (last?.owner === now.owner && last.online === now.online) return;
    known.set(id, now);
    this.db.run(
      'INSERT INTO main.standings (resource, since, owner, online, closed) VALUES (?, ?, ?, ?, ?)',
      ...[id, position, now.owner, now.online, closed ?? null],
    );
  }
}

const MOVES: ReadonlySet<string> = new Set([
  'GroupOpened',
  'GroupReopened',
  'GroupMemberAdded',
  'GroupOwnerChanged',
  'GroupClosed',
]);

type ResourceFactEvent = Extract<DomainEvent, { kind: 'resource' }>['event'];

const closedAt = (event: ResourceFactEvent): number | undefined =>
  event.type === 'ResourceOffline' || event.type === 'ResourceFailed'
    ? event.data.nodeRevision
    : undefined;

const resourcesOf = (clusterState: ClusterView): readonly string[] => clusterState.resourceIds();

const standingOf = (clusterState: ClusterView, id: string): Standing => {
  const state = clusterState.openResource(id as ResourceId);
  if (state === undefined) return { owner: '', online: OFFLINE };
  const group = clusterState.openGroup(state.group);
  const owner = group?.owner ?? '';
  return { owner, online: onlineOf(state) };
};

const onlineOf = ({ state, transition }: OpenResource): Online => {
  if (state === 'Online') return ONLINE;
  return state === 'OfflinePending' && transition?.wasOnline === true ? LEAVING : OFFLINE;
};
