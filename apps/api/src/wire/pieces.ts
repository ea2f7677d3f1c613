import { type IncomingMessage } from 'node:http';

import { brokenOff } from './broken-off.js';
import { type Connections } from './connections.js';
import { type Budget } from './budget.js';
import { type Pace } from './pace.js';
import { type Turns } from './turns.js';

/** The folder of uploads, the limits on simultaneous uploads, and the order in which they are read. */
export type UploadPlace = Readonly<{
  folder: string;
  uploads: Budget;
  connections: Connections;
  pace: Pace;
  turns: Turns;
}>;

/**
 * The pieces of a body as they come. A slow reader slows the sender. If the reader stops, the rest
 * stays unread.
 *
 * @throws HttpProblem if the body stops, is broken off, or can't be read
 */
export async function* piecesOf(
  request: IncomingMessage,
  { connections, pace }: Pick<UploadPlace, 'connections' | 'pace'>,
): AsyncGenerator<Buffer> {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const broken = (): void => {
    failed.reject(brokenOff());
  };
  let more = Promise.withResolvers<undefined>();
  const wake = (): void => {
    more.resolve(undefined);
  };
  const failure = connections.failureOf(request);
  if (failure !== undefined) failed.reject(failure);
  const unwatch = pace.watch(request, failed.reject);
  request.on('readable', wake).on('end', wake).on('error', broken).on('close', broken);
  connections.invite(request);
  try {
    while (!request.readableEnded) {
      const piece = request.read() as Buffer | null;
      if (piece !== null) yield piece;
      else await Promise.race([more.promise, failed.promise]);
      more = Promise.withResolvers();
    }
  } finally {
    unwatch();
    request.off('readable', wake).off('end', wake).off('close', broken);
  }
}
