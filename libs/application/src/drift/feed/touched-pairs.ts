import {
  type CheckpointId,
  type CheckpointRef,
  type ClusterView,
  type DomainEvent,
  type NodeEvent,
  type NodeId,
  type ResourceEvent,
  type ResourceId,
} from '#domain';

/** A checkpoint, and the nodes on which it may stand otherwise. */
export type Touched = CheckpointRef & Readonly<{ nodes: ReadonlySet<NodeId> | 'all' }>;

type RegistryEvent = Extract<NodeEvent, { type: 'RegistryChanged' | 'RegistryRestored' }>;

/** The events after which a name of a key container may mean other keys, or none. */
const OF_CONTAINERS = /^(KeyContainer|DefaultProviderSet)/;

type Marked = { readonly resource: ResourceId; nodes: Set<NodeId> | 'all' };

/**
 * The pairs of checkpoints and nodes whose drift events may have changed. An event marks what
 * overlaps its keys alone; the pairs of many events are taken together.
 */
export class TouchedPairs {
  private readonly marked = new Map<CheckpointId, Marked>();
  /** The nodes all of whose pairs are touched, and those whose key containers are. */
  private readonly wholeNodes = new Set<NodeId>();
  private readonly containersOn = new Set<NodeId>();

  get isEmpty(): boolean {
    return this.marked.size + this.wholeNodes.size + this.containersOn.size === 0;
  }

  /** @param view a state that has the event */
  note(view: ClusterView, domainEvent: DomainEvent): void {
    const { kind, id, event } = domainEvent;
    if (kind === 'resource') this.noteResource(view, id as ResourceId, event);
    if (kind === 'node') this.noteNode(view, id as NodeId, event);
    if (kind === 'cluster' && (event.type === 'NodeAdded' || event.type === 'NodeEvicted'))
      this.wholeNodes.add(event.data.node);
  }

  /** Every pair that there is. */
  addAll(view: ClusterView): void {
    for (const ref of checkpointsOf(view)) this.mark(ref, 'all');
  }

  /** Takes the touched checkpoints away. */
  *take(view: ClusterView): Iterable<Touched> {
    for (const ref of this.wholeNodes.size === 0 ? [] : checkpointsOf(view))
      for (const node of this.wholeNodes) this.mark(ref, node);
    for (const ref of this.containersOn.size === 0 ? [] : containersOf(view))
      for (const node of this.containersOn) this.mark(ref, node);
    this.wholeNodes.clear();
    this.containersOn.clear();
    const taken = [...this.marked];
    this.marked.clear();
    for (const [checkpoint, marked] of taken) yield { checkpoint, ...marked };
  }

  private noteResource(
    view: ClusterView,
    resource: ResourceId,
    { type, data }: ResourceEvent,
  ): void {
    if ('checkpoint' in data) this.mark({ resource, checkpoint: data.checkpoint }, 'all');
    else if (type.startsWith('Resource'))
      for (const checkpoint of idsOf(view, resource)) this.mark({ resource, checkpoint }, 'all');
  }

  private noteNode(view: ClusterView, node: NodeId, event: NodeEvent): void {
    switch (event.type) {
      // A crash ends all holds of the node.
      case 'NodeCrashed':
      case 'NodeOpened':
        this.wholeNodes.add(node);
        return;
      case 'RegistryChanged':
      case 'RegistryRestored':
        this.noteRegistry(view, node, event);
        return;
      case 'RegistryHeld':
      case 'RegistryReleased':
        this.noteKeys(view, node, [event.data.key]);
        return;
      default:
        if (OF_CONTAINERS.test(event.type)) this.containersOn.add(node);
    }
  }

  /** A list that was staged is not in the event, so that every key of the node counts. */
  private noteRegistry(
    view: ClusterView,
    node: NodeId,
    { data: { changes, staged } }: RegistryEvent,
  ): void {
    if (staged !== undefined) this.wholeNodes.add(node);
    else this.noteKeys(view, node, new Set(changes.map(({ key }) => key)));
  }

  private noteKeys(view: ClusterView, node: NodeId, keys: Iterable<string>): void {
    for (const key of keys) for (const ref of view.overlapping(key)) this.mark(ref, node);
  }

  private mark({ checkpoint, resource }: CheckpointRef, node: NodeId | 'all'): void {
    const known = this.marked.get(checkpoint) ?? { resource, nodes: new Set<NodeId>() };
    if (node === 'all') known.nodes = 'all';
    else if (known.nodes !== 'all') known.nodes.add(node);
    this.marked.set(checkpoint, known);
  }
}

const idsOf = (view: ClusterView, resource: ResourceId): readonly CheckpointId[] => {
  const open = view.openResource(resource);
  return open === undefined ? [] : [...open.checkpoints.keys(), ...open.crypto.keys()];
};

function* checkpointsOf(view: ClusterView): Iterable<CheckpointRef> {
  for (const resource of view.resourceIds())
    for (const checkpoint of idsOf(view, resource)) yield { resource, checkpoint };
}

function* containersOf(view: ClusterView): Iterable<CheckpointRef> {
  for (const resource of view.resourceIds())
    for (const checkpoint of view.openResource(resource)?.crypto.keys() ?? [])
      yield { resource, checkpoint };
}
