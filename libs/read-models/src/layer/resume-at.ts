import {
  needsLateCapture,
  parseStream,
  ResumedState,
  streamName,
  toDomainEvent,
  type CaptureContent,
  type CheckpointId,
  type Cluster,
  type FrozenState,
  type LastChange,
  type NodeId,
  type Occurrence,
  type OpenResource,
  type RegistryCheckpoint,
  type ResourceId,
} from '#domain';
import { toPosition, type Position, type Recorded } from '#event-store';
import { findKey, foldName, hashKey, type RegistryKey, type RegistryTree } from '#registry';

import { Captures } from '../captures/captures.js';
import { contentsIn } from '../captures/contents-in.js';
import { type CaptureContents } from '../captures/capture-contents.js';
import { Events } from '../events/events.js';
import { PastStates } from '../past/past-states.js';
import { RegistryPast } from '../registry/registry-past.js';
import { type LayerDatabase } from './layer-database.js';
import { lazyRegistry } from './lazy-registry.js';

/**
 * The state at the beginning of a layer, on which processes can run.
 *
 * @param directory the directory with its tags, which past states do not have
 */
export const resumeAt = (db: LayerDatabase, cluster: string, directory: Cluster): ResumedState =>
  new Resuming(db, cluster).state(directory);

type Resource = readonly [ResourceId, OpenResource];

const NEWEST = { limit: 1, order: 'newest' } as const;

/** Completes the states of aggregates with registries, which are read when they are touched. */
class Resuming {
  private readonly events: Events;
  private readonly states: PastStates;
  private readonly contents: CaptureContents;
  private readonly to: Position;
  private readonly trees = new Map<NodeId, RegistryTree>();

  constructor(
    private readonly db: LayerDatabase,
    private readonly cluster: string,
  ) {
    this.to = db.begunAt;
    this.events = new Events(db);
    this.states = new PastStates(db, this.events, { cluster, keepEvery: Infinity });
    const captures = new Captures(db, this.events);
    this.contents = contentsIn(captures, new RegistryPast(db), (node, revision) =>
      this.positionOf(node, revision),
    );
  }

  state(directory: Cluster): ResumedState {
    const frozen = this.states.resumable(this.to).freeze();
    const nodes = frozen.nodes.map(([id, node]): FrozenState['nodes'][number] =>
      node.status === 'absent' ? [id, node] : [id, { ...node, registry: this.tree(id) }],
    );
    const open = frozen.resources.flatMap(([id, state]): readonly Resource[] =>
      state.status === 'open' ? [[id, state]] : [],
    );
    const whole: FrozenState = {
      ...frozen,
      cluster: directory,
      nodes,
      contents: this.contentsOf(frozen, open),
      closings: open.flatMap((resource) => this.closingsOf(resource)),
      openings: open.flatMap((resource) => this.openingsOf(resource)),
      trees: { quiet: this.keptTrees(frozen), recent: [] },
    };
    return ResumedState.resume(whole, (node, key) => this.lastChange(node, key));
  }

  /** The registry of each node, and the event that made it so. */
  private keptTrees({ nodes }: FrozenState): FrozenState['trees']['quiet'] {
    return nodes.flatMap(([node, state]) => {
      if (state.status === 'absent') return [];
      const revision = Math.max(0, state.registryRevision);
      const by = this.occurrence(this.eventOf(node, revision));
      return by === undefined ? [] : [{ node, revision, tree: this.tree(node), by }];
    });
  }

  /** Contents that a process may need before any other event. */
  private contentsOf(
    { contents }: FrozenState,
    open: readonly Resource[],
  ): FrozenState['contents'] {
    const needed = new Set(
      open.flatMap(([, state]) => (isUnderWay(state) ? checkpointsOf(state) : [])),
    );
    const byId = new Map([...needed].map((checkpoint) => [checkpoint.id, checkpoint]));
    return contents.map(([id, content]) => {
      const checkpoint = content.key === 'unknown' ? byId.get(id) : undefined;
      return [id, checkpoint === undefined ? content : this.contentOf(checkpoint)];
    });
  }

