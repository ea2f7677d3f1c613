import { randomUUID } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';
import {
  BACKWARDS,
  binaryEvent,
  END,
  FORWARDS,
  START,
  type Direction,
  type ReadRevision,
} from '@eventstore/db-client';

import {
  collect,
  newEvent,
  newEvents,
  newStream,
  placesOf,
  positionOf,
  revisionsOf,
} from './sample.js';
import { describeAlone, SERVER, serverUnderTest } from './server-under-test.js';

const { client } = serverUnderTest();
const range = (from: number, to: number): bigint[] =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, n) =>
    BigInt(from < to ? from + n : from - n),
  );

describe(`${SERVER}: a read of a stream`, () => {
  test.each<[ReadRevision, number, bigint[]]>([
    [START, 1000, range(0, 99)],
    [START, 40, range(0, 39)],
    [50n, 40, range(50, 89)],
    [90n, 1000, range(90, 99)],
    [100n, 10, []],
    [1000n, 10, []],
  ])('forwards from %s, at most %d', async (fromRevision, maxCount, revisions) => {
    const stream = newStream('forwards');
    await client().appendToStream(stream, newEvents(100));
    const options = { direction: FORWARDS, fromRevision, maxCount } as const;
    expect(revisionsOf(await collect(client().readStream(stream, options)))).toEqual(revisions);
  });

  test.each<[ReadRevision, number, bigint[]]>([
    [END, 1000, range(99, 0)],
    [END, 40, range(99, 60)],
    [50n, 40, range(50, 11)],
    [9n, 1000, range(9, 0)],
    [START, 10, [0n]],
    [1000n, 2, [99n, 98n]],
  ])('backwards from %s, at most %d', async (fromRevision, maxCount, revisions) => {
    const stream = newStream('backwards');
    await client().appendToStream(stream, newEvents(100));
    const options = { direction: BACKWARDS, fromRevision, maxCount } as const;
    expect(revisionsOf(await collect(client().readStream(stream, options)))).toEqual(revisions);
  });

  test.each([31, 32, 33, 64, 65])('has all of its %d events', async (count) => {
    const stream = newStream('pages');
    await client().appendToStream(stream, newEvents(count));
    expect(await collect(client().readStream(stream))).toHaveLength(count);
    const backwards = client().readStream(stream, { direction: BACKWARDS, fromRevision: END });
    expect(await collect(backwards)).toHaveLength(count);
  });

  test.each<Direction>([FORWARDS, BACKWARDS])(
    'of a missing stream, %s, is not found',
    async (direction) => {
      const stream = newStream('missing');
      await expect(
        collect(client().readStream(stream, { direction, fromRevision: 0n })),
      ).rejects.toMatchObject({ type: 'stream-not-found', streamName: stream });
    },
  );

  test.each([
    ['forwards from the end', { fromRevision: END }],
    ['of no events', { maxCount: 0 }],
  ] as const)('%s is an error of the server', async (_, options) => {
    const stream = newStream('wrong');
    await client().appendToStream(stream, newEvent());
    await expect(collect(client().readStream(stream, options))).rejects.toMatchObject({
      type: 'unknown',
      code: 2,
    });
  });

  test('sees the events that its metadata let it see', async () => {
    const stream = newStream('limited');
    await client().appendToStream(stream, newEvents(50));
    await client().setStreamMetadata(stream, { maxCount: 40 });
    expect(revisionsOf(await collect(client().readStream(stream)))).toEqual(range(10, 49));
    expect(await collect(client().readStream(stream, { maxCount: 3 }))).toHaveLength(3);
    await client().setStreamMetadata(stream, { truncateBefore: 45 });
    expect(revisionsOf(await collect(client().readStream(stream)))).toEqual(range(45, 49));
    const backwards = client().readStream(stream, { direction: BACKWARDS, fromRevision: END });
    expect(revisionsOf(await collect(backwards))).toEqual(range(49, 45));
  });

  test('of metadata has only the newest, unchanged', async () => {
    const stream = newStream('described');
    await client().setStreamMetadata(stream, { maxCount: 2 });
    const { position } = await client().setStreamMetadata(stream, { maxCount: 3, by: 'me' });
    expect(await client().getStreamMetadata(stream)).toEqual({
      streamName: stream,
      metadata: { maxCount: 3, by: 'me' },
      metastreamRevision: position?.commit,
    });
    const events = await collect(client().readStream(`$$${stream}`));
    expect(revisionsOf(events)).toEqual([1n]);
    expect(await client().getStreamMetadata(newStream('bare'))).not.toHaveProperty('metadata');
  });
});

