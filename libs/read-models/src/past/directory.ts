import { cluster, streamName, type Cluster, type ClusterEvent } from '#domain';
import { toPosition, type Position } from '#event-store';

import { type Events } from '../events/events.js';
import { Departures } from './departures.js';
import { Tags } from './tags.js';

const ALL = { limit: Infinity, order: 'oldest' } as const;

/** The distance between kept states; a state in between is folded from the one before. */
const STRIDE = 64;

/** The place of an event of the directory. */
type Place = Readonly<{ position: number; revision: number }>;

/**
 * The directory at any position. It changes seldom, so its events are kept in memory, with one
 * state for every `STRIDE` of them.
 */
export class DirectoryPast {
  private readonly stream: string;
  private positions: number[] = [];
  private revisions: number[] = [];
  private changes: ClusterEvent[] = [];
  private states: Cluster[] = [];
  private isResumed = false;
  private gone = new Departures();
  private tagged = new Tags();

  constructor(
    private readonly events: Events,
    name: string,
  ) {
    this.stream = streamName(name, 'cluster', name);
  }

  /** Reads the whole file again; called before the first question, and after a rebuild. */
  reload(): void {
    if (this.isResumed) {
      this.catchUp();
      return;
    }
    [this.positions, this.revisions, this.changes, this.states] = [[], [], [], []];
    [this.gone, this.tagged] = [new Departures(), new Tags()];
    this.catchUp();
  }

  /** Reads the new events of the file. */
  catchUp(): void {
    const from = toPosition(BigInt((this.positions.at(-1) ?? 0) + 1));
    for (const { position, revision, event } of this.events.list(
      { stream: this.stream, from },
      ALL,
    ))
      this.add(event as ClusterEvent, { position: Number(position), revision: Number(revision) });
  }

  /** Takes over what another one has up to a position, and goes on from there at each `reload`. */
  resumeFrom(other: DirectoryPast, position: Position): void {
    const count = other.countUpTo(Number(position));
    for (let index = 0; index < count; index += 1) {
      const change = other.changes[index];
      const [at = 0, revision = 0] = [other.positions[index], other.revisions[index]];
      if (change !== undefined) this.note(change, { position: at, revision });
    }
    this.states = other.states.slice(0, Math.floor(count / STRIDE));
    this.isResumed = true;
  }

  /** The things that have left the directory. */
  get departures(): Departures {
    return this.gone;
  }

  /** The tags that there are now. */
  get tags(): Tags {
    return this.tagged;
  }

  at(position: Position): Cluster {
    const count = this.countUpTo(Number(position));
    const stride = Math.floor(count / STRIDE);
    const base = stride === 0 ? cluster.initial : (this.states[stride - 1] ?? cluster.initial);
    return this.changes.slice(stride * STRIDE, count).reduce(cluster.evolve, base);
  }

  private note(change: ClusterEvent, place: Place): void {
    this.gone.note(change, place);
    this.tagged.note(change);
    this.positions.push(place.position);
    this.revisions.push(place.revision);
    this.changes.push(change);
  }

  private add(change: ClusterEvent, place: Place): void {
    this.note(change, place);
    if (this.changes.length % STRIDE !== 0) return;
    const base = this.states.at(-1) ?? cluster.initial;
    this.states.push(this.changes.slice(-STRIDE).reduce(cluster.evolve, base));
  }

  private countUpTo(position: number): number {
    let [low, high] = [0, this.positions.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.positions[middle] ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
