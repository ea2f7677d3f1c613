import {
  parseStream,
  ClusterState,
  type DomainEvent,
  type NodeId,
  type OpenResource,
} from '#domain';
import { type EventStore, type Recorded } from '#event-store';
import { findKey, hashKey, type RegistryTree } from '#registry';

/** The state of a whole log, folded by brute force, with all contradictions in it. */
export type Audit = Readonly<{
  faults: readonly string[];
  /** Ids of all events. */
  ids: ReadonlySet<string>;
  clusterState: ClusterState;
}>;

/** Reads a log from its first event and checks the invariants that must hold after any crash. */
export const audit = async (store: EventStore): Promise<Audit> => {
  const auditor = new Auditor();
  for await (const recorded of store.readLog()) auditor.take(recorded);
  return {
    faults: [...auditor.faults, ...auditor.ends()],
    ids: auditor.ids,
    clusterState: auditor.clusterState,
  };
};

class Auditor {
  readonly faults: string[] = [];
  readonly ids = new Set<string>();
  readonly clusterState = new ClusterState();
  private readonly revisions = new Map<string, bigint>();
  private readonly trees = new Map<string, RegistryTree>();
  private readonly open = new Map<string, string>();
  private position = -1n;

  take(recorded: Recorded): void {
    const { id, stream, revision, position, event } = recorded;
    const parsed = parseStream(stream);
    if (parsed === undefined) return;
    if (this.ids.has(id)) this.faults.push(`event ${id} is there twice`);
    this.ids.add(id);
    if (revision !== (this.revisions.get(stream) ?? -1n) + 1n)
      this.faults.push(`${stream} jumps to revision ${String(revision)}`);
    this.revisions.set(stream, revision);
    if (position <= this.position) this.faults.push(`position ${String(position)} goes back`);
    this.position = position;
    this.clusterState.apply({
      ...parsed,
      revision: Number(revision),
      event,
    } as unknown as DomainEvent);
    this.keepTree(parsed, revision);
    this.checkCapture(parsed.id, event);
    this.followMove(parsed.id, event);
  }

  /** Operations that never ended, and pending captures. */
  ends(): readonly string[] {
    return [...this.open].map(([group, operation]) => `${operation} of ${group} never ended`);
  }

  private keepTree({ kind, id }: { kind: string; id: string }, revision: bigint): void {
    if (kind !== 'node') return;
    const node = this.clusterState.node(id as NodeId);
    if (node.status === 'present') this.trees.set(`${id}@${String(revision)}`, node.registry);
  }

  private checkCapture(resource: string, event: Recorded['event']): void {
    if (event.type !== 'RegistryCheckpointCaptured') return;
    const data = event.data as Readonly<{
      checkpoint: string;
      hash: string;
      source: { node: string; nodeRevision: number };
    }>;
    const state = this.clusterState.resource(resource as never) as OpenResource;
    const checkpoint = state.checkpoints.get(data.checkpoint as never);
    const tree = this.trees.get(`${data.source.node}@${data.source.nodeRevision}`);
    if (checkpoint === undefined || tree === undefined) {
      this.faults.push(`a capture of ${data.checkpoint} names a tree that is not there`);
      return;
    }
    if (hashKey(findKey(tree, checkpoint.effectiveKey)) !== data.hash)
      this.faults.push(`a capture of ${data.checkpoint} has another hash than its tree`);
  }

  private followMove(group: string, event: Recorded['event']): void {
    if (event.type === 'GroupMoveStarted' || event.type === 'GroupOperationStarted')
      this.open.set(group, event.type);
    if (/^Group(Move|Operation)(Completed|Failed)$/.test(event.type)) this.open.delete(group);
  }
}
