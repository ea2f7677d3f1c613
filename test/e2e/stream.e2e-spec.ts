import { generateKeyPairSync } from 'node:crypto';
import { connect, type Socket } from 'node:net';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { type NewEvent } from '#event-store';
import { eventFor } from '#testing/event-store';

import { messages, take, type Message } from './messages.js';
import { Tidemark, type Answer, type Json } from './tidemark.js';

const GROWTH = 8000;
const APPEND = 200;
/** All texts together exceed the buffers of a connection without a reader. */
const TEXT = 'x'.repeat(3000);

/** Adds events of an absent node to the log, which change nothing. */
const grow = async ({ engine }: Tidemark): Promise<void> => {
  const stream = engine.stream('node', 'growth');
  for (let at = 0; at < GROWTH; at += APPEND) {
    const events = Array.from({ length: APPEND }, (_, index): NewEvent => ({
      ...eventFor(`growth ${at + index}`, { changes: [], text: TEXT }),
      type: 'RegistryChanged',
    }));
    const { position } = await engine.store.append(stream, events, BigInt(at - 1));
    await engine.fold.reached(position);
  }
};

/**
 * The number of events that new subscriptions of a log are given, and the signals that end them.
 */
const watch = ({ engine: { store } }: Tidemark): { given: number; signals: AbortSignal[] } => {
  const seen = { given: 0, signals: [] as AbortSignal[] };
  const subscribe = store.subscribe.bind(store);
  store.subscribe = async function* (after, signal) {
    seen.signals.push(signal);
    for await (const batch of subscribe(after, signal)) {
      seen.given += batch.length;
      yield batch;
    }
  };
  return seen;
};

/** A client that asks for the stream, and reads nothing until it is resumed. */
const slowClient = async (url: string): Promise<Socket> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').pause();
  socket.write('GET /v1/events/stream HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await new Promise((resolve) => socket.once('readable', resolve));
  return socket;
};

/** All events of the log. */
const stored = async ({ engine }: Tidemark): Promise<readonly object[]> => {
  const found: object[] = [];
  for await (const { stream, event } of engine.store.readLog()) found.push({ event, stream });
  return found;
};

/**
 * Checkpoints, captures, reveals, replaces, moves and erases a key container, with other events
 * between; returns its fingerprint.
 */
const history = async (tidemark: Tidemark): Promise<string> => {
  const pem = (): unknown =>
    generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
  const containers = '/v1/nodes/node-a/key-containers';
  const store = (): Promise<Answer> =>
    tidemark.send(`PUT ${containers}`, { type: 24, container: 'C', pem: pem() });
  const { id, fingerprint } = (await store()).body['result'] as Json;
  const controlCode = 'CLUSCTL_RESOURCE_ADD_CRYPTO_CHECKPOINT';
  const { body } = await tidemark.control('Server', { controlCode, input: '24\\\\C' });
  expect(body['status']).toBe(0);
  await tidemark.send('POST /v1/resources/Server/online');
  await store();
  await tidemark.get(`${containers}/${String(id)}?reveal=true`);
  await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' });
  await tidemark.send(`DELETE ${containers}/${String(id)}`);
  await tidemark.settled();
  const { engine } = tidemark;
  if (!tidemark.isShared)
    await engine.store.append(`${engine.name}.lease-processes`, [eventFor('taken')], -1n);
  await tidemark.edit('node-a', '1434');
  return String(fingerprint);
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

    test('resumes after the last event seen, without gap or repeat, and goes on with new events', async () => {
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

    test('holds the same events as the list, and no sealed keys and leases', async () => {
      const fingerprint = await history(tidemark);
      const all = await tidemark.items('/v1/events?limit=1000');
      const stream = await open('0');
      const taken = await take(stream, all.length);
      expect(taken.map(({ data }) => data)).toEqual(all);
      const { body } = await tidemark.edit('node-a', 'last');
      const [last] = await take(stream, 1);
      expect(last?.id).toBe(String(body['position']));
      const text = JSON.stringify([all, taken]);
      expect(text).toContain(fingerprint);
      expect(text).not.toMatch(/"sealed":|\.(key|lease)-/);
      expect(JSON.stringify(await stored(tidemark))).toMatch(/"sealed":.*\.key-/);
      await stream.return(undefined);
    });

    test('begins with the next event if no event was seen yet', async () => {
      const stream = await open();
      const { body } = await tidemark.edit('node-a', '1433');
      const [first] = await take(stream, 1);
      expect(first).toMatchObject({ id: String(body['position']) });
      await stream.return(undefined);
    });

    test('slows the reader of the log for a slow client, and gives all events to a client that reads on', async () => {
      const seen = watch(tidemark);
      const socket = await slowClient(tidemark.url);
      await grow(tidemark);
      expect(seen.given).toBeGreaterThan(0);
      expect(seen.given).toBeLessThan(GROWTH / 2);
      let [count, rest] = [0, ''];
      for await (const chunk of socket) {
        const lines = (rest + String(chunk)).split('\n');
        rest = lines.pop() ?? '';
        count += lines.filter((line) => line.startsWith('id: ')).length;
        if (count >= GROWTH) break;
      }
      expect(count).toBe(GROWTH);
    });

    test('begins at once, and ends its subscription as soon as the client is gone', async () => {
      const seen = watch(tidemark);
      const socket = await slowClient(tidemark.url);
      expect(String(socket.read())).toMatch(/^HTTP\/1.1 200 .*text\/event-stream.*: keep-alive/s);
      const [signal] = seen.signals;
      const ended = new Promise((resolve) => signal?.addEventListener('abort', resolve));
      socket.destroy();
      await ended;
    });

    test('follows nothing for a HEAD', async () => {
      const seen = watch(tidemark);
      const answer = await fetch(`${tidemark.url}/v1/events/stream`, { method: 'HEAD' });
      expect(answer.status).toBe(200);
      expect(seen.signals.every(({ aborted }) => aborted)).toBe(true);
    });

    test('tells the position after which it begins', async () => {
      const events = await tidemark.items('/v1/events');
      const [second, last] = [events[1], events.at(-1)].map((event) => String(event?.['position']));
      const beginAfter = async (headers: Readonly<Record<string, string>>): Promise<unknown> => {
        const answer = await fetch(`${tidemark.url}/v1/events/stream`, { headers });
        await answer.body?.cancel();
        return answer.headers.get('tidemark-position');
      };
      expect(await beginAfter({})).toBe(last);
      expect(await beginAfter({ 'last-event-id': second ?? '' })).toBe(second);
    });

    test('refuses a Last-Event-ID that is no position', async () => {
      const answer = await fetch(`${tidemark.url}/v1/events/stream`, {
        headers: { 'last-event-id': 'yesterday' },
      });
      expect(answer.status).toBe(400);
      expect(((await answer.json()) as Json)['errors'][0].pointer).toBe('/headers/last-event-id');
    });
  });

  test('ends when the server stops although its client does not read', async () => {
    const socket = await slowClient(tidemark.url);
    socket.on('error', () => undefined);
    await grow(tidemark);
    // The stop would wait for ever if the stream did not end.
    await tidemark.stop();
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
