import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { END, EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';

import { collect, FORMS, newEvent, newEvents, newStream } from './sample.js';
import { StandIn } from './index.js';
import { SubscriptionRecorder } from './subscription-recorder.js';

const NOW = new Date('2026-02-03T04:05:06.789Z');

let now: Date;
let standIn: StandIn;
let client: EventStoreDBClient;

beforeEach(async () => {
  now = NOW;
  standIn = await StandIn.start({ clock: () => now });
  client = EventStoreDBClient.connectionString(standIn.url);
});

afterEach(async () => {
  await client.dispose();
  await standIn.stop();
});

const countOf = async (stream: string): Promise<number> =>
  (await collect(client.readStream(stream))).length;
const missing = { type: 'stream-not-found' };

describe('a stand-in', () => {
  test('writes events at the time of its clock', async () => {
    const stream = newStream('timed');
    await client.appendToStream(stream, newEvent());
    const [event] = await collect(client.readStream(stream));
    expect(event?.event?.created).toEqual(NOW);
  });

  test('hides events that are too old by the metadata of their stream, by its clock', async () => {
    const stream = newStream('aging');
    await client.setStreamMetadata(stream, { maxAge: 60 });
    await client.appendToStream(stream, newEvent());
    now = new Date(NOW.getTime() + 60_000);
    await client.appendToStream(stream, newEvent());
    expect(await countOf(stream)).toBe(2);
    now = new Date(NOW.getTime() + 60_001);
    expect(await countOf(stream)).toBe(1);
  });

  test('is found as the leader of its cluster by a client that looks for one', async () => {
    const url = standIn.url.replace('esdb://', 'esdb+discover://');
    const discovering = EventStoreDBClient.connectionString(url);
    const { success } = await discovering.appendToStream(newStream('found'), newEvent());
    expect(success).toBe(true);
    await discovering.dispose();
  });

  test('has adjustable limits', async () => {
    await standIn.stop();
    standIn = await StandIn.start({ maxAppendSize: 100, liveBuffer: 5 });
    client = EventStoreDBClient.connectionString(standIn.url);
    const big = client.appendToStream(newStream('big'), newEvents(30));
    await expect(big).rejects.toMatchObject({ maxAppendSize: 100 });
    const witness = SubscriptionRecorder.of(() => client.subscribeToAll({ fromPosition: END }));
    await witness.until('caught up');
    await client.appendToStream(newStream('burst'), newEvents(10));
    const told = await witness.until('failed: timeout');
    expect(told).toHaveLength(8);
  });
});

describe.each(FORMS)('a fault of %s', (_, form) => {
  test.each(['cut-after', 'cut-before'] as const)(
    '%s: the client learns nothing',
    async (fault) => {
      const stream = newStream('cut');
      const event = newEvent();
      const options = { ...form, expectedRevision: NO_STREAM } as const;
      const met = standIn.faults.next('append', fault);
      const append = client.appendToStream(stream, event, options);
      await expect(append).rejects.toMatchObject({ type: 'unavailable' });
      await met;
      if (fault === 'cut-after') expect(await countOf(stream)).toBe(1);
      else await expect(countOf(stream)).rejects.toMatchObject(missing);
      const again = await client.appendToStream(stream, event, options);
      expect(again).toMatchObject({ success: true, nextExpectedRevision: 0n });
      expect(await countOf(stream)).toBe(1);
    },
  );

  test('timeout: the event is written, and the answer says timed out', async () => {
    const stream = newStream('timeout');
    void standIn.faults.next('append', 'timeout');
    const append = client.appendToStream(stream, newEvent(), form);
    const type = 'credentials' in form ? 'timeout' : 'deadline-exceeded';
    await expect(append).rejects.toMatchObject({ type });
    expect(await countOf(stream)).toBe(1);
  });

  test('not-leader: the answer names the leader, and the client goes there', async () => {
    const stream = newStream('led');
    void standIn.faults.next('append', 'not-leader');
    const append = client.appendToStream(stream, newEvent(), form);
    await expect(append).rejects.toMatchObject({
      type: 'not-leader',
      leader: { address: '127.0.0.1', port: Number(new URL(standIn.url).port) },
    });
    await expect(countOf(stream)).rejects.toMatchObject(missing);
    await client.appendToStream(stream, newEvent(), form);
    expect(await countOf(stream)).toBe(1);
  });

  test('not-ready: nothing is written', async () => {
    const stream = newStream('ready');
    void standIn.faults.next('append', 'not-ready');
    const append = client.appendToStream(stream, newEvent(), form);
    const type = 'credentials' in form ? 'unavailable' : 'unknown';
    await expect(append).rejects.toMatchObject({
      type,
      message: expect.stringContaining('Server Is Not Ready'),
    });
    await expect(countOf(stream)).rejects.toMatchObject(missing);
  });

  test('unavailable: nothing is written', async () => {
    const stream = newStream('available');
    void standIn.faults.next('append', 'unavailable');
    const append = client.appendToStream(stream, newEvent(), form);
    await expect(append).rejects.toMatchObject({ type: 'unavailable' });
    await expect(countOf(stream)).rejects.toMatchObject(missing);
  });

  test.each(['stall-before', 'stall-after'] as const)(
    '%s: the answer waits for the release',
    async (at) => {
      const stream = newStream('stalled');
      const met = standIn.faults.next('append', at);
      let isAnswered = false;
      const append = client.appendToStream(stream, newEvent(), form).then((result) => {
        isAnswered = true;
        return result;
      });
      await met;
      // A later request on the same connection is answered first.
      if (at === 'stall-after') expect(await countOf(stream)).toBe(1);
      else await expect(countOf(stream)).rejects.toMatchObject(missing);
      expect(isAnswered).toBe(false);
      standIn.faults.release();
      expect(await append).toMatchObject({ success: true, nextExpectedRevision: 0n });
      expect(await countOf(stream)).toBe(1);
    },
  );

  test('is met by one append, and the next fault by the next append', async () => {
    const streams = ['a', 'b', 'c'].map(newStream);
    void standIn.faults.next('append', 'timeout');
    void standIn.faults.next('append', 'not-leader');
    const results: string[] = [];
    for (const stream of streams)
      await client.appendToStream(stream, newEvent(), form).then(
        () => results.push('success'),
        (error: unknown) => results.push((error as { type: string }).type),
      );
    expect(results.slice(1)).toEqual(['not-leader', 'success']);
    expect(results[0]).toMatch(/timeout|deadline-exceeded/);
  });
});

describe('a fault', () => {
  test('of a whole call fails every append that is under way on it', async () => {
    const stalled = standIn.faults.next('append', 'stall-before');
    const first = client.appendToStream(newStream('one'), newEvent());
    await stalled;
    void standIn.faults.next('append', 'unavailable');
    const second = client.appendToStream(newStream('two'), newEvent());
    const unavailable = { type: 'unavailable' };
    await Promise.all([
      expect(first).rejects.toMatchObject(unavailable),
      expect(second).rejects.toMatchObject(unavailable),
    ]);
  });

  test.each([
    ['cut-before', 'unavailable'],
    ['unavailable', 'unavailable'],
    ['not-ready', 'unavailable'],
    ['not-leader', 'not-leader'],
    ['timeout', 'timeout'],
  ] as const)('%s fails a read, and the next one succeeds', async (fault, type) => {
    const stream = newStream('read');
    await client.appendToStream(stream, newEvent());
    void standIn.faults.next('read', fault);
    await expect(countOf(stream)).rejects.toMatchObject({ type });
    expect(await countOf(stream)).toBe(1);
  });

  test('stalls a read until it is released', async () => {
    const stream = newStream('read');
    await client.appendToStream(stream, newEvent());
    const met = standIn.faults.next('read', 'stall-before');
    const count = countOf(stream);
    await met;
    await client.appendToStream(stream, newEvent());
    standIn.faults.release();
    expect(await count).toBe(2);
  });

  test.each(['delete', 'tombstone'] as const)('cuts a completed %s', async (operation) => {
    const stream = newStream('removed');
    await client.appendToStream(stream, newEvent());
    void standIn.faults.next(operation, 'cut-after');
    const removal =
      operation === 'delete' ? client.deleteStream(stream) : client.tombstoneStream(stream);
    await expect(removal).rejects.toMatchObject({ type: 'unavailable' });
    const type = operation === 'delete' ? 'stream-not-found' : 'stream-deleted';
    await expect(countOf(stream)).rejects.toMatchObject({ type });
  });

  test('fails a subscription before it is confirmed', async () => {
    void standIn.faults.next('subscribe', 'not-leader');
    const witness = SubscriptionRecorder.of(() => client.subscribeToAll());
    expect(await witness.until(1)).toEqual(['failed: not-leader']);
  });
});
