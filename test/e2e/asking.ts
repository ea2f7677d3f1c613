import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';

import { type NestFastifyApplication } from '@nestjs/platform-fastify';

import { faultWithRequest } from '../support/document/described.js';

/** An answer, unparsed. */
export type Raw = Readonly<{ status: number; headers: IncomingHttpHeaders; text: string }>;

/**
 * Sends exactly these headers, without a Host of its own. A stream of events is closed after its
 * first bytes.
 */
export const ask = (
  url: string,
  [method, path]: readonly [method: string, path: string],
  { headers = {}, body = '' }: Readonly<{ headers?: OutgoingHttpHeaders; body?: string }> = {},
): Promise<Raw> =>
  new Promise((resolve, reject) => {
    const { hostname, port, host } = new URL(url);
    const given = { host, ...(body === '' ? {} : { 'content-length': Buffer.byteLength(body) }) };
    const sent = request({ hostname, port, method, path, headers: { ...given, ...headers } });
    sent.on('error', reject).on('response', (answer) => {
      const { statusCode: status = 0 } = answer;
      let text = '';
      const done = (): void => {
        const fault = faultWithRequest([method, path], {
          status,
          headers: new Headers(Object.entries(answer.headers) as [string, string][]),
          text: answer.complete && text !== '' ? text : undefined,
        });
        if (fault === undefined) resolve({ status, headers: answer.headers, text });
        else reject(new Error(fault));
      };
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (answer.headers['content-type']?.startsWith('text/event-stream') !== true) return;
        done();
        sent.destroy();
      });
      answer.on('end', done).on('error', done);
    });
    sent.end(body);
  });

/** Writes bytes to a server; returns all that the server answers before it ends the connection. */
export const exchange = (url: string, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    let text = '';
    const socket = connect(Number(port), hostname).on('error', reject);
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('end', () => {
      resolve(text);
    });
    socket.write(bytes);
  });

/** Every method and path pattern that an application has a route for. */
export const requestsOf = (
  app: NestFastifyApplication,
): readonly (readonly [method: string, pattern: string])[] => {
  const printed = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const above: string[] = [];
  return printed.split('\n').flatMap((line) => {
    const [, indent = '', part, methods = ''] =
      /^([│ ]*)[├└]── (\S+)(?: \((.*)\))?/.exec(line) ?? [];
    if (part === undefined) return [];
    const level = indent.length / 4;
    above[level] = part;
    const pattern = above.slice(0, level + 1).join('');
    return methods.split(', ').map((method) => [method, pattern] as const);
  });
};

/** The patterns of all paths that an application has routes for. */
export const routesOf = (app: NestFastifyApplication): readonly string[] => [
  ...new Set(requestsOf(app).map(([, pattern]) => pattern)),
];
