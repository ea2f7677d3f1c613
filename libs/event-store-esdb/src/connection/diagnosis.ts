import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { type EndPoint } from '@eventstore/db-client';

import { filesOf } from './files.js';
import { type ConnectionString } from './connection-string.js';

/** The time that a host may take to accept a connection. */
const PATIENCE_MS = 2000;

const NO_ADDRESS: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'EAI_AGAIN']);

/**
 * The reasons why the hosts of a connection string can't be reached, host by host; undefined if
 * they can, so that the reason is another one. The client's own messages say less.
 */
export const diagnose = async (place: ConnectionString): Promise<string | undefined> => {
  const faults = await Promise.all(place.hosts.map((host) => faultOf(place, host)));
  if (faults.includes(undefined)) return undefined;
  return [...new Set(faults)].join('; ');
};

const faultOf = (place: ConnectionString, host: EndPoint): Promise<string | undefined> =>
  place.parameters.tls === false ? plainFault(host) : tlsFault(place, host);

const plainFault = async (host: EndPoint): Promise<string | undefined> => {
  const fault = await failureOf(connect({ host: host.address, port: host.port }), 'connect');
  if (fault !== undefined) return connectionFault(fault, host);
  const options = { host: host.address, port: host.port, rejectUnauthorized: false };
  const refused = await failureOf(connectTls(options), 'secureConnect');
  return refused === undefined
    ? `${nameOf(host)} speaks TLS: leave tls=false out of EVENTSTORE_URL`
    : undefined;
};

const tlsFault = async (place: ConnectionString, host: EndPoint): Promise<string | undefined> => {
  const { rootCertificate } = filesOf(place);
  const ca = rootCertificate === undefined ? {} : { ca: rootCertificate };
  const options = { host: host.address, port: host.port, ...ca };
  const fault = await failureOf(connectTls(options), 'secureConnect');
  if (fault === undefined) return undefined;
  const { code = '', message } = fault;
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO')
    return `${nameOf(host)} speaks no TLS: say tls=false in EVENTSTORE_URL, or use another port`;
  return /CERT|SIGNATURE/.test(code)
    ? `the certificate of ${nameOf(host)} is not trusted: ${message}; name its authority in tlsCAFile`
    : connectionFault(fault, host);
};

const connectionFault = ({ code, message }: Fault, host: EndPoint): string => {
  if (NO_ADDRESS.has(code)) return `no address is known for the host ${host.address}`;
  if (code === 'ECONNREFUSED') return `nothing listens on ${nameOf(host)}`;
  return `no connection to ${nameOf(host)}: ${message}`;
};

const nameOf = ({ address, port }: EndPoint): string => `${address}:${port}`;

type Fault = Error & Readonly<{ code?: string }>;

/** The error of a socket that fails before it is open; undefined once it is open. */
const failureOf = async (socket: Socket, opened: string): Promise<Fault | undefined> => {
  // The socket may fail again, after the listener above is gone.
  socket.on('error', () => undefined);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    await once(socket, opened, { signal });
    return undefined;
  } catch (error) {
    if (signal.aborted) return new Error(`no answer within ${PATIENCE_MS} ms`);
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    socket.destroy();
  }
};
