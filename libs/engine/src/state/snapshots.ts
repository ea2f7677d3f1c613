import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

import {
  isAggregate,
  parseStream,
  ClusterState,
  STATE_ARCHIVE_VERSION,
  StateReader,
  writeState,
} from '#domain';
import {
  BadSnapshot,
  readSnapshot,
  writeSnapshot,
  type EventStore,
  type Position,
  type Recorded,
  type SnapshotHead,
} from '#event-store';

import { type EngineSettings } from '../engine-settings.js';

/** A cluster state that is folded up to a position; the position is undefined for an empty log. */
export type LoadedState = Readonly<{ clusterState: ClusterState; position: Position | undefined }>;

type SnapshotLocation = Readonly<{ file: string; cluster: string; store: EventStore }>;

/** The path of the snapshot file. */
export const snapshotFile = ({ data }: EngineSettings): string => join(data, 'fold.snapshot');

/** If the state is small, a snapshot is taken after this many events. */
const EVERY = 20_000;
/** The largest share of the time that snapshots may take. */
const SHARE = 0.05;
/**
 * The longest time that a piece of a snapshot blocks other work, unless one piece itself takes
 * longer.
 */
const SLICE_MS = 4;

/**
 * The state of the last snapshot, if it is valid; else an empty state, so that the whole log is
 * folded. A snapshot may be deleted at any time.
 *
 * @param warn called with the reason why a snapshot is left aside
 */
export const loadSnapshot = async (
  place: SnapshotLocation,
  warn: (reason: string) => void,
): Promise<LoadedState> => {
  try {
    const reader = new StateReader();
    const head = readSnapshot(place.file, STATE_ARCHIVE_VERSION, (line) => {
      reader.read(line);
    });
    if (head === undefined) return emptyState();
    await requireSameLog(place, head);
    return { clusterState: ClusterState.thaw(reader.state()), position: head.position };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    warn(`the snapshot is left aside: ${error.message}`);
    return emptyState();
  }
};

const emptyState = (): LoadedState => ({ clusterState: new ClusterState(), position: undefined });

/** Checks that the log has the snapshot's last event at its position. @throws BadSnapshot */
const requireSameLog = async (
  { store, cluster }: SnapshotLocation,
  head: SnapshotHead,
): Promise<void> => {
  const range = { to: head.position, direction: 'backwards', limit: 1 } as const;
  for await (const { id, position } of store.readLog(range))
    if (id === head.event && position === head.position && head.cluster === cluster) return;
  throw new BadSnapshot('it is of another log');
};

/** Takes a snapshot now and then, in small pieces between other work. */
export class Snapshots {
  private since = 0;
  private notBefore = 0;
  private taking: Promise<void> = Promise.resolve();
  private isTaking = false;

  constructor(
    private readonly place: Omit<SnapshotLocation, 'store'>,
    private readonly clusterState: ClusterState,
    private readonly parts: Readonly<{ now: () => number; onDefect: (error: unknown) => void }>,
  ) {}

  /**
   * Notes events that were folded.
   *
   * @param recorded the last of them
   */
  observe(recorded: Recorded, count = 1): void {
    this.since += count;
    if (this.since < EVERY || this.isTaking || this.parts.now() < this.notBefore) return;
    // An event that can be erased could be missing when the snapshot is compared with the log.
    if (!isAggregate(parseStream(recorded.stream)?.kind ?? '')) return;
    this.since = 0;
    this.isTaking = true;
    this.taking = this.take(recorded).catch((error: unknown) => {
      this.parts.onDefect(error);
    });
  }

  /** Resolves when no snapshot is being taken. */
  async settled(): Promise<void> {
    await this.taking;
  }

  private async take({ id: event, position, stream, revision }: Recorded): Promise<void> {
    const { file, cluster } = this.place;
    const began = this.parts.now();
    const lines = writeState(this.clusterState.freeze());
    const log =
      this.clusterState.cluster.status === 'formed' ? this.clusterState.cluster.logId : undefined;
    const place = { position, event, stream, revision, ...(log !== undefined && { log }) };
    const head = { version: STATE_ARCHIVE_VERSION, cluster, ...place };
    const slices = new Slices(this.parts.now);
    try {
      await writeSnapshot(file, { head, lines }, () => slices.end());
    } finally {
      this.isTaking = false;
      this.notBefore = this.parts.now() + (this.parts.now() - began) / SHARE;
    }
  }
}

/** Lets other work run after each slice of time. A longer slice is followed by a longer break. */
class Slices {
  private began: number;
  private length = SLICE_MS;

  constructor(private readonly now: () => number) {
    this.began = now();
  }

  /** Resolves at once within a slice; at its end, resolves after other work had its turn. */
  async end(): Promise<void> {
    const ended = this.now();
    if (ended - this.began < this.length) return;
    await turn();
    this.began = this.now();
    this.length = Math.max(SLICE_MS, (this.began - ended) * SHARE);
  }
}
