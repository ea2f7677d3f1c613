import { beforeEach, describe, expect, test } from '@jest/globals';

import { Pace, type Arriving } from './pace.js';

type Body = { readableLength: number; socket: { bytesRead: number } };

describe('the pace of a body', () => {
  let now: number;
  let pace: Pace<Arriving>;
  let body: Body;
  let refused: number[];
  beforeEach(() => {
    now = 0;
    pace = new Pace({ windowMs: 100, windowBytes: 10, lookEveryMs: 1 }, () => now);
    body = { readableLength: 0, socket: { bytesRead: 1000 } };
    refused = [];
  });

  const watch = (): (() => void) =>
    pace.watch(body, ({ status }) => {
      refused.push(status);
    });

  /** Looks after so many milliseconds in which so many bytes have come. */
  const pass = (ms: number, bytes: number): void => {
    now += ms;
    body.socket.bytesRead += bytes;
    pace.look();
  };

  test('ends one that has stopped, when its window is over', () => {
    watch();
    pass(99, 0);
    expect(refused).toEqual([]);
    pass(1, 9);
    expect(refused).toEqual([408]);
  });

  test('lets one go on for ever that brings enough in each window', () => {
    watch();
    for (let count = 0; count < 1000; count += 1) pass(100, 10);
    expect(refused).toEqual([]);
    pass(99, 0);
    expect(refused).toEqual([]);
    pass(1, 0);
    expect(refused).toEqual([408]);
  });

  test('does not save up what came earlier', () => {
    watch();
    pass(100, 1_000_000);
    pass(100, 1);
    expect(refused).toEqual([408]);
  });

  test('is not the sender’s delay while what came was not taken', () => {
    watch();
    body.readableLength = 1;
    pass(100, 0);
    expect(refused).toEqual([]);
    body.readableLength = 0;
    pass(100, 0);
    expect(refused).toEqual([408]);
  });

  test('is no matter any more when the body is there', () => {
    watch()();
    pass(1000, 0);
    expect(refused).toEqual([]);
  });
});
