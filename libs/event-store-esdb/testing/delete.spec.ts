import { describe, expect, test } from '@jest/globals';
import {
  ANY,
  BACKWARDS,
  END,
  NO_STREAM,
  STREAM_EXISTS,
  type AllStreamResolvedEvent,
  type AppendExpectedRevision,
  type ExpectedRevision,
  type JSONEventData,
} from '@eventstore/db-client';

import { collect, FORMS, newEvent, newEvents, newStream, revisionsOf } from './sample.js';
import { SERVER, serverUnderTest } from './server-under-test.js';

const { client } = serverUnderTest();

describe(`${SERVER}: a deleted stream`, () => {
  test('does not exist, and goes on counting when it is appended to again', async () => {
    const stream = newStream('deleted');
    await client().appendToStream(stream, newEvents(2));
    const { position } = await client().deleteStream(stream, { expectedRevision: 1n });
    await expect(collect(client().readStream(stream))).rejects.toMatchObject({
      type: 'stream-not-found',
      streamName: stream,
    });
    const again = await client().appendToStream(stream, newEvent(), {
      expectedRevision: NO_STREAM,
    });
    expect(again.nextExpectedRevision).toBe(2n);
    expect(again.position?.commit).toBeGreaterThan(position?.commit ?? 0n);
    expect(revisionsOf(await collect(client().readStream(stream)))).toEqual([2n]);
    const backwards = client().readStream(stream, { direction: BACKWARDS, fromRevision: END });
    expect(revisionsOf(await collect(backwards))).toEqual([2n]);
    const { metadata } = await client().getStreamMetadata(stream);
    expect(metadata).toEqual({ truncateBefore: 2 });
  });

  test.each<[AppendExpectedRevision, bigint]>([
    [NO_STREAM, 2n],
    [ANY, 2n],
    [1n, 2n],
  ])('takes an append that expects %s', async (expectedRevision, next) => {
    const stream = newStream('revived');
    await client().appendToStream(stream, newEvents(2));
    await client().deleteStream(stream);
    const again = await client().appendToStream(stream, newEvent(), { expectedRevision });
    expect(again.nextExpectedRevision).toBe(next);
  });

  test.each(FORMS)('takes no %s that expects an earlier revision', async (_, form) => {
    const stream = newStream('earlier');
    await client().appendToStream(stream, newEvents(2));
    await client().deleteStream(stream);
    const append = client().appendToStream(stream, newEvent(), { ...form, expectedRevision: 0n });
    await expect(append).rejects.toMatchObject({
      type: 'wrong-expected-version',
      actualVersion: 1n,
    });
  });

  test.each(FORMS)('is deleted for %s that expects it to exist', async (_, form) => {
    const stream = newStream('gone');
    await client().appendToStream(stream, newEvents(2));
    await client().deleteStream(stream);
    const append = client().appendToStream(stream, newEvent(), {
      ...form,
      expectedRevision: STREAM_EXISTS,
    });
    await expect(append).rejects.toMatchObject({ type: 'stream-deleted', streamName: stream });
  });

  test('keeps its other metadata when it comes back, and new metadata bring it back too', async () => {
    const stream = newStream('kept');
    await client().appendToStream(stream, newEvents(2));
    await client().deleteStream(stream);
    await client().setStreamMetadata(stream, { maxCount: 7, owner: 'me' });
    await client().appendToStream(stream, newEvents(2));
    const { metadata } = await client().getStreamMetadata<{ owner: string }>(stream);
    expect(metadata).toEqual({ maxCount: 7, owner: 'me', truncateBefore: 2 });
    expect(revisionsOf(await collect(client().readStream(stream)))).toEqual([2n, 3n]);
  });

  test.each<[string, JSONEventData[], ExpectedRevision, bigint]>([
    ['another revision', newEvents(2), 0n, 1n],
    ['no stream', newEvents(2), NO_STREAM, 1n],
    ['any revision', [], ANY, -1n],
    ['a revision', [], 0n, -1n],
  ])(
    'is not deleted by a caller that expects %s wrongly',
    async (_name, events, expected, actual) => {
      const stream = newStream('undeleted');
      if (events.length > 0) await client().appendToStream(stream, events);
      const deletion = client().deleteStream(stream, { expectedRevision: expected });
      await expect(deletion).rejects.toMatchObject({
        type: 'wrong-expected-version',
        streamName: stream,
        actualVersion: actual,
      });
    },
  );
});

describe(`${SERVER}: a tombstoned stream`, () => {
  test('cannot be read in any direction, nor can its metadata', async () => {
    const stream = newStream('tombstoned');
    await client().appendToStream(stream, newEvents(2));
    await client().tombstoneStream(stream, { expectedRevision: 1n });
    const deleted = { type: 'stream-deleted', streamName: stream };
    await expect(collect(client().readStream(stream))).rejects.toMatchObject(deleted);
    const backwards = client().readStream(stream, { direction: BACKWARDS, fromRevision: END });
    await expect(collect(backwards)).rejects.toMatchObject(deleted);
    await expect(client().getStreamMetadata(stream)).rejects.toMatchObject({
      type: 'stream-deleted',
      streamName: `$$${stream}`,
    });
  });

  test.each(FORMS)('refuses %s, whatever it expects', async (_, form) => {
    const stream = newStream('tombstoned');
    const known = newEvents(1);
    await client().appendToStream(stream, known);
    await client().tombstoneStream(stream);
    for (const expectedRevision of [ANY, NO_STREAM, STREAM_EXISTS, 0n] as const) {
      const append = client().appendToStream(stream, known, { ...form, expectedRevision });
      await expect(append).rejects.toMatchObject({ type: 'stream-deleted', streamName: stream });
    }
  });

  test('accepts another deletion and another tombstone', async () => {
    const stream = newStream('tombstoned');
    await client().tombstoneStream(stream);
    const deleted = { type: 'stream-deleted', streamName: stream };
    await expect(client().tombstoneStream(stream)).rejects.toMatchObject(deleted);
    await expect(client().deleteStream(stream)).rejects.toMatchObject(deleted);
  });

  test('is not tombstoned by a caller that expects another revision', async () => {
    const stream = newStream('alive');
    await client().appendToStream(stream, newEvents(2));
    const tombstone = client().tombstoneStream(stream, { expectedRevision: 0n });
    await expect(tombstone).rejects.toMatchObject({
      type: 'wrong-expected-version',
      expectedVersion: 0n,
      actualVersion: 1n,
    });
    expect(await collect(client().readStream(stream))).toHaveLength(2);
  });

  test('ends in the log with an event of the highest revision', async () => {
    const stream = newStream('ended');
    await client().appendToStream(stream, newEvents(1));
    const { position } = await client().tombstoneStream(stream);
    const read = client().readAll({ direction: BACKWARDS, fromPosition: END });
    let last: AllStreamResolvedEvent | undefined;
    for await (const resolved of read) {
      last = resolved;
      if (resolved.event?.streamId === stream) break;
    }
    expect(last?.event).toMatchObject({
      streamId: stream,
      type: '$streamDeleted',
      revision: 2n ** 63n - 1n,
      isJson: false,
      position,
    });
  });
});
