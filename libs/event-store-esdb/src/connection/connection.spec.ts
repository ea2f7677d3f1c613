import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { type Recorded } from '#event-store';
import { eventsFor, streamFor, streamsFor } from '#testing/event-store';

import { onStandIn } from '../../testing/on-stand-in.js';
import { Connection } from './connection.js';
import { parseConnectionString } from './connection-string.js';
import { Erased } from '../erased.js';
import { Reads } from '../read/reads.js';
import { Sight } from '../identity/sight.js';
import { subscribe } from '../read/subscription.js';
import { Witness } from '../identity/witness.js';

const on = onStandIn();
const a = streamFor('a');
const streams = streamsFor('test');

describe('the way to the server', () => {
  let now: number;
  let sight: Sight;
  let connection: Connection;

  beforeEach(() => {
    now = 0;
    sight = new Sight();
    connection = new Connection(parseConnectionString(on.standIn.url), () => now, sight);
  });

  afterEach(() => connection.close());

  const reads = (): Reads =>
    new Reads({ ...parts(), patienceMs: 60_000, silenceMs: 1000, now: () => performance.now() });

  const parts = () => ({
    connection,
    erased: new Erased(connection, { silenceMs: 1000, isErasable: streams.isErasable, sight }),
    prefixes: streams.prefixes,
  });

  test('is made anew under a subscription, which goes on', async () => {
    const events = eventsFor('event', 4);
    const store = on.open();
    await store.append(a, events.slice(0, 2), -1n);
    const options = { ...parts(), sight, witness: new Witness(reads(), streams, sight) };
    const seen: Recorded[] = [];
    const stopping = new AbortController();
    for await (const batch of subscribe(options, undefined, stopping.signal)) {
      seen.push(...batch);
      if (seen.length === 4) stopping.abort();
      if (seen.length !== 2) continue;
      const before = connection.current;
      connection.failed(new Error('something else'));
      now += 10_000;
      connection.failed(new Error('something else'));
      expect(connection.current).not.toBe(before);
      await store.append(a, events.slice(2), 1n);
    }
    expect(seen.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  test('counts as lost when it breaks, even while no request is under way', async () => {
    await reads().lastOfAll();
    const { current } = sight;
    await reads().lastOfAll();
    expect(sight.current).toBe(current);
    await on.standIn.restore(on.standIn.backup());
    await reads().lastOfAll();
    expect(sight.current).toBeGreaterThan(current);
  });
});
