import { expect, test } from '@jest/globals';
import { streamNameFilter, type Position, type ReadPosition } from '@eventstore/db-client';

import { collect, here, newEvent, newEvents, newStream, positionOf } from './sample.js';
import { describeAlone, SERVER, serverUnderTest } from './server-under-test.js';
import { SubscriptionRecorder } from './subscription-recorder.js';

const { client } = serverUnderTest();

describeAlone(`${SERVER}: the checkpoints of a filtered subscription`, () => {
  const ofWanted = (
    fromPosition: ReadPosition,
    sizes: Readonly<{ checkpointInterval?: number; maxSearchWindow?: number }>,
  ): SubscriptionRecorder =>
    SubscriptionRecorder.of((witness) =>
      client().subscribeToAll({
        fromPosition,
        filter: streamNameFilter({
          ...sizes,
          prefixes: ['wanted'],
          checkpointReached: (_, position) => {
            witness.checkpoint(position);
          },
        }),
      }),
    );

  /** 60 events of noise, one matching event, 60 of noise; with the position of each. */
  const written = async (): Promise<{ wanted: string; at: Position[]; from: Position }> => {
    const [wanted, noise] = [newStream('wanted'), newStream('noise')];
    const from = await here(client());
    await client().appendToStream(noise, newEvents(60));
    await client().appendToStream(wanted, newEvent());
    await client().appendToStream(noise, newEvents(60));
    const all = await collect(client().readAll({ fromPosition: from }));
    return { wanted, at: all.slice(1).map(positionOf), from };
  };
  const pageAt = (position: Position | undefined): string => `checkpoint ${position?.commit}/0`;
  const eventAt = (position: Position | undefined): string =>
    `checkpoint ${position?.commit}/${position?.prepare}`;

  test('come after each page of 32 events: its last match, or the place where it began', async () => {
    const { wanted, at, from } = await written();
    const witness = ofWanted(from, {});
    expect(await witness.until('caught up')).toEqual([
      'confirmed',
      pageAt(at[0]),
      `${wanted}@0`,
      eventAt(at[60]),
      pageAt(at[64]),
      'caught up',
    ]);
    await witness.end();
  });

  test('come less often with a longer interval, and more often with a smaller window', async () => {
    const { wanted, at, from } = await written();
    const rare = ofWanted(from, { checkpointInterval: 3 });
    expect(await rare.until('caught up')).toEqual([
      'confirmed',
      `${wanted}@0`,
      pageAt(at[64]),
      'caught up',
    ]);
    const often = ofWanted(from, { maxSearchWindow: 25, checkpointInterval: 2 });
    expect(await often.until('caught up')).toEqual([
      'confirmed',
      pageAt(at[25]),
      `${wanted}@0`,
      pageAt(at[75]),
      'caught up',
    ]);
    await rare.end();
    await often.end();
  });

  test('come live at every event that completes an interval, matching or not', async () => {
    const { at, from, wanted } = await written();
    const witness = ofWanted(from, { maxSearchWindow: 50 });
    const told = [...(await witness.until('caught up'))];
    expect(told.filter((what) => what.startsWith('checkpoint'))).toEqual([
      pageAt(at[0]),
      eventAt(at[60]),
    ]);
    const noise = newStream('noise');
    // The 21 events since the second page count for the first interval that ends live.
    await client().appendToStream(noise, newEvents(28));
    const last = await client().appendToStream(noise, newEvents(1));
    await client().appendToStream(wanted, newEvent());
    await client().appendToStream(noise, newEvents(48));
    const next = await client().appendToStream(noise, newEvents(1));
    expect((await witness.until(told.length + 3)).slice(told.length)).toEqual([
      eventAt(last.position),
      `${wanted}@1`,
      eventAt(next.position),
    ]);
    await witness.end();
  });

  test('count events beyond an interval for the next one', async () => {
    const [wanted, noise] = [newStream('wanted'), newStream('noise')];
    const from = await here(client());
    // A page ends at 32 matches, or at 50 events: 32 + 50 are over the interval by 32.
    await client().appendToStream(wanted, newEvents(32));
    await client().appendToStream(noise, newEvents(55));
    const witness = ofWanted(from, { maxSearchWindow: 50 });
    const told = [...(await witness.until('caught up'))];
    await client().appendToStream(noise, newEvents(12));
    const last = await client().appendToStream(noise, newEvents(1));
    await client().appendToStream(wanted, newEvents(1));
    expect((await witness.until(told.length + 2)).slice(told.length)).toEqual([
      eventAt(last.position),
      `${wanted}@32`,
    ]);
    await witness.end();
  });

  test('are places where a subscription goes on without gap or repeat', async () => {
    const { from, wanted } = await written();
    const first = ofWanted(from, {});
    const told = await first.until('caught up');
    await first.end();
    const [commit = '', prepare = ''] = told.at(-2)?.replace('checkpoint ', '').split('/') ?? [];
    const again = ofWanted({ commit: BigInt(commit), prepare: BigInt(prepare) }, {});
    await again.until('caught up');
    await client().appendToStream(wanted, newEvent());
    const events = (await again.until(`${wanted}@1`)).filter((what) => what.includes('@'));
    expect(events).toEqual([`${wanted}@1`]);
    await again.end();
  });
});
