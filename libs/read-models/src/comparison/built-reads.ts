import { type Position, type Recorded } from '#event-store';

import { Projection } from '../projection/projection.js';
import { type LogSource, type Projecting } from '../projection/projecting.js';
import { ReadModels } from '../read-models.js';

type Built = Readonly<{
  file: string;
  log: LogSource;
  id: string | null;
  cluster: string;
  /** The position of the last event. */
  upTo: Position;
  /** Called after each transaction with its position. It may throw to end the work. */
  advanced: (position: Position) => void;
}>;

/** Projects a log up to a position into a new file. */
export const buildReads = async ({ log, upTo, advanced, ...place }: Built): Promise<void> => {
  const done = Promise.withResolvers<undefined>();
  const projection = await Projection.open({
    ...place,
    log: endingAt(log, upTo),
    advanced: ({ position }) => {
      try {
        advanced(position);
        if (position >= upTo) done.resolve(undefined);
      } catch (error) {
        done.reject(error);
      }
    },
    stopped: (error) => {
      if (error !== undefined) done.reject(error);
    },
    damaged: done.reject,
    renewed: () => undefined,
  });
  try {
    if (projection.position < upTo) {
      projection.start();
      await done.promise;
    }
  } finally {
    await projection.stop();
  }
};

/** A log that has no event after a position. */
const endingAt = (log: LogSource, upTo: Position): LogSource => ({
  readLog: (range) => log.readLog(range),
  head: () => Promise.resolve(upTo),
  async *subscribe(after, signal) {
    for await (const batch of log.subscribe(after, signal)) {
      yield batch.filter(({ position }: Recorded) => position <= upTo);
      if ((batch.at(-1)?.position ?? upTo) >= upTo) break;
    }
    await aborted(signal);
  },
});

const aborted = async (signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return;
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
};

/** A file that nothing follows while it is asked. */
const STILL: Projecting = {
  start: () => undefined,
  flushUpTo: () => undefined,
  rebuild: () => Promise.reject(new Error('the file is only read here')),
  stop: () => Promise.resolve(),
};

/** Reads a file as it is, beside its writer; its position is that of the last transaction. */
export const readsBeside = (
  file: string,
  { cluster, onDamaged }: Pick<Parameters<typeof ReadModels.over>[1], 'cluster' | 'onDamaged'>,
): ReadModels => ReadModels.over(file, { cluster, ...(onDamaged && { onDamaged }) }, () => STILL);
