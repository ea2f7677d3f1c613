import { describe, expect, test } from '@jest/globals';

import {
  candidate,
  Clock,
  settled,
  something,
  STREAM,
  TTL,
  leaseSimulation,
} from '../../testing/lease-simulation.js';

describe('the lease', () => {
  test('is taken if it is free, and renewed for as long as it is wanted', async () => {
    const { clock, log, join } = leaseSimulation();
    const a = join('a');
    expect(a.lease.isHeld).toBe(false);
    a.lease.start();
    await clock.pass(0);
    expect([a.lease.isHeld, a.lease.holder, a.notifications]).toEqual([true, 'a', ['taken']]);
    for (let time = 0; time < 40; time += 1) {
      await clock.pass(TTL / 8);
      expect(a.lease.isHeld).toBe(true);
    }
    expect(a.notifications).toEqual(['taken']);
    expect(log.events.length).toBeGreaterThan(10);
    expect(log.trimmed).toEqual([STREAM]);
    expect(a.failures).toEqual([]);
  });

  test('has not failed if the log is closed during a turn that a release overtakes', async () => {
    const { log, join } = leaseSimulation();
    const a = join('a');
    const looked = Promise.withResolvers<undefined>();
    log.afterLook = () => looked.promise.then(() => undefined);
    a.lease.start();
    await settled();
    await a.lease.release();
    looked.reject(new Error('the log is closed'));
    await settled();
    expect(a.failures).toEqual([]);
  });

  test('goes to one of two processes that want it at once', async () => {
    const { clock, log, join } = leaseSimulation();
    const [a, b] = [join('a'), join('b')];
    // Both have seen that the lease is free before either takes it.
    const seen = Promise.withResolvers<undefined>();
    log.afterLook = () => seen.promise.then(() => undefined);
    a.lease.start();
    b.lease.start();
    await settled();
    log.afterLook = () => Promise.resolve();
    seen.resolve(undefined);
    await clock.pass(0);
    expect([a.lease.isHeld, b.lease.isHeld]).toEqual([true, false]);
    expect([a.lease.holder, b.lease.holder]).toEqual(['a', 'a']);
    for (let time = 0; time < 30; time += 1) {
      await clock.pass(TTL / 3);
      expect([a.lease.isHeld, b.lease.isHeld]).toEqual([true, false]);
    }
    expect([b.notifications, b.failures]).toEqual([[], []]);
  });

  test('is taken over when its holder is gone, and not before its time', async () => {
    const { clock, log, join } = leaseSimulation();
    log.write(STREAM, { ...something, type: 'LeaseTaken', data: { holder: 'gone', ttlMs: TTL } });
    const taken = clock.now;
    const b = join('b');
    b.lease.start();
    while (!b.lease.isHeld && clock.now < taken + 4 * TTL) {
      expect(log.takers).toHaveLength(1);
      await clock.pass(TTL / 10);
    }
    expect(b.lease.isHeld).toBe(true);
    expect(log.events.at(-1)?.writtenAt).toBeGreaterThan(taken + TTL);
    expect(clock.now).toBeLessThanOrEqual(taken + TTL + TTL / 2);
  });

  test('is not taken over early by a process with a fast clock, however often it looks', async () => {
    const { clock, log } = leaseSimulation();
    log.write(STREAM, { ...something, type: 'LeaseTaken', data: { holder: 'gone', ttlMs: TTL } });
    const fast = candidate(log, 'fast', new Clock());
    fast.lease.start();
    await fast.clock.pass(100 * TTL);
    expect(fast.lease.isHeld).toBe(false);
    clock.jump(TTL);
    await fast.clock.pass(10 * TTL);
    expect(fast.lease.isHeld).toBe(false);
    clock.jump(1);
    await fast.clock.pass(TTL);
    expect(fast.lease.isHeld).toBe(true);
    expect(log.takers.slice(0, 2)).toEqual([
      ['LeaseTaken', 'gone'],
      ['LeaseTaken', 'fast'],
    ]);
  });

  test('is taken over at once if events of others show that its time is over', async () => {
    const { clock, log, join } = leaseSimulation();
    log.write(STREAM, { ...something, type: 'LeaseTaken', data: { holder: 'gone', ttlMs: TTL } });
    clock.jump(TTL + 1);
    log.write('test.node-1', something);
    const b = join('b');
    b.lease.start();
    await clock.pass(0);
    expect(b.lease.isHeld).toBe(true);
  });

  test('asks for the server’s clock only if its time seems to be over', async () => {
    const { clock, log, join } = leaseSimulation();
    const [a, b] = [join('a'), join('b')];
    a.lease.start();
    await clock.pass(0);
    b.lease.start();
    await clock.pass(20 * TTL);
    expect(log.events.filter(({ type }) => type === 'ClockRead')).toEqual([]);
  });

  test('ends at its time and notifies its holder, even while the log does not answer', async () => {
    const { clock, log, join } = leaseSimulation();
    const a = join('a');
    a.lease.start();
    await clock.pass(0);
    log.gate = () => new Promise(() => undefined);
    await clock.pass(TTL * 0.9);
    expect([a.lease.isHeld, a.notifications]).toEqual([true, ['taken']]);
    await clock.pass(TTL * 0.1);
    expect([a.lease.isHeld, a.notifications]).toEqual([false, ['taken', 'lost']]);
  });

  test('is lost by a process that was frozen, before its work goes on', async () => {
    const { log, clock } = leaseSimulation();
    const frozen = candidate(log, 'frozen', new Clock());
    frozen.lease.start();
    await frozen.clock.pass(0);
    expect(frozen.lease.isHeld).toBe(true);
    frozen.clock.jump(TTL);
    expect(frozen.lease.isHeld).toBe(false);
    clock.jump(TTL + 1);
    const b = candidate(log, 'b', new Clock());
    b.lease.start();
    await b.clock.pass(2 * TTL);
    expect(b.lease.isHeld).toBe(true);
    await frozen.clock.pass(1);
    expect([frozen.notifications, frozen.lease.holder]).toEqual([['taken', 'lost'], 'b']);
  });

  test('is lost by a process whose clock stood still, as soon as the process looks', async () => {
    const { log, clock } = leaseSimulation();
    const still = candidate(log, 'still', new Clock());
    still.lease.start();
    await still.clock.pass(0);
    clock.jump(TTL + 1);
    const b = candidate(log, 'b', new Clock());
    b.lease.start();
    await b.clock.pass(2 * TTL);
    expect([still.lease.isHeld, b.lease.isHeld]).toEqual([true, true]);
    await still.clock.pass(TTL / 3);
    expect([still.lease.isHeld, still.notifications]).toEqual([false, ['taken', 'lost']]);
  });

  test('is lost if another process is faster between a look and a renewal', async () => {
    const { clock, log, join } = leaseSimulation();
    const a = join('a');
    a.lease.start();
    await clock.pass(0);
    log.afterLook = async () => {
      log.afterLook = () => Promise.resolve();
      log.write(STREAM, { ...something, type: 'LeaseTaken', data: { holder: 'b', ttlMs: TTL } });
    };
    await clock.pass(TTL / 3);
    expect([a.lease.isHeld, a.lease.holder, a.notifications]).toEqual([
      false,
      'b',
      ['taken', 'lost'],
    ]);
    expect(a.failures).toEqual([]);
  });

  test('is free for another process at once after its release', async () => {
    const { clock, log, join } = leaseSimulation();
    const [a, b] = [join('a'), join('b')];
    a.lease.start();
    await clock.pass(0);
    b.lease.start();
    await clock.pass(0);
    await a.lease.release();
    expect([a.lease.isHeld, a.lease.holder]).toEqual([false, undefined]);
    await clock.pass(TTL / 3);
    expect(b.lease.isHeld).toBe(true);
    expect(log.takers.slice(-2)).toEqual([
      ['LeaseReleased', 'a'],
      ['LeaseTaken', 'b'],
    ]);
    await clock.pass(10 * TTL);
    expect(a.lease.isHeld).toBe(false);
  });

  test('is released without a wait when the log does not answer', async () => {
    const { clock, log, join } = leaseSimulation();
    const a = join('a');
    log.gate = () => new Promise(() => undefined);
    a.lease.start();
    await clock.pass(TTL);
    await a.lease.release();
    expect(log.events).toEqual([]);
  });

  test('outlives failures of the log, which are reported', async () => {
    const { clock, log, join } = leaseSimulation();
    const a = join('a');
    const failure = new Error('away');
    log.gate = () => Promise.reject(failure);
    a.lease.start();
    await clock.pass(TTL);
    expect(a.failures.length).toBeGreaterThan(2);
    expect(new Set(a.failures)).toEqual(new Set([failure]));
    log.gate = () => Promise.resolve();
    await clock.pass(TTL / 3);
    expect([a.lease.isHeld, a.notifications]).toEqual([true, ['taken']]);
    log.gate = () => Promise.reject(failure);
    await clock.pass(TTL / 2);
    expect([a.lease.isHeld, a.notifications]).toEqual([true, ['taken']]);
    log.gate = () => Promise.resolve();
    await clock.pass(2 * TTL);
    expect([a.lease.isHeld, a.notifications]).toEqual([true, ['taken']]);
  });
});
