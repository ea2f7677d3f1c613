import { type ServerProcess } from '../support/server.js';

/** Any JSON of the API. */
export type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

type Server = Pick<ServerProcess, 'url'>;

type Sent = Readonly<{ body?: object | undefined; key?: string }>;

const exchange = async (
  { url }: Server,
  request: string,
  { body, key }: Sent,
): Promise<Json | undefined> => {
  const [method = '', path = ''] = request.split(' ');
  const named = key === undefined ? {} : { 'idempotency-key': key };
  try {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...named },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as Json;
  } catch {
    return undefined;
  }
};

/** Sends a request to a server that may die; undefined if there was no answer. */
export const send = (server: Server, request: string, body?: object): Promise<Json | undefined> =>
  exchange(server, request, { body });

/** The same with an Idempotency-Key, so that it can be sent again. */
export const sendOnce = (
  server: Server,
  request: string,
  sent: Required<Sent>,
): Promise<Json | undefined> => exchange(server, request, sent);

export const get = async (server: Server, path: string): Promise<Json> =>
  (await send(server, `GET ${path}`)) ?? {};

/** The position of the last event. */
export const head = async (server: Server): Promise<string> => {
  const { items } = await get(server, '/v1/events?order=newest&limit=1');
  return String((items as Json[])[0]?.['position']);
};

/** The numbers of events, and the type that ends the wait before. */
type Until = Readonly<{ events: number; last?: string }>;

/** Kills a server once its log has grown by a number of events. */
export const killAfter = async (
  server: ServerProcess,
  from: string,
  { events, last }: Until,
): Promise<void> => {
  const headers = { 'last-event-id': from };
  const answer = await fetch(`${server.url}/v1/events/stream`, { headers });
  const body = answer.body ?? new ReadableStream<Uint8Array>();
  let seen = 0;
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    seen += chunk.match(/^id:/gm)?.length ?? 0;
    if (seen >= events || (last !== undefined && chunk.includes(`event: ${last}`))) break;
  }
  await server.kill();
};
