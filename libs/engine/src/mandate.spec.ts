import { expect, test } from '@jest/globals';

import { Mandate } from './mandate.js';
import { type LeaseHooks } from './log/opened.js';

const never = new Promise<never>(() => undefined);

/** A mandate over a lease that a test gives and takes, and what its worker was told. */
const mandated = (): Readonly<{ mandate: Mandate; hooks: LeaseHooks; told: string[] }> => {
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
  const mandate = new Mandate(
    worker,
    (hooks) => {
      given = hooks;
      return { isHeld: false, holder: undefined, start: () => undefined, release };
    },
    { newId: () => 'me', onDefect: () => undefined, warn: (reason) => told.push(reason) },
  );
  if (given === undefined) throw new Error('it asked for no lease');
  return { mandate, hooks: given, told };
};

test('whoever always has something to do can be told to stop all the same', async () => {
  const { mandate, hooks, told } = mandated();
  hooks.onTaken();
  hooks.onLost();
  hooks.onTaken();
  await mandate.stop();
  expect(told).toEqual(['start', 'stop', 'start', 'stop', 'release']);
});

test('a lease that comes while it stops begins nothing', async () => {
  const { mandate, hooks, told } = mandated();
  const stopping = mandate.stop();
  hooks.onTaken();
  await stopping;
  expect(told).toEqual(['stop', 'release']);
});

test('the same trouble with the lease is told once', () => {
  const { hooks, told } = mandated();
  hooks.onFailure(new Error('away'));
  hooks.onFailure(new Error('away'));
  hooks.onFailure(new Error('denied'));
  expect(told).toEqual(['the lease: away', 'the lease: denied']);
});
