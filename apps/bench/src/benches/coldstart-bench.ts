import { join } from 'node:path';

import { isErasable, STATE_ARCHIVE_VERSION, writeState } from '#domain';
import { loadSnapshot } from '#engine';
import { Fold, writeSnapshot, type EventStore, type Recorded } from '#event-store';
import { SqliteEventStore } from '#event-store-sqlite';
import { clusterFold } from '#processes';

import { inFolder } from '../folder.js';
import { Generator } from '../generate.js';
import { CLUSTER } from '../names.js';
import { compare, seconds, type Result, type Rounds } from '../rounds.js';

const SIZES = { nodes: 4, values: 2000, resources: 8 };
/** The most events that follow the last snapshot when a server dies. */
const AGE = 20_000;

const open = (folder: string): SqliteEventStore =>
  SqliteEventStore.open({ file: join(folder, 'log.db'), clock: () => new Date(), isErasable });

/** Writes a log with a number of events, and a snapshot as old as one can be. */
const prepare = async (folder: string, events: number): Promise<void> => {
  const store = open(folder);
  const age = Math.min(AGE, Math.floor(events / 10));
  const generator = new Generator(store, { ...SIZES, events: events - age });
  await generator.run();
  const last = await lastOf(store);
  const head = {
    version: STATE_ARCHIVE_VERSION,
    cluster: CLUSTER,
    position: last.position,
    event: last.id,
  };
  const lines = writeState(generator.clusterState.freeze());
  await writeSnapshot(join(folder, 'fold.snapshot'), { head, lines }, () => undefined);
  while (generator.count < events) generator.edit();
  await generator.flush();
  await store.close();
};

const lastOf = async (store: EventStore): Promise<Recorded> => {
  for await (const recorded of store.readLog({ direction: 'backwards', limit: 1 })) return recorded;
  throw new Error('the log is empty');
};

/** Seconds from the closed file to the first possible answer. */
const start = (folder: string, snapshot: string): Promise<number> =>
  seconds(async () => {
    const store = open(folder);
    const place = { file: join(folder, snapshot), cluster: CLUSTER, store };
    const warned: string[] = [];
    const { clusterState, position } = await loadSnapshot(place, (reason) => warned.push(reason));
    const fold = new Fold(store, clusterFold(clusterState, CLUSTER), { from: position });
    await fold.start();
    if (warned.length > 0 || fold.position !== (await store.head())) throw new Error(warned.join());
    await fold.stop();
    await store.close();
  });

export const coldstartBench = (rounds: Rounds): Promise<readonly Result[]> =>
  inFolder(async (first) =>
    inFolder(async (second) => {
      const events = rounds.sizes['events'] ?? 1_000_000;
      const more = rounds.sizes['more-events'] ?? 5 * events;
      const bench = 'coldstart';
      await prepare(first, events);
      await prepare(second, more);
      const few = { ...rounds, rounds: Math.min(rounds.rounds, 3) };
      return [
        await compare(
          few,
          {
            first: ['replay s', () => start(first, 'none')],
            second: ['snapshot s', () => start(first, 'fold.snapshot')],
          },
          { bench, measure: `full replay : with snapshot, ${events} events`, aim: { least: 15 } },
        ),
        await compare(
          few,
          {
            first: ['replay s', () => start(second, 'none')],
            second: ['snapshot s', () => start(second, 'fold.snapshot')],
          },
          { bench, measure: `full replay : with snapshot, ${more} events`, aim: { least: 50 } },
        ),
        await compare(
          rounds,
          {
            first: [`s at ${more}`, () => start(second, 'fold.snapshot')],
            second: [`s at ${events}`, () => start(first, 'fold.snapshot')],
          },
          { bench, measure: 'with snapshot, more events : fewer events', aim: { most: 2 } },
        ),
      ];
    }),
  );
