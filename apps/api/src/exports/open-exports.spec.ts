import { EventEmitter } from 'node:events';
import { type ServerResponse } from 'node:http';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { OpenExports } from './open-exports.js';

const WINDOW = { windowMs: 1000, windowBytes: 100, lookEveryMs: 1_000_000 };

/** An answer whose client takes bytes when the test says so. */
class Answer extends EventEmitter {
  destroyed = false;
  readonly socket = { bytesWritten: 0, writableLength: 0 };

  /** More bytes are ready. */
  offer(bytes: number): void {
    this.socket.bytesWritten += bytes;
    this.socket.writableLength += bytes;
  }

  take(bytes: number): void {
    this.socket.writableLength -= bytes;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

const asAnswer = (answer: Answer): ServerResponse => answer as unknown as ServerResponse;

describe('open exports', () => {
  let now: number;
  let open: OpenExports;

  beforeEach(() => {
    now = 0;
    open = new OpenExports(WINDOW, () => now);
  });

  afterEach(() => {
    open.onModuleDestroy();
  });

  const begin = async (): Promise<Answer> => {
    const answer = new Answer();
    await open.within(asAnswer(answer), () => Promise.resolve());
    return answer;
  };

  const pass = (milliseconds: number): void => {
    now += milliseconds;
    open.look();
  };

  test('end when their clients take too little in a window', async () => {
    const answer = await begin();
    answer.offer(1000);
    pass(999);
    expect(answer.destroyed).toBe(false);
    answer.take(99);
    pass(1);
    expect(answer.destroyed).toBe(true);
  });

  test('go on for as long as their clients take enough in each window', async () => {
    const answer = await begin();
    for (let window = 0; window < 5; window += 1) {
      answer.offer(1000);
      answer.take(100);
      pass(999);
    }
    expect(answer.destroyed).toBe(false);
  });

  test('wait for the server as long as it takes', async () => {
    const answer = await begin();
    pass(10_000);
    answer.offer(1000);
    pass(999);
    expect(answer.destroyed).toBe(false);
  });

  test('are four at most, those in preparation too', async () => {
    const [first] = await Promise.all([begin(), begin(), begin()]);
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const fourth = open.within(asAnswer(new Answer()), () => gate);
    await expect(begin()).rejects.toMatchObject({ status: 503, slug: 'too-many-exports' });
    go();
    await fourth;
    await expect(begin()).rejects.toMatchObject({ status: 503 });
    first.destroy();
    await begin();
  });

  test('leave no place taken when they are refused', async () => {
    const refused = (): Promise<never> => Promise.reject(new Error('no'));
    for (let times = 0; times < 9; times += 1)
      await expect(open.within(asAnswer(new Answer()), refused)).rejects.toThrow('no');
    await begin();
  });

  test('do not count if the client has gone before they begin', async () => {
    for (let times = 0; times < 9; times += 1) {
      const answer = new Answer();
      answer.destroyed = true;
      await open.within(asAnswer(answer), () => Promise.resolve());
    }
    await begin();
  });

  test('end with the server', async () => {
    const answer = await begin();
    open.onModuleDestroy();
    expect(answer.destroyed).toBe(true);
    expect((await begin()).destroyed).toBe(true);
    expect(open.count).toBe(0);
  });
});