  private contentOf({ id, captures, effectiveKey }: RegistryCheckpoint): CaptureContent {
    const capture = { checkpoint: id, number: captures };
    return { number: captures, key: this.contents.of(capture, effectiveKey, this.to) };
  }

  /** The keys at the end of online intervals that may still need a capture. */
  private closingsOf([, state]: Resource): FrozenState['closings'] {
    const { onlineInterval } = state;
    if (onlineInterval?.closedAt === undefined) return [];
    const { node, closedAt: nodeRevision } = onlineInterval;
    return checkpointsOf(state)
      .filter((checkpoint) => needsLateCapture(checkpoint, { node, nodeRevision }))
      .map(({ id, effectiveKey }) => {
        const key = this.keyAt(node, nodeRevision, effectiveKey);
        return [id, { key, hash: hashKey(key) }] as const;
      });
  }

  /** The hashes of keys without a capture at the beginning of online intervals. */
  private openingsOf([id, state]: Resource): FrozenState['openings'] {
    const { onlineInterval } = state;
    const without = checkpointsOf(state).filter(({ captures }) => captures === 0);
    if (onlineInterval === undefined || without.length === 0) return [];
    const online = this.last({ resource: id, type: 'ResourceOnline' });
    if (online === undefined) return [];
    const { nodeRevision } = online.event.data as Readonly<{ nodeRevision: number }>;
    return without
      .filter((checkpoint) => this.isAddedBefore(checkpoint.id, online.position))
      .map(({ id: checkpoint, effectiveKey }) => {
        const key = this.keyAt(onlineInterval.node, nodeRevision, effectiveKey);
        return [checkpoint, hashKey(key)] as const;
      });
  }

  private isAddedBefore(checkpoint: CheckpointId, position: Position): boolean {
    const added = this.last({ checkpoint, type: 'RegistryCheckpointAdded' });
    return added !== undefined && added.position < position;
  }

  private keyAt(node: NodeId, revision: number, key: string): RegistryKey | undefined {
    const at = this.positionOf(node, revision) ?? this.to;
    return findKey(lazyRegistry(this.db, node, Number(at)), key);
  }

  /** The last change of a key and its subtree up to the moment. */
  private lastChange(node: NodeId, key: string): LastChange | undefined {
    const span = { after: 0, to: Number(this.to) };
    for (const position of this.events.touchedAt(node, foldName(key), span)) {
      const recorded = this.events.at(position);
      const by = this.occurrence(recorded);
      if (recorded === undefined || by === undefined || !CHANGES.has(recorded.event.type)) continue;
      if (parseStream(recorded.stream)?.id === node)
        return { revision: Number(recorded.revision), by };
    }
    return undefined;
  }

  private tree(node: NodeId): RegistryTree {
    const known = this.trees.get(node) ?? lazyRegistry(this.db, node, Number(this.to));
    this.trees.set(node, known);
    return known;
  }

  private last(filter: Readonly<Record<string, string>>): Recorded | undefined {
    return this.events.list({ ...filter, to: this.to }, NEWEST)[0];
  }

  private occurrence(recorded: Recorded | undefined): Occurrence | undefined {
    return recorded && toDomainEvent(this.cluster, recorded)?.occurrence;
  }

  private eventOf(node: NodeId, revision: number): Recorded | undefined {
    const position = this.positionOf(node, revision);
    return position && this.events.at(Number(position));
  }

  private positionOf(node: string, revision: number): Position | undefined {
    const found = this.events.positionOf(streamName(this.cluster, 'node', node), revision);
    return found === undefined || found > this.to ? undefined : toPosition(found);
  }
}

const CHANGES: ReadonlySet<string> = new Set(['RegistryChanged', 'RegistryRestored']);

/** True for a resource that is on its way, or that lacks a restore. */
const isUnderWay = ({ transition, onlineInterval }: OpenResource): boolean =>
  transition !== undefined || (onlineInterval?.unrestored.size ?? 0) > 0;

const checkpointsOf = ({ checkpoints }: OpenResource): readonly RegistryCheckpoint[] => [
  ...checkpoints.values(),
];
