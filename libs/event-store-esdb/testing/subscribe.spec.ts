import { describe, expect, test } from '@jest/globals';
import {
  END,
  eventTypeFilter,
  START,
  streamNameFilter,
  type ReadPosition,
} from '@eventstore/db-client';

import { collect, here, newEvent, newEvents, newStream, places, placesOf } from './sample.js';
import { describeAlone, SERVER, serverUnderTest } from './server-under-test.js';
import { SubscriptionRecorder } from './subscription-recorder.js';

const { client } = serverUnderTest();

describeAlone(`${SERVER}: a subscription to the log`, () => {
  const toAll = (fromPosition: ReadPosition): SubscriptionRecorder =>
    SubscriptionRecorder.of(() => client().subscribeToAll({ fromPosition }));

  test('from a position sends the events after it, that it has caught up, and new events', async () => {
    const stream = newStream('all');
    const fromPosition = await here(client());
    await client().appendToStream(stream, newEvents(100));
    const witness = toAll(fromPosition);
    await witness.until('caught up');
    await client().appendToStream(stream, newEvents(2));
    expect(await witness.until(104)).toEqual([
      'confirmed',
      ...places(stream, 0, 99),
      'caught up',
      ...places(stream, 100, 101),
    ]);
    await witness.end();
  });

  test('from the end sends only new events', async () => {
    const stream = newStream('end');
    const witness = toAll(END);
    await witness.until('caught up');
    await client().appendToStream(stream, newEvents(2));
    expect(await witness.until(4)).toEqual(['confirmed', 'caught up', ...places(stream, 0, 1)]);
    await witness.end();
  });

  test('from the start first sends the server’s own events', async () => {
    const witness = toAll(START);
    const [confirmed, first] = await witness.until(2);
    expect(confirmed).toBe('confirmed');
    expect(first).toMatch(/^\$/);
    await witness.end();
  });

  test('from a position without a record is an error of the server', async () => {
    const { commit } = await here(client());
    const stream = newStream('within');
    await client().appendToStream(stream, newEvent());
    const witness = toAll({ commit: commit + 1n, prepare: commit + 1n });
    expect(await witness.until(1)).toEqual(['failed: unknown']);
  });

  test('loses no event and repeats none while it goes live, whoever writes', async () => {
    const fromPosition = await here(client());
    await client().appendToStream(newStream('past'), newEvents(200));
    const witness = toAll(fromPosition);
    const write = async (stream: string): Promise<void> => {
      while (!witness.notifications.includes('caught up'))
        await client().appendToStream(stream, newEvent());
      await client().appendToStream(stream, newEvents(5));
    };
    await Promise.all(['a', 'b', 'c'].map((kind) => write(newStream(kind))));
    const written = placesOf(await collect(client().readAll({ fromPosition }))).slice(1);
    const told = await witness.until(written.length + 2);
    expect(told.filter((what) => what.includes('@'))).toEqual(written);
    await witness.end();
  });

  test('is dropped when more events come at once than the server keeps for it', async () => {
    const witness = toAll(END);
    await witness.until('caught up');
    await client().appendToStream(newStream('burst'), newEvents(3000));
    const told = await witness.until('failed: timeout');
    expect(told.length).toBeGreaterThan(3);
    expect(told.length).toBeLessThan(3000);
  });

  test.each([
    ['the prefix of a stream', streamNameFilter({ prefixes: ['wanted', 'other'] })],
    ['an expression for a stream', streamNameFilter({ regex: '^wanted-.*$' })],
    ['the prefix of a type', eventTypeFilter({ prefixes: ['wan'] })],
    ['an expression for a type', eventTypeFilter({ regex: '^w[^$]*ed$' })],
  ])('filtered by %s sends the matching events', async (_, filter) => {
    const [stream, noise] = [newStream('wanted'), newStream('unwanted')];
    const fromPosition = await here(client());
    const write = async (): Promise<void> => {
      await client().appendToStream(noise, newEvents(50, 'unwanted'));
      await client().appendToStream(stream, newEvents(40, 'wanted'));
    };
    await write();
    const witness = SubscriptionRecorder.of(() =>
      client().subscribeToAll({ fromPosition, filter }),
    );
    await witness.until('caught up');
    await write();
    expect(await witness.until(82)).toEqual([
      'confirmed',
      ...places(stream, 0, 39),
      'caught up',
      ...places(stream, 40, 79),
    ]);
    await witness.end();
  });

  test('with an invalid expression is an error of the server', async () => {
    const filter = streamNameFilter({ regex: '(' });
    const witness = SubscriptionRecorder.of(() => client().subscribeToAll({ filter }));
    expect(await witness.until(1)).toEqual(['failed: unknown']);
  });
});

