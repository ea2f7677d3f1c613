import { expect, test } from '@jest/globals';

import { Leadership } from './leadership.js';
import { type LeaseHooks } from './log/opened.js';

const never = new Promise<never>(() => undefined);

/** A leadership over a lease that a test gives and takes, with the calls of its worker. */
const leading = (): Readonly<{ leadership: Leadership; hooks: LeaseHooks; told: string[] }> => {
  const told: string[] = [];
  let given: LeaseHooks | undefined;
  const worker = {
    start: (): Promise<void> => {
      told.push('start');
      return never;
    },
    stop: async (): Promise<void> => {
      told.push('stop');
    },
  };
  const release = async (): Promise<void> => {
    told.push('release');
  };
  const leadership = new Leadership(
    worker,
    (hooks) => {
      given = hooks;
      return { isHeld: false, holder: undefined, start: () => undefined, release };
    },
    { newId: () => 'me', onDefect: () => undefined, warn: (reason) => told.push(reason) },
  );
  if (given === undefined) throw new Error('it asked for no lease');
  return { leadership, hooks: given, told };
};

test('a worker that always has something to do can be stopped all the same', async () => {
  const { leadership, hooks, told } = leading();
  hooks.onTaken();
  hooks.onLost();
  hooks.onTaken();
  await leadership.stop();
  expect(told).toEqual(['start', 'stop', 'start', 'stop', 'release']);
});

test('a lease that comes during the stop starts nothing', async () => {
  const { leadership, hooks, told } = leading();
  const stopping = leadership.stop();
  hooks.onTaken();
  await stopping;
  expect(told).toEqual(['stop', 'release']);
});

test('the same trouble with the lease is logged once', () => {
  const { hooks, told } = leading();
  hooks.onFailure(new Error('away'));
  hooks.onFailure(new Error('away'));
  hooks.onFailure(new Error('denied'));
  expect(told).toEqual(['the lease: away', 'the lease: denied']);
});
