import { beforeEach, expect, test } from '@jest/globals';

import { NO_STREAM, type EventStore, type LogRange, type StreamRange } from '../src/event-store.js';
import { isInLogRange, isInStreamRange } from '../src/ranges.js';
import { type Recorded } from '../src/recorded.js';
import { collect, eventsFor, streamFor } from './events.js';

const streams = (): readonly string[] => ['a', 'b', 'c'].map(streamFor);
const ROUNDS = 12;
const PER_ROUND = 3;
const LENGTH = BigInt(ROUNDS * PER_ROUND);

type Options<Range> = { [Name in keyof Range]-?: readonly Range[Name][] };

/** Every combination of the options. */
const combinations = <Range extends object>(options: Options<Range>): readonly Range[] =>
  (Object.entries(options) as [keyof Range, readonly unknown[]][]).reduce<readonly Range[]>(
    (ranges, [name, values]) =>
      ranges.flatMap((range) =>
        values.map((value) => (value === undefined ? range : { ...range, [name]: value })),
      ),
    [{} as Range],
  );

const inOrder = (
  records: readonly Recorded[],
  range: StreamRange | LogRange,
): readonly Recorded[] => {
  const ordered = range.direction === 'backwards' ? records.toReversed() : records;
  return ordered.slice(0, range.limit ?? ordered.length);
};

export const reading = (store: () => EventStore): void => {
  let log: readonly Recorded[];

  beforeEach(async () => {
    for (let round = 0; round < ROUNDS; round += 1)
      await Promise.all(
        streams().map((stream) =>
          store().append(
            stream,
            eventsFor(`${stream} ${round}`, PER_ROUND),
            round === 0 ? NO_STREAM : BigInt(round * PER_ROUND - 1),
          ),
        ),
      );
    log = await collect(store().readLog());
  });

  test('the log has all events, in the order of their positions', () => {
    expect(log).toHaveLength(streams().length * ROUNDS * PER_ROUND);
    expect(log).toEqual(log.toSorted((a, b) => (a.position < b.position ? -1 : 1)));
  });

  test('any range of a stream equals a filter of the log', async () => {
    const [stream = ''] = streams();
    const whole = log.filter((recorded) => recorded.stream === stream);
    const ranges = combinations<StreamRange>({
      from: [undefined, 0n, 4n, LENGTH - 1n, LENGTH + 7n],
      to: [undefined, 0n, 9n, LENGTH - 1n, LENGTH + 7n],
      direction: [undefined, 'forwards', 'backwards'],
      limit: [undefined, 1, 7, 1000],
    });
    for (const range of ranges)
      expect([range, await collect(store().readStream(stream, range))]).toEqual([
        range,
        inOrder(
          whole.filter((recorded) => isInStreamRange(recorded, range)),
          range,
        ),
      ]);
  });

  test('any range of the log equals a filter of the log', async () => {
    const at = (index: number): Recorded['position'] | undefined => log.at(index)?.position;
    const places = [undefined, at(0), at(1), at(40), at(-2), at(-1)];
    const ranges = combinations<LogRange>({
      after: places,
      to: places,
      direction: [undefined, 'forwards', 'backwards'],
      limit: [undefined, 1, 7, 1000],
    });
    for (const range of ranges)
      expect([range, await collect(store().readLog(range))]).toEqual([
        range,
        inOrder(
          log.filter((recorded) => isInLogRange(recorded, range)),
          range,
        ),
      ]);
  });

  test('an unknown stream has no events', async () => {
    expect(await collect(store().readStream(streamFor('nobody')))).toEqual([]);
  });

  test('the head is the last position', async () => {
    expect(await store().head()).toBe(log.at(-1)?.position);
  });

  test('a read during writes gives the first part of the log', async () => {
    const [stream = ''] = streams();
    const seen: Recorded[] = [];
    let revision = LENGTH - 1n;
    for await (const recorded of store().readLog()) {
      seen.push(recorded);
      if (seen.length % 20 !== 0) continue;
      revision = (await store().append(stream, eventsFor(`late ${seen.length}`, 2), revision))
        .revision;
    }
    const whole = await collect(store().readLog());
    expect(seen).toEqual(whole.slice(0, seen.length));
    expect(seen.length).toBeGreaterThanOrEqual(log.length);
  });

  test('a reader may leave early', async () => {
    for await (const recorded of store().readLog()) {
      expect(recorded).toEqual(log[0]);
      break;
    }
    expect(await collect(store().readLog({ limit: 1 }))).toEqual([log[0]]);
  });
};