describe(`${SERVER}: a subscription to a stream`, () => {
  const toStream = (stream: string, fromRevision?: bigint | typeof END): SubscriptionRecorder =>
    SubscriptionRecorder.of(() =>
      client().subscribeToStream(stream, fromRevision === undefined ? {} : { fromRevision }),
    );

  test('sends the existing events, that it has caught up, and new events', async () => {
    const stream = newStream('stream');
    await client().appendToStream(stream, newEvents(100));
    const witness = toStream(stream);
    await witness.until('caught up');
    await client().appendToStream(newStream('other'), newEvents(2));
    await client().appendToStream(stream, newEvents(2));
    expect(await witness.until(104)).toEqual([
      'confirmed',
      ...places(stream, 0, 99),
      'caught up',
      ...places(stream, 100, 101),
    ]);
    await witness.end();
  });

  test('from a revision sends the events after it; from the end, new events', async () => {
    const stream = newStream('stream');
    await client().appendToStream(stream, newEvents(5));
    const [behind, end] = [toStream(stream, 2n), toStream(stream, END)];
    await Promise.all([behind.until('caught up'), end.until('caught up')]);
    await client().appendToStream(stream, newEvent());
    const comes = `${stream}@5`;
    expect(await behind.until(5)).toEqual([
      'confirmed',
      ...places(stream, 3, 4),
      'caught up',
      comes,
    ]);
    expect(await end.until(3)).toEqual(['confirmed', 'caught up', comes]);
    await behind.end();
    await end.end();
  });

  test('from a future revision sends nothing before it', async () => {
    const stream = newStream('future');
    await client().appendToStream(stream, newEvents(1));
    const witness = toStream(stream, 2n);
    await witness.until('caught up');
    await client().appendToStream(stream, newEvents(3));
    expect(await witness.until(3)).toEqual(['confirmed', 'caught up', `${stream}@3`]);
    await witness.end();
  });

  test('waits for a missing stream, and for a deleted one', async () => {
    const [stream, deleted] = [newStream('new'), newStream('deleted')];
    await client().appendToStream(deleted, newEvents(2));
    await client().deleteStream(deleted);
    const witnesses = [toStream(stream), toStream(deleted)];
    for (const witness of witnesses) await witness.until('confirmed');
    await client().appendToStream(stream, newEvents(2));
    await client().appendToStream(deleted, newEvents(2));
    expect(await witnesses[0]?.until(4)).toEqual([
      'confirmed',
      ...places(stream, 0, 1),
      'caught up',
    ]);
    expect(await witnesses[1]?.until(4)).toEqual([
      'confirmed',
      ...places(deleted, 2, 3),
      'caught up',
    ]);
    for (const witness of witnesses) await witness.end();
  });

  test('ends with the tombstone of its stream, and cannot begin after one', async () => {
    const stream = newStream('ending');
    await client().appendToStream(stream, newEvents(1));
    const witness = toStream(stream);
    await witness.until('caught up');
    await client().tombstoneStream(stream);
    expect(await witness.until(5)).toEqual([
      'confirmed',
      `${stream}@0`,
      'caught up',
      `${stream}@${2n ** 63n - 1n}`,
      'failed: stream-deleted',
    ]);
    expect(await toStream(stream).until(1)).toEqual(['failed: stream-deleted']);
  });
});
