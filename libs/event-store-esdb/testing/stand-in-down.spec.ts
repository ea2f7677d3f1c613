import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ANY, EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';

import { collect, newEvent, newEvents, newStream } from './sample.js';
import { StandIn } from './index.js';
import { SubscriptionRecorder } from './subscription-recorder.js';

let standIn: StandIn;
let client: EventStoreDBClient;

beforeEach(async () => {
  standIn = await StandIn.start();
  client = EventStoreDBClient.connectionString(standIn.url);
});

afterEach(async () => {
  await client.dispose();
  await standIn.stop();
});

const countOf = async (stream: string): Promise<number> =>
  (await collect(client.readStream(stream))).length;

describe('a stand-in that goes down', () => {
  test('cuts live subscriptions, which can go on from their last event', async () => {
    const stream = newStream('live');
    const witness = SubscriptionRecorder.of(() => client.subscribeToStream(stream));
    await client.appendToStream(stream, newEvent());
    await witness.until('caught up');
    standIn.cutConnections();
    expect(await witness.until(4)).toEqual([
      'confirmed',
      `${stream}@0`,
      'caught up',
      'failed: unavailable',
    ]);
    await client.appendToStream(stream, newEvent());
    const again = SubscriptionRecorder.of(() =>
      client.subscribeToStream(stream, { fromRevision: 0n }),
    );
    expect(await again.until(3)).toEqual(['confirmed', `${stream}@1`, 'caught up']);
    await again.end();
  });

  test('refuses everything until it is up again, with the same log on the same port', async () => {
    const stream = newStream('kept');
    const { url } = standIn;
    const first = await client.appendToStream(stream, newEvents(2));
    await standIn.crash();
    await expect(client.appendToStream(stream, newEvent())).rejects.toMatchObject({ code: 14 });
    await expect(countOf(stream)).rejects.toMatchObject({ type: 'unavailable' });
    await standIn.restart();
    expect(standIn.url).toBe(url);
    expect(await countOf(stream)).toBe(2);
    const next = await client.appendToStream(stream, newEvent(), { expectedRevision: 1n });
    expect(next.position?.commit).toBeGreaterThan(first.position?.commit ?? 0n);
  });

  test('afterwards recognises a repetition by its expected revision, but not without one', async () => {
    const stream = newStream('again');
    const event = newEvent();
    await client.appendToStream(stream, event);
    await standIn.crash();
    await expect(countOf(stream)).rejects.toMatchObject({ type: 'unavailable' });
    await standIn.restart();
    await client.appendToStream(stream, event, { expectedRevision: NO_STREAM });
    expect(await countOf(stream)).toBe(1);
    await client.appendToStream(stream, event, { expectedRevision: ANY });
    expect(await countOf(stream)).toBe(2);
  });
});
