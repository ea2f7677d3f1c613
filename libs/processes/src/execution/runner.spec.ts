import { describe, expect, test } from '@jest/globals';

import { ClusterState } from '#domain';
import { ProcessRunner, type Clock, type Process } from '#processes';

type Alarm = { instant: number; call: () => void };

/** A clock that a test sets. Its alarms go off when the test says so, early or late. */
class WildClock implements Clock {
  readonly alarms: Alarm[] = [];
  /** The time that passes at each reading of the clock. */
  step = 0;

  constructor(public time = 0) {}

  readonly now = (): number => {
    const seen = this.time;
    this.time += this.step;
    return seen;
  };

  readonly at = (instant: number, call: () => void): (() => void) => {
    const alarm = { instant, call };
    this.alarms.push(alarm);
    return () => {
      this.alarms.splice(this.alarms.indexOf(alarm), 1);
    };
  };

  /** Rings the next alarm at an instant. */
  ring(time: number): void {
    this.time = time;
    this.alarms.shift()?.call();
  }
}

/** A process with one step, due at an instant. */
const oneThing = (due: number) => {
  let isDone = false;
  const asked: number[] = [];
  const process: Process = {
    name: 'one thing',
    affected: () => [],
    all: () => ['key'],
    next: (_, __, { now }) => {
      asked.push(now);
      const command = { type: 'EraseKey', data: {} } as const;
      return !isDone && now >= due ? [{ kind: 'key', id: 'x', command, cause: undefined }] : [];
    },
    due: (_, __, { now }) => (!isDone && due > now ? due : undefined),
  };
  const clock = new WildClock();
  const runner = new ProcessRunner({
    clusterState: new ClusterState(),
    processes: [process],
    clock,
    execute: () => {
      isDone = true;
      return Promise.resolve(1);
    },
    pause: () => Promise.resolve(),
    onDefect: (error) => {
      throw error;
    },
  });
  return { clock, runner, asked, isDone: () => isDone };
};

describe('a step that is due later is carried out, whatever the clock does', () => {
  test('the step runs when the alarm goes off in time', async () => {
    const { clock, runner, isDone } = oneThing(500);
    await runner.start();
    expect(clock.alarms.map(({ instant }) => instant)).toEqual([500]);
    clock.ring(500);
    await runner.idle();
    expect(isDone()).toBe(true);
    expect(clock.alarms).toEqual([]);
  });

  test('an alarm that goes off too early is set again', async () => {
    const { clock, runner, isDone } = oneThing(500);
    await runner.start();
    for (const early of [499, 300, 499]) {
      clock.ring(early);
      await runner.idle();
      expect([isDone(), clock.alarms.map(({ instant }) => instant)]).toEqual([false, [500]]);
    }
    clock.ring(500);
    await runner.idle();
    expect(isDone()).toBe(true);
  });

  test('the instant may come between two readings of the clock', async () => {
    const { clock, runner, isDone } = oneThing(500);
    await runner.start();
    clock.step = 1;
    clock.ring(499);
    await runner.idle();
    expect(isDone() || clock.alarms.length === 1).toBe(true);
    clock.ring(500);
    await runner.idle();
    expect(isDone()).toBe(true);
  });

  test('the clock may go back during the wait', async () => {
    const { clock, runner, isDone } = oneThing(500);
    await runner.start();
    clock.ring(-10_000);
    await runner.idle();
    expect(clock.alarms.map(({ instant }) => instant)).toEqual([500]);
    clock.ring(501);
    await runner.idle();
    expect(isDone()).toBe(true);
  });

  test('there is one alarm for a key, and none after a stop', async () => {
    const { clock, runner } = oneThing(500);
    await runner.start();
    await runner.start();
    expect(clock.alarms).toHaveLength(1);
    await runner.stop();
    expect(clock.alarms).toEqual([]);
  });
});
