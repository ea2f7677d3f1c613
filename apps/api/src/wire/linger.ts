import { type Duplex } from 'node:stream';

import { type Limits } from './limits.js';

/**
 * Closes a connection whose client may still be sending. An immediate close would make the kernel
 * drop the answer on its way. So the connection stays open for a while, and the client's data is
 * dropped.
 */
export const linger = (
  socket: Duplex,
  { lingerMs, lingerBytes }: Pick<Limits, 'lingerMs' | 'lingerBytes'>,
): void => {
  if (socket.destroyed) return;
  let bytes = 0;
  const drop = (piece: Buffer): void => {
    bytes += piece.length;
    // A client that goes on sending is held back: a reset would cost it the answer it has not read.
    if (bytes > lingerBytes) socket.pause();
  };
  // The parser is given nothing of it: no further request begins on this connection.
  socket.on('data', drop);
  for (const other of socket.listeners('data'))
    if (other !== drop) socket.off('data', other as typeof drop);
  const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.once('close', () => {
    clearTimeout(timer);
  });
  socket.end();
  socket.resume();
};
