import { type IncomingMessage } from 'node:http';

/** True for a request whose headers announce a body that is not empty. */
export const hasBody = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
