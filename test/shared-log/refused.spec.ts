import { setImmediate as turn } from 'node:timers/promises';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { StandIn } from '#testing/event-store-esdb';

import { Tidemark } from '../e2e/tidemark.js';

/** More tries than there will be. */
const MANY = 1000;

let standIn: StandIn;
let tidemark: Tidemark;

beforeEach(async () => {
  standIn = await StandIn.start();
  const settings = { EVENTSTORE_URL: standIn.url };
  tidemark = await Tidemark.start({ settings, remove: () => standIn.stop() });
  await tidemark.form();
});

afterEach(() => tidemark.stop());

const metrics = async (): Promise<string> => (await fetch(`${tidemark.url}/metrics`)).text();

test('an EventStoreDB that revokes a right and grants it again is reported, and no process restarts', async () => {
  for (let count = 0; count < MANY; count += 1)
    void standIn.faults.next('subscribe', 'access-denied');
  standIn.cutConnections();
  await tidemark.until(async () => {
    await turn();
    return tidemark.defects.length >= 2;
  });
  expect(tidemark.defects.map(String).sort()).toEqual([
    expect.stringMatching(
      /^Error: EventStoreDB refuses the request: .* it is retried automatically$/,
    ),
    expect.stringMatching(/^FoldStopped: the fold of the log has stopped: EventStoreDB refuses/),
  ]);
  expect(await metrics()).toMatch(/^tidemark_fold_stopped 1$/m);
  expect((await tidemark.edit('node-a', 'refused')).body['type']).toBe(
    'urn:tidemark:problem:fold-stopped',
  );
  const readiness = async (): Promise<string> =>
    String((await tidemark.get('/readyz'))['type'] ?? 'ready');
  await tidemark.until(async () => (await readiness()) === 'urn:tidemark:problem:fold-stopped');
  standIn.faults.withdraw('subscribe');
  await tidemark.until(async () => (await readiness()) === 'ready');
  expect((await tidemark.edit('node-a', 'allowed')).status).toBe(200);
  expect(await tidemark.value('node-a')).toBe('allowed');
  expect(await tidemark.items('/v1/events?type=RegistryChanged')).toHaveLength(1);
  expect(await metrics()).toMatch(/^tidemark_read_model_stopped 0$/m);
});
