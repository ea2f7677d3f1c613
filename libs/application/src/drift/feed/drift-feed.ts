import { setTimeout as sleep } from 'node:timers/promises';

import {
  toDomainEvent,
  type CheckpointId,
  type ClusterState,
  type ClusterView,
  type NodeId,
  type ResourceId,
} from '#domain';
import { toPosition, type Position, type Recorded } from '#event-store';

import { LongTurns } from '../../execution/long-turns.js';
import { possibleOwners } from '../../hazards/possible-owners.js';
import { projected } from '../../reading/moment.js';
import { type RunningCluster } from '../../running-cluster.js';
import { DriftItems, type DriftItem } from '../drift-items.js';
import { hashPairAhead } from '../hash-pair-ahead.js';
import { driftSeen, type DriftPair, type DriftSeen } from '../drift-state.js';
import { type DriftTrees } from '../drift-trees.js';
import { presentTrees } from '../present-trees.js';
import { TouchedPairs, type Touched } from './touched-pairs.js';

/** A pair that stands otherwise to its stored copy since a position, or is gone. */
export type DriftChange = Readonly<{
  position: Position;
  checkpoint: CheckpointId;
  node: NodeId;
  /** Undefined for a pair that is gone. */
  item: DriftItem | undefined;
  view: ClusterView;
}>;

/** A reader of changes. */
export type DriftListener = Readonly<{
  /** Takes the changes of one look. */
  put: (changes: readonly DriftChange[]) => void;
  /** Called when no change follows. */
  end: () => void;
}>;

/** One look at what events have touched. */
type Look = Readonly<{ trees: DriftTrees; view: ClusterState; position: Position }>;

/** A touched pair; without a checkpoint if it is gone. */
type TouchedPair = Readonly<{
  checkpoint: CheckpointId;
  node: NodeId;
  pair: DriftPair | undefined;
}>;

/** The shortest time from one look to the next, in milliseconds. */
const PAUSE_MS = 200;
/** The number of looks whose positions are kept for readers that come back. */
const MAX_LOOKS = 1000;

/**
 * Follows how the nodes stand to the stored copies, for all readers together and for as long as
 * there is one. What the events of one pause have touched is looked at once.
 */
export class DriftFeed {
  private readonly listeners = new Set<DriftListener>();
  /** The last told state of each pair. */
  private readonly known = new Map<CheckpointId, Map<NodeId, string>>();
  /** The positions of the last looks, in order. */
  private looks: Position[] = [];
  private stopping: AbortController | undefined;

  constructor(private readonly cluster: RunningCluster) {}

  /** Tells a reader every change from now on; returns a function that ends this. */
  listen(listener: DriftListener): () => void {
    this.listeners.add(listener);
    if (this.stopping === undefined) this.begin();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  }

  /** The position of the look before that of a position, if both are known. */
  before(position: Position): Position | undefined {
    const at = this.looks.lastIndexOf(position);
    return at > 0 ? this.looks[at - 1] : undefined;
  }

  /** How touched pairs stand now. */
  async *items(touched: TouchedPairs): AsyncGenerator<DriftChange> {
    const { trees, view, position } = await this.look();
    const items = new DriftItems(this.cluster, trees);
    for (const { checkpoint, node, pair } of this.pairsIn(view, touched.take(view)))
      if (pair !== undefined)
        yield { position, checkpoint, node, item: await items.of(pair), view };
  }

  private begin(): void {
    const stopping = new AbortController();
    this.stopping = stopping;
    this.follow(stopping.signal)
      // A reader that comes back begins again.
      .catch(() => undefined)
      .finally(() => {
        if (this.stopping !== stopping) return;
        for (const { end } of this.listeners) end();
        this.stop();
      });
  }

  private stop(): void {
    this.stopping?.abort();
    this.stopping = undefined;
    this.known.clear();
    this.looks = [];
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { log, state } = this.cluster;
    const touched = new TouchedPairs();
    const { position: after } = log;
    touched.addAll(state);
    await this.note(touched, signal);
    await Promise.all([this.lookOn(touched, signal), this.read(touched, after, signal)]);
  }

  private async read(
    touched: TouchedPairs,
    after: Position | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    for await (const batch of this.cluster.log.subscribe(after, signal))
      await this.take(touched, batch, signal);
  }

