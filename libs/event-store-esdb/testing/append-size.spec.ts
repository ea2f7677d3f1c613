import { describe, expect, test } from '@jest/globals';
import { binaryEvent } from '@eventstore/db-client';

import { collect, FORMS, newStream } from './sample.js';
import { SERVER, serverUnderTest } from './server-under-test.js';

const MEBIBYTE = 1024 * 1024;
const bytes = (length: number): ReturnType<typeof binaryEvent> =>
  binaryEvent({ type: 'bytes', data: new Uint8Array(length) });

describe.each(FORMS)(`${SERVER}: the size of %s`, (_, form) => {
  const { client } = serverUnderTest();

  test('may be 1 MiB of data, and metadata on top of it', async () => {
    const stream = newStream('full');
    const event = binaryEvent({
      type: 'bytes',
      data: new Uint8Array(MEBIBYTE),
      metadata: new Uint8Array(1000),
    });
    await client().appendToStream(stream, event, form);
    const [whole] = await collect(client().readStream(stream));
    expect((whole?.event?.data as Uint8Array).length).toBe(MEBIBYTE);
  });

  test.each([
    ['one byte more', [bytes(MEBIBYTE + 1)]],
    ['one byte more in all', [bytes(MEBIBYTE / 2), bytes(MEBIBYTE / 2 + 1)]],
    ['more than a message of the client', [bytes(1), bytes(5 * MEBIBYTE)]],
  ])('that is %s is refused as a whole', async (_name, events) => {
    const stream = newStream('too-big');
    const append = client().appendToStream(stream, events, form);
    await expect(append).rejects.toMatchObject({
      type: 'maximum-append-size-exceeded',
      maxAppendSize: MEBIBYTE,
    });
    await expect(collect(client().readStream(stream))).rejects.toMatchObject({
      type: 'stream-not-found',
    });
  });
});
