import { PastState, toDomainEvent, type DomainEvent } from '#domain';
import { toPosition, type EventStore, type Position, type Recorded } from '#event-store';
import { type ProcessRunner } from '#processes';
import { LayerDatabase, layeredReads, type LayerOptions, type ReadModels } from '#read-models';

import { type EngineLog } from '../engine-log.js';
import { closedOnError } from './closed-on-error.js';
import { ForkedCluster } from './forked-cluster.js';
import { type ForkOrigin } from './fork-parts.js';

/** A running cluster that is forked. */
type Forked = Pick<
  ForkOrigin,
  'name' | 'state' | 'now' | 'redaction' | 'comparisons' | 'catchUpMs' | 'newId' | 'takeTurn'
> &
  Readonly<{ log: EngineLog; store: EventStore; reads: ReadModels }>;

type Place = Readonly<{
  /** The file of the read models. */
  file: string;
  runner: Pick<ProcessRunner, 'isRunning' | 'open'>;
}>;

/** The number of events in one read. */
const PAGE = 1000;

/** A fork of the cluster that an engine runs, at the present state. */
export const forkOf = async (engine: Forked, { file, runner }: Place): Promise<ForkedCluster> => {
  const { name, log, reads, store } = engine;
  await log.folded(AbortSignal.timeout(engine.catchUpMs));
  await engine.takeTurn();
  log.requireTrue();
  const [folded, state] = [log.position ?? toPosition(0n), engine.state.fork()];
  const open = runner.isRunning ? runner.open : undefined;
  await reads.reached(folded, AbortSignal.timeout(engine.catchUpMs));
  const db = new LayerDatabase(file);
  const unseen = closedOnError(db, () => unseenIn(db, { name, after: folded }));
  for (const domainEvent of unseen) state.apply(domainEvent);
  const position = db.begunAt;
  const before = state.fork();
  const options: Omit<LayerOptions, 'log'> = {
    ...{ file: ':memory:', cluster: name, keepEvery: Infinity },
    seed: { at: position, state: () => PastState.forkOf(before) },
  };
  return new ForkedCluster({
    ...{ name, state, before, position, now: engine.now, open, unseen },
    readsOver: (own) => layeredReads(db, { ...options, log: own }, reads),
    readStream: (stream, range) => upTo(position, store.readStream(stream, range)),
    redaction: engine.redaction,
    comparisons: engine.comparisons,
    catchUpMs: engine.catchUpMs,
    newId: () => engine.newId(),
    takeTurn: () => engine.takeTurn(),
  });
};

/** The events that a file has and a state does not. */
const unseenIn = (
  db: LayerDatabase,
  { name, after }: Readonly<{ name: string; after: Position }>,
): readonly DomainEvent[] => {
  const all: DomainEvent[] = [];
  for (let at = after; ;) {
    const page = db.eventsAfter(at, PAGE);
    for (const recorded of page) {
      const domainEvent = toDomainEvent(name, recorded);
      if (domainEvent !== undefined) all.push(domainEvent);
    }
    if (page.length < PAGE) return all;
    at = page.at(-1)?.position ?? at;
  }
};

async function* upTo(
  position: Position,
  events: ReturnType<EventStore['readStream']>,
): AsyncIterable<Recorded> {
  for await (const recorded of events) if (recorded.position <= position) yield recorded;
}
