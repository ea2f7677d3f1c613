import { afterEach, describe, expect, test } from '@jest/globals';

import { heldKey } from './held-key.js';
import { messages, take, type Message } from './messages.js';
import { KEY, type Json } from './tidemark.js';

describe('the stream of drift', () => {
  const { scene, send, hold, release, move, checkpoint } = heldKey();
  const open: AsyncGenerator<Message>[] = [];

  afterEach(async () => {
    for (const stream of open.splice(0)) await stream.return(undefined);
  });

  const follow = async (last?: string): Promise<AsyncGenerator<Message>> => {
    const asked = last === undefined ? {} : { headers: { 'last-event-id': last } };
    const answer = await fetch(`${scene.tidemark.url}/v1/drift/stream`, asked);
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const stream = messages(answer);
    open.push(stream);
    return stream;
  };

  const next = async (stream: AsyncGenerator<Message>): Promise<Message> => {
    const [message] = await take(stream, 1);
    if (message === undefined) throw new Error('the stream has ended');
    return message;
  };

  const items = (): Promise<readonly Json[]> => scene.tidemark.items('/v1/drift');

  test('sends the items that change, as the list has them', async () => {
    const stream = await follow();
    await scene.tidemark.edit('node-b', 'mine');
    const { id, event, data } = await next(stream);
    const [, item] = await items();
    expect([event, data]).toEqual(['drift', item]);
    expect(data).toMatchObject({ node: 'node-b', state: 'different', differences: 1 });
    expect(id).toMatch(/^\d+$/);
  });

  test('says who holds a key, and that it is released', async () => {
    const stream = await follow();
    await hold();
    const held = await next(stream);
    await release();
    const free = await next(stream);
    expect(held.data).toMatchObject({ node: 'node-b', heldBy: 'winlogon' });
    expect(free.data).not.toHaveProperty('heldBy');
    expect(Number(free.id)).toBeGreaterThan(Number(held.id));
  });

  test('sends nothing for a change that leaves a pair as it was', async () => {
    const stream = await follow();
    await scene.tidemark.edit('node-b', 'one', ['SOFTWARE\\Elsewhere', 'Port']);
    await send('POST /v1/nodes/node-b/pause');
    await send('POST /v1/nodes/node-b/resume');
    await scene.tidemark.edit('node-b', 'mine', [KEY, 'Other']);
    const { data } = await next(stream);
    expect(data).toMatchObject({ node: 'node-b', state: 'different', differences: 2 });
  });

  test('sends the pairs that are new, and those that are gone', async () => {
    const id = String((await checkpoint())['id']);
    const stream = await follow();
    await send('DELETE /v1/resources/Server/possible-owners/node-b');
    const gone = await next(stream);
    expect([gone.event, gone.data]).toEqual(['gone', { checkpoint: id, node: 'node-b' }]);
    await send('PUT /v1/resources/Server/possible-owners/node-b');
    const again = await next(stream);
    expect(again.data).toMatchObject({ node: 'node-b', state: 'missing' });
  });

  test('goes on after the last message of a reader that comes back', async () => {
    const stream = await follow();
    await scene.tidemark.edit('node-b', 'mine');
    const { id } = await next(stream);
    await stream.return(undefined);
    await move('node-b');
    const back = await follow(id);
    const seen = new Map<string, unknown>();
    while (seen.get('node-b') !== 'equal') {
      const { data } = await next(back);
      seen.set(String(data['node']), data['state']);
    }
    await scene.tidemark.edit('node-a', 'more');
    const { data } = await next(back);
    expect(data).toMatchObject({ node: 'node-a', state: 'different' });
  });

  test.each(['1x', '999999999999999'])(
    'refuses a last message that there never was: %s',
    async (last) => {
      const headers = { 'last-event-id': last };
      const answer = await fetch(`${scene.tidemark.url}/v1/drift/stream`, { headers });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        errors: [{ pointer: '/headers/last-event-id' }],
      });
    },
  );
});
