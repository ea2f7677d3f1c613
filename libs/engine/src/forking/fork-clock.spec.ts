import { expect, test } from '@jest/globals';

import { ForkClock } from './fork-clock.js';

test('alarms ring in the order of their instants, and the time is theirs', async () => {
  const clock = new ForkClock(1000);
  const rung: string[] = [];
  const ring = (name: string) => (): void => {
    rung.push(`${name} at ${clock.now()}`);
    if (name === 'b') clock.at(1040, ring('d'));
  };
  clock.at(1050, ring('c'));
  clock.at(900, ring('a'));
  clock.at(1020, ring('b'));
  clock.at(1030, ring('never'))();
  clock.at(2000, ring('late'));
  await clock.pass(100, () => Promise.resolve());
  expect(rung).toEqual(['a at 1000', 'b at 1020', 'd at 1040', 'c at 1050']);
  expect(clock.now()).toBe(1100);
});

test('each alarm waits until the one before is dealt with', async () => {
  const clock = new ForkClock(0);
  const steps: string[] = [];
  clock.at(1, () => steps.push('first'));
  clock.at(1, () => steps.push('second'));
  await clock.pass(5, () => {
    steps.push('settled');
    return Promise.resolve();
  });
  expect(steps).toEqual(['settled', 'first', 'settled', 'second', 'settled']);
});
