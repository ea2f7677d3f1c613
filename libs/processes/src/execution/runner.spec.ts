import { describe, expect, test } from '@jest/globals';

import { ClusterError } from '#clusapi';
import { ClusterState } from '#domain';
import { StoreUnavailable } from '#event-store';
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

/**
 * A process that wants a step until one has succeeded, and a runner whose steps end with these
 * outcomes in turn: the events that one wrote, or an error.
 */
const wanting = (...outcomes: readonly (number | Error)[]) => {
  const left = [...outcomes];
  let isDone = false;
  const pauses: number[] = [];
  const defects: unknown[] = [];
  const process: Process = {
    name: 'wanting',
    affected: () => ['key'],
    all: () => ['key'],
    next: () => {
      const command = { type: 'EraseKey', data: {} } as const;
      return isDone ? [] : [{ kind: 'key', id: 'x', command, cause: undefined }];
    },
  };
  const runner = new ProcessRunner({
    clusterState: new ClusterState(),
    processes: [process],
    clock: new WildClock(),
    execute: () => {
      const outcome = left.shift() ?? 1;
      if (outcome instanceof Error) return Promise.reject(outcome);
      isDone = outcome > 0 && left.length === 0;
      return Promise.resolve(outcome);
    },
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
    onDefect: (error, name, key) => {
      defects.push([(error as Error).message, (error as Error).cause, name, key]);
    },
  });
  return { runner, pauses, defects, left, isDone: () => isDone };
};

describe('a step that', () => {
  const away = new StoreUnavailable('the log is away');

  test('finds no log is tried again after a pause, for as long as there is none', async () => {
    const { runner, pauses, defects, isDone } = wanting(away, away, 1);
    await runner.start();
    expect([isDone(), pauses.length, defects]).toEqual([true, 2, []]);
  });

  test('wrote something makes the next pause a first one again', async () => {
    const { runner, pauses } = wanting(away, away, away, away, 1, away, 1);
    await runner.start();
    const [first = 0, , , fourth = 0, again = 0] = pauses;
    expect(pauses).toHaveLength(5);
    expect(fourth).toBeGreaterThan(first);
    expect(again).toBeLessThan(fourth);
  });

  test('is refused waits for the next event, without a pause and without a defect', async () => {
    const refused = new ClusterError('ERROR_INVALID_STATE', 'another command was faster');
    const { runner, pauses, defects, left, isDone } = wanting(refused, 1);
    await runner.start();
    expect([isDone(), left.length, pauses, defects]).toEqual([false, 1, [], []]);
    runner.observe({} as never);
    await runner.idle();
    expect([isDone(), defects]).toEqual([true, []]);
  });

  test('wrote nothing waits for the next event', async () => {
    const { runner, isDone } = wanting(0, 1);
    await runner.start();
    expect(isDone()).toBe(false);
    runner.observe({} as never);
    await runner.idle();
    expect(isDone()).toBe(true);
  });

  test('fails is a defect of its process and key, and is tried again at the next event', async () => {
    const broken = new Error('broken');
    const { runner, defects, isDone } = wanting(broken, 1);
    await runner.start();
    expect(defects).toEqual([['a step failed', broken, 'wanting', 'key']]);
    runner.observe({} as never);
    await runner.idle();
    expect([isDone(), defects.length]).toEqual([true, 1]);
  });
});
