import { expect, test } from '@jest/globals';

import {
  AppendTooLarge,
  MAX_APPEND_BYTES,
  NO_STREAM,
  RevisionConflict,
  type EventStore,
} from '../src/event-store.js';
import { SCHEMA_VERSION, type NewEvent } from '../src/recorded.js';
import { collect, eventFor, eventsFor, streamFor } from './events.js';

/** The time on the clock of a store under test. */
export const NOW = new Date('2026-02-03T04:05:06.789Z');

const a = (): string => streamFor('a');
const b = (): string => streamFor('b');

export const appending = (store: () => EventStore): void => {
  test('the first event has revision 0; the result has the last revision and position', async () => {
    const first = await store().append(a(), [eventFor('one')], NO_STREAM);
    expect(first.revision).toBe(0n);
    expect(first.position).toBe(await store().head());
    const next = await store().append(a(), eventsFor('more', 3), 0n);
    expect(next.revision).toBe(3n);
    expect(next.position > first.position).toBe(true);
    expect(next.position).toBe(await store().head());
  });

  test('an event is returned as it was given', async () => {
    const data = {
      text: 'ü 中 😀 \ud800 \u0000 "\\',
      deep: [{ list: [[], {}] }, null, true, -1.5e300],
      __proto: 1,
    };
    const event = eventFor('whole', data);
    const { position } = await store().append(a(), [event], NO_STREAM);
    expect(await collect(store().readStream(a()))).toEqual([
      {
        id: event.id,
        event: { type: event.type, data },
        stream: a(),
        revision: 0n,
        position,
        recordedAt: NOW,
        schema: SCHEMA_VERSION,
        metadata: event.metadata,
      },
    ]);
  });

  test('a copied event keeps its time and the version of its shape', async () => {
    const recordedAt = new Date('2001-02-03T04:05:06.007Z');
    const event = { ...eventFor('copied'), recordedAt, schema: 0 };
    await store().append(a(), [eventFor('one'), event], NO_STREAM);
    const records = await collect(store().readStream(a()));
    expect(records.map((record) => [record.recordedAt, record.schema])).toEqual([
      [NOW, SCHEMA_VERSION],
      [recordedAt, 0],
    ]);
  });

  test.each([
    ['one event', 1],
    ['many events', 64],
  ])('%s of more than a mebibyte is refused; just under it is written', async (_, count) => {
    const half = (bytes: number): NewEvent[] =>
      Array.from({ length: count }, (__, index) =>
        eventFor(`large ${index}`, { text: 'ü'.repeat(bytes / 2 / count) }),
      );
    const late = store().append(a(), half(MAX_APPEND_BYTES), NO_STREAM);
    await expect(late).rejects.toThrow(AppendTooLarge);
    expect(await store().head()).toBeUndefined();
    const events = half(MAX_APPEND_BYTES - 64 * 1024);
    await store().append(a(), events, NO_STREAM);
    const records = await collect(store().readStream(a()));
    expect(records.map(({ event }) => event.data)).toEqual(events.map(({ data }) => data));
  });

  test('revisions count by stream, positions over all, also within one append', async () => {
    await store().append(a(), eventsFor('a', 3), NO_STREAM);
    await store().append(b(), eventsFor('b', 2), NO_STREAM);
    await store().append(a(), eventsFor('c', 2), 2n);
    const log = await collect(store().readLog());
    expect(log.map(({ stream, revision }) => [stream, revision])).toEqual([
      [a(), 0n],
      [a(), 1n],
      [a(), 2n],
      [b(), 0n],
      [b(), 1n],
      [a(), 3n],
      [a(), 4n],
    ]);
    const positions = log.map(({ position }) => position);
    expect(positions.every((position, index) => position > (positions[index - 1] ?? -1n))).toBe(
      true,
    );
  });

  test.each([
    ['too low', 0n],
    ['too high', 5n],
    ['of a new stream', NO_STREAM],
  ])('an expected revision that is %s is a conflict, and writes nothing', async (_, expected) => {
    await store().append(a(), eventsFor('a', 2), NO_STREAM);
    const late = store().append(a(), eventsFor('late', 2), expected);
    await expect(late).rejects.toEqual(new RevisionConflict(a(), expected));
    expect(await collect(store().readLog())).toHaveLength(2);
  });

  test('an expected stream that does not exist is a conflict', async () => {
    const append = store().append(a(), [eventFor('one')], 0n);
    await expect(append).rejects.toThrow(RevisionConflict);
    expect(await store().head()).toBeUndefined();
  });

  test('one of several concurrent appends to a stream wins', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 16 }, (_, index) =>
        store().append(a(), [eventFor(`writer ${index}`)], NO_STREAM),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(RevisionConflict);
    expect(await collect(store().readLog())).toHaveLength(1);
  });

  test('concurrent appends to different streams all succeed', async () => {
    const streams = Array.from({ length: 64 }, (_, index) => streamFor(`stream ${index}`));
    const answers = await Promise.all(
      streams.map((stream) => store().append(stream, eventsFor(stream, 3), NO_STREAM)),
    );
    const log = await collect(store().readLog());
    expect(log).toHaveLength(192);
    for (const [index, stream] of streams.entries()) {
      const own = log.filter((recorded) => recorded.stream === stream);
      expect(own.map(({ id }) => id)).toEqual(eventsFor(stream, 3).map(({ id }) => id));
      expect(own.at(-1)?.position).toBe(answers[index]?.position);
    }
  });

  test('a repeated append gives the result of the first, and writes nothing', async () => {
    const events = eventsFor('once', 3);
    const first = await store().append(a(), events, NO_STREAM);
    expect(await store().append(a(), events, NO_STREAM)).toEqual(first);
    await store().append(a(), eventsFor('then', 2), 2n);
    expect(await store().append(a(), events, NO_STREAM)).toEqual(first);
    expect(await collect(store().readLog())).toHaveLength(5);
  });

  test('a part of an append, or a longer one, is not a repetition', async () => {
    const events = eventsFor('once', 3);
    await store().append(a(), events, NO_STREAM);
    const more = store().append(a(), [...events, eventFor('more')], NO_STREAM);
    await expect(more).rejects.toThrow(RevisionConflict);
    const other = store().append(a(), [eventFor('other'), ...events.slice(1)], NO_STREAM);
    await expect(other).rejects.toThrow(RevisionConflict);
  });

  test('the same ids with another content are a defect, not a conflict', async () => {
    await store().append(a(), [eventFor('one')], NO_STREAM);
    const forged = store().append(a(), [eventFor('one', { name: 'two' })], NO_STREAM);
    await expect(forged).rejects.toThrow(/another content/);
    expect(await collect(store().readLog())).toHaveLength(1);
  });

  test('an append of no events is a defect', async () => {
    await expect(store().append(a(), [], NO_STREAM)).rejects.toThrow(/no events/);
  });

  test('the given objects can be changed afterwards without harm', async () => {
    const data = { list: [1] };
    await store().append(a(), [eventFor('one', data)], NO_STREAM);
    data.list.push(2);
    const [recorded] = await collect(store().readStream(a()));
    expect(recorded?.event.data).toEqual({ list: [1] });
  });
};
