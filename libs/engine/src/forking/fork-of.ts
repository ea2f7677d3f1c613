import { toPosition, type EventStore, type Position, type Recorded } from '#event-store';
import { type ProcessRunner } from '#processes';

import { type EngineLog } from '../engine-log.js';
import { ForkedCluster } from './forked-cluster.js';
import { type ForkOrigin } from './fork-parts.js';

/** A running cluster that is forked. */
type Forked = Pick<
  ForkOrigin,
  | 'name'
  | 'state'
  | 'now'
  | 'reads'
  | 'redaction'
  | 'comparisons'
  | 'catchUpMs'
  | 'newId'
  | 'takeTurn'
> &
  Readonly<{ log: EngineLog; store: EventStore }>;

/** A fork of the cluster that an engine runs, at the present state. */
export const forkOf = async (
  engine: Forked,
  runner: Pick<ProcessRunner, 'isRunning' | 'open'>,
): Promise<ForkedCluster> => {
  const { name, log, reads, store, redaction, comparisons, catchUpMs } = engine;
  await log.caughtUp(AbortSignal.timeout(catchUpMs));
  await engine.takeTurn();
  log.requireTrue();
  const position = log.position ?? toPosition(0n);
  return new ForkedCluster({
    ...{ name, state: engine.state.fork(), position, now: engine.now },
    ...{ reads, redaction, comparisons, catchUpMs },
    readStream: (stream, range) => upTo(position, store.readStream(stream, range)),
    open: runner.isRunning ? runner.open : undefined,
    newId: () => engine.newId(),
    takeTurn: () => engine.takeTurn(),
  });
};

async function* upTo(
  position: Position,
  events: ReturnType<EventStore['readStream']>,
): AsyncIterable<Recorded> {
  for await (const recorded of events) if (recorded.position <= position) yield recorded;
}
