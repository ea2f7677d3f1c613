import { setTimeout as pause } from 'node:timers/promises';

/** Requests of the tests, each as `POST /v1/nodes` with a body. */
export type Send = (request: string, body?: object) => Promise<Readonly<Record<string, unknown>>>;

export const KEY = 'SOFTWARE\\Acme\\App';

/**
 * Sends requests to a server.
 *
 * @returns a function that throws an Error with the answer unless it is a success
 */
export const sender =
  (url: string): Send =>
  async (request, body) => {
    const [method = '', path = ''] = request.split(' ');
    const answer = await fetch(`${url}${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${request}: ${answer.status} ${text}`);
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  };

/** Sets the value `Port` on a node. */
export const edit = async (send: Send, node: string, text: string): Promise<void> => {
  const change = { op: 'set', key: KEY, name: 'Port', value: { type: 'REG_SZ', text } };
  await send(`PATCH /v1/nodes/${node}/registry`, { changes: [change] });
};

/**
 * Two nodes and the group SQL with a checkpoint. It moved, so that an edit of node-b was lost; node-b
 * crashed, so that the group is on node-a again; and node-b is back.
 */
export const tell = async (send: Send): Promise<void> => {
  await send('POST /v1/nodes', { name: 'node-a' });
  await send('POST /v1/nodes', { name: 'node-b' });
  await edit(send, 'node-a', '1433');
  await send('POST /v1/groups', { name: 'SQL', owner: 'node-a' });
  const resource = { name: 'Server', type: 'Generic Service', group: 'SQL' };
  await send('POST /v1/resources', resource);
  await send('POST /v1/resources/Server/checkpoints', { key: KEY });
  await send('POST /v1/resources/Server/online', {});
  await edit(send, 'node-b', '1555');
  await send('PUT /v1/tags/before-move', {});
  await send('POST /v1/groups/SQL/move', { to: 'node-b', reason: 'patch night' });
  await until(send, 'node-b');
  await send('POST /v1/nodes/node-b/crash', { reason: 'power lost' });
  await until(send, 'node-a');
  await send('POST /v1/nodes/node-b/start', {});
};

const ASK_EVERY_MS = 25;

/** Resolves when the group SQL is online on a node, however long it takes. */
export const until = async (send: Send, node: string): Promise<void> => {
  for (;;) {
    const { owner, state } = await send('GET /v1/groups/SQL');
    if (owner === node && state === 'Online') return;
    await pause(ASK_EVERY_MS);
  }
};
