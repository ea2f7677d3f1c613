import { type Server } from 'node:http';

const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 10_000;

/**
 * Closes connections while a server closes: each one as soon as it is idle, and all of them after
 * ten seconds.
 */
export const closeConnections = (server: Server): void => {
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