  private async take(
    touched: TouchedPairs,
    batch: readonly Recorded[],
    signal: AbortSignal,
  ): Promise<void> {
    const { log, state, name } = this.cluster;
    const last = batch.at(-1)?.position;
    if (last !== undefined) await log.reached(last, signal);
    for (const recorded of batch) {
      const domainEvent = toDomainEvent(name, recorded);
      if (domainEvent !== undefined) touched.note(state, domainEvent);
    }
  }

  /** Looks at what is touched, again and again. */
  private async lookOn(touched: TouchedPairs, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (!touched.isEmpty) await this.tell(touched, signal);
      await sleep(PAUSE_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Takes in how all pairs stand at the beginning. */
  private async note(touched: TouchedPairs, signal: AbortSignal): Promise<void> {
    const { trees, view } = await this.look();
    const turns = new LongTurns(this.cluster);
    for (const { checkpoint, node, pair } of this.pairsIn(view, touched.take(view))) {
      await (pair === undefined ? turns.pause() : hashPairAhead(trees, pair, () => turns.pause()));
      if (signal.aborted) return;
      if (pair !== undefined) this.isNew({ checkpoint, node }, driftSeen(trees, pair));
    }
  }

  private async tell(touched: TouchedPairs, signal: AbortSignal): Promise<void> {
    const look = await this.look();
    const changes: DriftChange[] = [];
    for await (const change of this.changesIn(look, touched.take(look.view))) {
      if (signal.aborted) return;
      changes.push(change);
    }
    if (changes.length === 0) return;
    this.looks = [...this.looks, look.position].slice(-MAX_LOOKS);
    for (const { put } of this.listeners) put(changes);
  }

  /** The touched pairs that stand otherwise than they were last told. */
  private async *changesIn(
    { trees, view, position }: Look,
    touched: Iterable<Touched>,
  ): AsyncGenerator<DriftChange> {
    const items = new DriftItems(this.cluster, trees);
    const turns = new LongTurns(this.cluster);
    const pause = (): Promise<void> => turns.pause();
    for (const { checkpoint, node, pair } of this.pairsIn(view, touched)) {
      await (pair === undefined ? pause() : hashPairAhead(trees, pair, pause));
      if (!this.isNew({ checkpoint, node }, pair && driftSeen(trees, pair))) continue;
      const item = pair && (await items.of(pair));
      yield { position, checkpoint, node, item, view };
    }
  }

  private async look(): Promise<Look> {
    const { cluster } = this;
    const view = cluster.state.fork();
    const position = cluster.log.position ?? toPosition(0n);
    await projected(cluster, position);
    return { view, position, trees: presentTrees(cluster, view, position) };
  }

  private *pairsIn(view: ClusterView, touched: Iterable<Touched>): Iterable<TouchedPair> {
    for (const { checkpoint: id, resource, nodes } of touched) {
      const { checkpoint, owners } = standingIn(view, resource, id);
      const known = this.known.get(id)?.keys() ?? [];
      for (const node of nodes === 'all' ? new Set([...owners, ...known]) : nodes) {
        const isThere = checkpoint !== undefined && owners.includes(node);
        const pair = isThere ? { resource, checkpoint, node } : undefined;
        yield { checkpoint: id, node, pair };
      }
    }
  }

  /** True if a pair stands otherwise than it was last told. */
  private isNew(
    { checkpoint, node }: Pick<TouchedPair, 'checkpoint' | 'node'>,
    seen: DriftSeen | undefined,
  ): boolean {
    const known = this.known.get(checkpoint) ?? new Map<NodeId, string>();
    const before = known.get(node);
    if (seen === undefined) known.delete(node);
    else known.set(node, JSON.stringify([seen.state, seen.differences, seen.hold?.holder]));
    if (known.size === 0) this.known.delete(checkpoint);
    else this.known.set(checkpoint, known);
    return before !== known.get(node);
  }
}

/** A checkpoint, and the nodes on which its resource may run; none if it is gone. */
const standingIn = (
  view: ClusterView,
  resource: ResourceId,
  id: CheckpointId,
): Readonly<{ checkpoint: DriftPair['checkpoint'] | undefined; owners: readonly NodeId[] }> => {
  const open = view.openResource(resource);
  const checkpoint = open?.checkpoints.get(id) ?? open?.crypto.get(id);
  return { checkpoint, owners: checkpoint === undefined ? [] : possibleOwners(view, resource) };
};