describeAlone(`${SERVER}: a read of the log`, () => {
  test('has the events of all streams in the order of their writes, the system ones too', async () => {
    const [one, two] = [newStream('one'), newStream('two')];
    const { position } = await client().appendToStream(one, newEvents(1));
    await client().appendToStream(two, newEvents(40));
    await client().setStreamMetadata(two, { maxCount: 40 });
    await client().appendToStream(one, newEvents(1));
    const events = await collect(client().readAll({ fromPosition: position ?? START }));
    expect(placesOf(events)).toEqual([
      `${one}@0`,
      ...range(0, 39).map((revision) => `${two}@${revision}`),
      `$$${two}@0`,
      `${one}@1`,
    ]);
    const positions = events.map((event) => positionOf(event).commit);
    expect(positions).toEqual(positions.toSorted((a, b) => Number(a - b)));
    expect(new Set(positions).size).toBe(positions.length);
    expect(events.map(({ commitPosition }) => commitPosition)).toEqual(positions);
  });

  test('begins with the server’s own events', async () => {
    const [first] = await collect(client().readAll({ maxCount: 1 }));
    expect(first?.event?.streamId).toMatch(/^\$/);
    expect(positionOf(first).commit).toBeGreaterThan(0n);
  });

  test('from a position on has its event, back from it only those before', async () => {
    const stream = newStream('around');
    await client().appendToStream(stream, newEvents(100));
    const events = await collect(client().readStream(stream));
    const fromPosition = positionOf(events[50]);
    const forwards = client().readAll({ fromPosition, maxCount: 40 });
    expect(revisionsOf(await collect(forwards))).toEqual(range(50, 89));
    const backwards = client().readAll({ direction: BACKWARDS, fromPosition, maxCount: 40 });
    expect(revisionsOf(await collect(backwards))).toEqual(range(49, 10));
    const last = client().readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 2 });
    expect(revisionsOf(await collect(last))).toEqual([99n, 98n]);
  });

  test('from the end on, back from the start and from far behind the end has nothing', async () => {
    const far = { commit: 1n << 50n, prepare: 1n << 50n };
    expect(await collect(client().readAll({ fromPosition: END }))).toEqual([]);
    expect(await collect(client().readAll({ direction: BACKWARDS, fromPosition: START }))).toEqual(
      [],
    );
    expect(await collect(client().readAll({ fromPosition: far }))).toEqual([]);
  });

  test('from a position without a record is an error of the server', async () => {
    const stream = newStream('within');
    await client().appendToStream(stream, newEvents(2));
    const [first] = await collect(client().readStream(stream));
    const { commit } = positionOf(first);
    for (const direction of [FORWARDS, BACKWARDS] as const) {
      const fromPosition = { commit: commit + 1n, prepare: commit + 1n };
      const read = collect(client().readAll({ direction, fromPosition }));
      await expect(read).rejects.toMatchObject({ type: 'unknown', code: 2 });
    }
    const wrong = { commit, prepare: commit + 1n };
    await expect(collect(client().readAll({ fromPosition: wrong }))).rejects.toMatchObject({
      type: 'unknown',
    });
  });

  test('goes on at the pace of its reader, and sees events that are written meanwhile', async () => {
    const stream = newStream('slow');
    const large = Array.from({ length: 25 }, () =>
      binaryEvent({ type: 'large', data: new Uint8Array(20_000) }),
    );
    for (let n = 0; n < 12; n += 1)
      await client().appendToStream(
        stream,
        large.map((event) => ({ ...event, id: randomUUID() })),
      );
    const [first] = await collect(client().readStream(stream, { maxCount: 1 }));
    const types: (string | undefined)[] = [];
    for await (const { event } of client().readAll({ fromPosition: positionOf(first) })) {
      if (types.length === 0) await client().appendToStream(stream, newEvent('meanwhile'));
      types.push(event?.type);
    }
    expect(types).toHaveLength(301);
    expect(types.at(-1)).toBe('meanwhile');
  });
});
