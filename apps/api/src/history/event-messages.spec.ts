import { setImmediate as turn } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { type ListedEvent } from '#application';
import { InMemoryEventStore, NO_STREAM } from '#event-store';
import { eventsFor, NOW, streamFor } from '#testing/event-store';

import { eventMessages, textStream } from './event-messages.js';

const STREAM = streamFor('a');
const KEEP_ALIVE = ': keep-alive\n\n';

describe('the messages of a stream of events', () => {
  let store: InMemoryEventStore;
  let stopping: AbortController;
  let beat: () => void;
  let beating: number;
  let messages: AsyncGenerator<string>;
  let isOver: boolean;

  const pulse = (call: () => void): (() => void) => {
    beat = call;
    beating += 1;
    return () => {
      beating -= 1;
    };
  };

  const subscribe = async function* (): AsyncIterable<readonly ListedEvent[]> {
    for await (const batch of store.subscribe(undefined, stopping.signal))
      yield batch.map((event) => ({ event, isSetBack: false }));
  };

  const messagesOf = (batches: AsyncIterable<readonly ListedEvent[]>): AsyncGenerator<string> =>
    eventMessages({ batches, isOver: () => isOver }, pulse);

  const next = async (): Promise<string> => String((await messages.next()).value);

  beforeEach(async () => {
    store = new InMemoryEventStore(() => NOW);
    await store.append(STREAM, eventsFor('past', 2), NO_STREAM);
    [stopping, beating, isOver] = [new AbortController(), 0, false];
    messages = messagesOf(subscribe());
  });

  afterEach(() => {
    stopping.abort();
  });

  test('begin at once, carry positions as ids, and include a comment at each beat without events', async () => {
    expect(await next()).toBe(KEEP_ALIVE);
    expect(await next()).toMatch(/^event: Happened\nid: 1\ndata: \{.*\}\n\n$/);
    expect(await next()).toMatch(/\nid: 2\n/);
    for (let beats = 0; beats < 3; beats += 1) {
      const idle = next();
      await turn();
      beat();
      expect(await idle).toBe(KEEP_ALIVE);
    }
    await store.append(STREAM, eventsFor('live', 1), 1n);
    beat();
    expect(await next()).toMatch(/\nid: 3\n/);
  });

  test('end with the subscription, which ends the beat', async () => {
    for (let taken = 0; taken < 3; taken += 1) await next();
    const idle = messages.next();
    await turn();
    stopping.abort();
    expect(await idle).toEqual({ done: true, value: undefined });
    expect(beating).toBe(0);
  });

  test('end at a beat after the end of the selection', async () => {
    for (let taken = 0; taken < 3; taken += 1) await next();
    const idle = messages.next();
    await turn();
    isOver = true;
    beat();
    expect(await idle).toEqual({ done: true, value: undefined });
    expect(beating).toBe(0);
  });

  test('read no more than their reader takes', async () => {
    let given = 0;
    const endless = async function* (): AsyncIterable<readonly ListedEvent[]> {
      for await (const batch of subscribe()) for (; given < 100_000; given += 1) yield batch;
    };
    const stream = textStream(messagesOf(endless()), () => undefined);
    stream.read(0);
    for (let turns = 0; turns < 1000; turns += 1) await turn();
    const held = given;
    for (let turns = 0; turns < 1000; turns += 1) await turn();
    expect(held).toBeLessThan(1000);
    expect(given).toBe(held);
    expect(stream.readableLength).toBeLessThan(2 * stream.readableHighWaterMark);
    stream.destroy();
  });

  test('stop the subscription when their reader is gone, even while it waits', async () => {
    const stream = textStream(messages, () => {
      stopping.abort();
    }).resume();
    while (beating === 0) await turn();
    stream.destroy();
    expect(stopping.signal.aborted).toBe(true);
    while (beating > 0) await turn();
  });

  test('of a subscription that fails end with its error', async () => {
    const failing = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('refused')) }),
    };
    const stream = textStream(messagesOf(failing), () => undefined).resume();
    const error = await new Promise((resolve) => stream.once('error', resolve));
    expect(error).toEqual(new Error('refused'));
  });
});
