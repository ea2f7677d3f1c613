import { PastState, parseStream } from '#domain';
import {
  isInStreamRange,
  select,
  SCHEMA_VERSION,
  toPosition,
  type Recorded,
  type StreamRange,
} from '#event-store';
import { PROCESSES_ACTOR } from '#processes';
import {
  LayerDatabase,
  layeredReads,
  readsBeside,
  resumeAt,
  SecuredThen,
  type LayerOptions,
  type ReadModels,
} from '#read-models';
import { redactionOf } from '#registry';

import { closedOnError } from './closed-on-error.js';
import { ForkedCluster } from './forked-cluster.js';

/** A past moment of a cluster, and the file of its read models; plain data. */
export type PastMoment = Readonly<{
  file: string;
  cluster: string;
  /** The position, in decimal digits. */
  position: string;
  /** Milliseconds since 1970. */
  now: number;
}>;

/** Makes forks of past moments, on a connection of its own to the file of the read models. */
export class PastForks {
  private base: Readonly<{ reads: ReadModels; file: string }> | undefined;

  constructor(private readonly newId: () => string) {}

  /**
   * @throws ReadModelDamaged
   */
  async at({ file, cluster: name, position: at, now }: PastMoment): Promise<ForkedCluster> {
    const position = toPosition(BigInt(at));
    const reads = await this.readsOf(file, name, position);
    const db = new LayerDatabase(file, Number(position));
    const state = closedOnError(db, () => resumeAt(db, name, reads.directoryAt(position)));
    const before = state.fork();
    const options: Omit<LayerOptions, 'log'> = {
      ...{ file: ':memory:', cluster: name, keepEvery: Infinity },
      seed: { at: position, state: () => PastState.forkOf(before) },
      securedThen: new SecuredThen(db, Number(position)),
    };
    return new ForkedCluster({
      ...{ name, state, before, position, now, open: undefined, unseen: [] },
      readsOver: (own) => layeredReads(db, { ...options, log: own }, reads),
      readStream: (stream, range) => pastEvents(db, stream, range),
      redaction: redactionOf([], () => Buffer.alloc(0)),
      comparisons: { compare: () => Promise.reject(new Error('a fork compares nothing')) },
      catchUpMs: 600_000,
      newId: this.newId,
      takeTurn: () => Promise.resolve(),
    });
  }

  async close(): Promise<void> {
    const { base } = this;
    this.base = undefined;
    await base?.reads.close();
  }

  /** Read models of the file that have a position; opened again if the file has grown since. */
  private async readsOf(
    file: string,
    cluster: string,
    position: ReadModels['position'],
  ): Promise<ReadModels> {
    if (this.base?.file === file && this.base.reads.position >= position) return this.base.reads;
    await this.close();
    const reads = readsBeside(file, { cluster });
    this.base = { reads, file };
    return reads;
  }
}

async function* pastEvents(
  db: LayerDatabase,
  stream: string,
  range: StreamRange,
): AsyncIterable<Recorded> {
  if (parseStream(stream)?.kind === 'key') yield sealedThen(stream);
  else yield* select(db.eventsOf(stream), (recorded) => isInStreamRange(recorded, range), range);
}

/**
 * The keys that a past state refers to were there then. What is sealed may have been erased since, and
 * nobody asks a fork for it.
 */
const sealedThen = (stream: string): Recorded => ({
  ...{ id: stream, stream, revision: 0n, position: toPosition(0n), recordedAt: new Date(0) },
  event: { type: 'KeyMaterialSealed', data: { sealed: '' } },
  schema: SCHEMA_VERSION,
  metadata: {
    ...{ actor: PROCESSES_ACTOR, authentication: 'none', operation: '', causation: '' },
    command: { id: '', type: 'SealKey' },
  },
});
