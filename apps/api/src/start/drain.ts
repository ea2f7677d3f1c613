import { type Server } from 'node:http';

const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 10_000;

/**
 * Lets what is under way end while a server closes: a connection is closed as soon as it has
 * nothing more to say, and after ten seconds whatever it says.
 */
export const drain = (server: Server): void => {
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, LOOK_EVERY_MS);
  const all = setTimeout(() => {
    server.closeAllConnections();
  }, PATIENCE_MS);
  server.once('close', () => {
    clearInterval(idle);
    clearTimeout(all);
  });
};
