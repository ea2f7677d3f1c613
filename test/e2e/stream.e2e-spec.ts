import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { Tidemark, type Json } from './tidemark.js';

type Message = Readonly<{ id: string; event: string; data: Json }>;

const parse = (block: string): Message => {
  const fields = Object.fromEntries(
    block
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  const { id = '', event = '', data = '{}' } = fields;
  return { id, event, data: JSON.parse(data) as Json };
};

/** The messages of a stream of server-sent events, until it ends. */
async function* messages(answer: Response): AsyncGenerator<Message> {
  let text = '';
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end).trim();
      text = text.slice(end + 2);
      if (block.includes('data:')) yield parse(block);
    }
  }
}

const take = async (
  stream: AsyncGenerator<Message>,
  count: number,
): Promise<readonly Message[]> => {
  const taken: Message[] = [];
  while (taken.length < count) {
    const next = await stream.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
};

describe('the stream of events', () => {
  let tidemark: Tidemark;

  beforeEach(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
  });

  const open = async (last?: string): Promise<AsyncGenerator<Message>> => {
    const headers = last === undefined ? {} : { 'last-event-id': last };
    return messages(await fetch(`${tidemark.url}/v1/events/stream`, { headers }));
  };

  describe('while the server runs', () => {
    afterEach(() => tidemark.stop());

    test('resumes after the last one seen, without gap or repeat, and goes on with what happens', async () => {
      const all = await tidemark.items('/v1/events');
      const stream = await open(String(all[2]?.['position']));
      const old = await take(stream, all.length - 3);
      expect(old.map(({ data }) => data)).toEqual(all.slice(3));
      expect(old.map(({ id }) => id)).toEqual(all.slice(3).map(({ position }) => String(position)));
      const { body } = await tidemark.edit('node-a', '1433');
      const [live] = await take(stream, 1);
      expect(live?.id).toBe(String(body['position']));
      expect(live?.event).toBe('RegistryChanged');
      await stream.return(undefined);
    });

    test('begins with what happens next when nothing was seen yet', async () => {
      const stream = await open();
      const { body } = await tidemark.edit('node-a', '1433');
      const [first] = await take(stream, 1);
      expect(first).toMatchObject({ id: String(body['position']) });
      await stream.return(undefined);
    });

    test('refuses a Last-Event-ID that is no position', async () => {
      const answer = await fetch(`${tidemark.url}/v1/events/stream`, {
        headers: { 'last-event-id': 'yesterday' },
      });
      expect(answer.status).toBe(400);
      expect(((await answer.json()) as Json)['errors'][0].pointer).toBe('/headers/last-event-id');
    });
  });

  test('ends when the server stops, and does not keep it from stopping', async () => {
    const stream = await open('0');
    const [first] = await take(stream, 1);
    expect(first?.id).not.toBe('');
    const rest = (async () => {
      for await (const message of stream) expect(message.id).not.toBe('');
    })().catch(() => undefined);
    await tidemark.stop();
    await rest;
  });
});
