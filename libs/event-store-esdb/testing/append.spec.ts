import { describe, expect, test } from '@jest/globals';
import {
  ANY,
  binaryEvent,
  jsonEvent,
  NO_STREAM,
  STREAM_EXISTS,
  type AppendExpectedRevision,
} from '@eventstore/db-client';

import {
  collect,
  FORMS,
  newEvent,
  newEvents,
  newStream,
  positionOf,
  revisionsOf,
} from './sample.js';
import { SERVER, serverUnderTest } from './server-under-test.js';

describe.each(FORMS)(`${SERVER}: %s`, (_, form) => {
  const { client } = serverUnderTest();

  test('the answer is the place of its last event, in the stream and in the log', async () => {
    const stream = newStream('answer');
    const first = await client().appendToStream(stream, newEvents(2), {
      ...form,
      expectedRevision: NO_STREAM,
    });
    const second = await client().appendToStream(stream, newEvent(), {
      ...form,
      expectedRevision: 1n,
    });
    const events = await collect(client().readStream(stream));
    expect(revisionsOf(events)).toEqual([0n, 1n, 2n]);
    expect(first).toEqual({
      success: true,
      nextExpectedRevision: 1n,
      position: positionOf(events[1]),
    });
    expect(second).toEqual({
      success: true,
      nextExpectedRevision: 2n,
      position: positionOf(events[2]),
    });
  });

  test('an event comes back unchanged, with the time of its write', async () => {
    const stream = newStream('whole');
    const before = Date.now();
    const json = jsonEvent({ type: 'json', data: { ü: ['中', null] }, metadata: { by: '😀' } });
    const [data, metadata] = [Uint8Array.of(0, 255, 10), Uint8Array.of(1, 2)];
    const binary = binaryEvent({ type: 'binary', data, metadata });
    await client().appendToStream(stream, [json, binary], form);
    const events = (await collect(client().readStream(stream))).map(({ event }) => event);
    expect(events.map((event) => event?.streamId)).toEqual([stream, stream]);
    expect(events).toMatchObject([
      { id: json.id, type: 'json', isJson: true, data: json.data, metadata: json.metadata },
      { id: binary.id, type: 'binary', isJson: false },
    ]);
    expect(Buffer.from(events[1]?.data as Uint8Array)).toEqual(Buffer.from(data));
    expect(Buffer.from(events[1]?.metadata as Uint8Array)).toEqual(Buffer.from(metadata));
    const times = [before, ...events.map((event) => event?.created.getTime() ?? 0), Date.now()];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('the position of an event follows the one before by its size in the log', async () => {
    const stream = newStream('bytes');
    const metadata = Uint8Array.of(1, 2, 3);
    const first = binaryEvent({ type: 'bytes', data: new Uint8Array(1000), metadata });
    await client().appendToStream(stream, [first, newEvent()], form);
    const [one, two] = (await collect(client().readStream(stream))).map(positionOf);
    const size = 88 + (1 + stream.length) + (1 + 'bytes'.length) + 1000 + metadata.length;
    expect(two?.commit).toBe((one?.commit ?? 0n) + BigInt(size));
    expect(two?.prepare).toBe(two?.commit);
  });

  test.each<[AppendExpectedRevision, bigint]>([
    [NO_STREAM, 2n],
    [0n, 2n],
    [1n, 2n],
    [3n, 2n],
  ])('expecting %s of a stream at 2 is a wrong expected version', async (expected, actual) => {
    const stream = newStream('wrong');
    await client().appendToStream(stream, newEvents(3));
    const late = client().appendToStream(stream, newEvent(), {
      ...form,
      expectedRevision: expected,
    });
    await expect(late).rejects.toMatchObject({
      type: 'wrong-expected-version',
      streamName: stream,
      expectedVersion: expected,
      actualVersion: actual,
    });
    expect(await collect(client().readStream(stream))).toHaveLength(3);
  });

  test.each<AppendExpectedRevision>([STREAM_EXISTS, 0n])(
    'expecting %s of a stream that is not there',
    async (expected) => {
      const append = client().appendToStream(newStream('missing'), newEvent(), {
        ...form,
        expectedRevision: expected,
      });
      await expect(append).rejects.toMatchObject({
        type: 'wrong-expected-version',
        expectedVersion: expected,
        actualVersion: 'no_stream',
      });
    },
  );

  test.each<[string, AppendExpectedRevision]>([
    ['its expected revision', NO_STREAM],
    ['any revision', ANY],
    ['a stream that exists', STREAM_EXISTS],
  ])('repeated at %s, after later events too, it is answered as it was', async (_name, again) => {
    const stream = newStream('again');
    const events = newEvents(2);
    const first = await client().appendToStream(stream, events, {
      ...form,
      expectedRevision: NO_STREAM,
    });
    await client().appendToStream(stream, newEvents(3), { ...form, expectedRevision: 1n });
    const repeated = await client().appendToStream(stream, events, {
      ...form,
      expectedRevision: again,
    });
    expect(repeated).toEqual(first);
    expect(await collect(client().readStream(stream))).toHaveLength(5);
  });

  test('a part of it, repeated with any revision, is answered with the place of that part', async () => {
    const stream = newStream('part');
    const [one, two, three] = newEvents(3);
    await client().appendToStream(
      stream,
      [one, two, three].flatMap((e) => e ?? []),
      form,
    );
    const repeated = await client().appendToStream(stream, [two ?? newEvent()], form);
    expect(repeated.nextExpectedRevision).toBe(1n);
    expect(await collect(client().readStream(stream))).toHaveLength(3);
  });

  test.each<[string, AppendExpectedRevision]>([
    ['any revision', ANY],
    ['the revision before them', 0n],
  ])('known and new events together, at %s, are a wrong expected version', async (_name, at) => {
    const stream = newStream('mixed');
    const known = newEvents(2);
    await client().appendToStream(stream, known, form);
    const [last = newEvent()] = known.slice(1);
    for (const events of [
      [last, newEvent()],
      [last, newEvent(), last],
    ])
      await expect(
        client().appendToStream(stream, events, { ...form, expectedRevision: at }),
      ).rejects.toMatchObject({
        type: 'wrong-expected-version',
        expectedVersion: at,
        actualVersion: 1n,
      });
  });

  test('an id is known in the stream where it was written first, and nowhere else', async () => {
    const [stream, other] = [newStream('first'), newStream('other')];
    const event = newEvent();
    await client().appendToStream(stream, event, form);
    await client().appendToStream(other, event, form);
    await client().appendToStream(other, event, form);
    await client().appendToStream(stream, event, form);
    expect(await collect(client().readStream(other))).toHaveLength(2);
    expect(await collect(client().readStream(stream))).toHaveLength(1);
  });

  test('the events at another revision are written again', async () => {
    const stream = newStream('elsewhere');
    const event = newEvent();
    await client().appendToStream(stream, event, { ...form, expectedRevision: NO_STREAM });
    const next = await client().appendToStream(stream, event, { ...form, expectedRevision: 0n });
    expect(next.nextExpectedRevision).toBe(1n);
  });

  test('a stream exists that has metadata only', async () => {
    const stream = newStream('described');
    await client().setStreamMetadata(stream, { maxCount: 2 });
    const first = await client().appendToStream(stream, newEvent(), {
      ...form,
      expectedRevision: STREAM_EXISTS,
    });
    expect(first.nextExpectedRevision).toBe(0n);
  });

  test('no events are no repetition of an append', async () => {
    const stream = newStream('nothing');
    await client().appendToStream(stream, newEvents(2), form);
    const nothing = client().appendToStream(stream, [], { ...form, expectedRevision: 0n });
    await expect(nothing).rejects.toMatchObject({ type: 'wrong-expected-version' });
  });

  test('no events make no stream, but take a place in the log', async () => {
    const stream = newStream('nothing');
    const before = await client().appendToStream(newStream('before'), newEvent());
    const nothing = await client().appendToStream(stream, [], form);
    expect(nothing.success).toBe(true);
    expect(nothing.position?.commit).toBeGreaterThan(before.position?.commit ?? 0n);
    await expect(collect(client().readStream(stream))).rejects.toMatchObject({
      type: 'stream-not-found',
    });
  });

  test.each([
    ['no uuid', { id: 'x' }],
    ['the nil uuid', { id: '00000000-0000-0000-0000-000000000000' }],
    ['no type', { type: '' }],
  ])('an event with %s is refused', async (_name, wrong) => {
    const append = client().appendToStream(newStream('bad'), { ...newEvent(), ...wrong }, form);
    await expect(append).rejects.toMatchObject({ type: 'unknown' });
  });
});

describe(`${SERVER}: an append of a batch`, () => {
  const { client } = serverUnderTest();

  test('many at once are all answered, each in its place', async () => {
    const streams = Array.from({ length: 50 }, () => newStream('many'));
    const answers = await Promise.all(
      streams.map((stream, n) => client().appendToStream(stream, newEvents(n + 1))),
    );
    expect(answers.map(({ nextExpectedRevision }) => nextExpectedRevision)).toEqual(
      streams.map((_, n) => BigInt(n)),
    );
  });

  test('an append whose deadline is past is answered as timed out', async () => {
    const late = client().appendToStream(newStream('late'), newEvent(), { deadline: -1000 });
    await expect(late).rejects.toMatchObject({ type: 'deadline-exceeded' });
  });
});
