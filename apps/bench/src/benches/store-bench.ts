import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { isErasable } from '#domain';
import { type NewEvent } from '#event-store';
import { SqliteEventStore } from '#event-store-sqlite';

import { appendTo, eventsFor, produce, PRODUCERS, streamAt } from '../appends.js';
import { inFolder } from '../folder.js';
import { CLUSTER } from '../names.js';
import { areInstalled, NOT_INSTALLED, rival, RIVALS } from '../rivals.js';
import { compare, seconds, type Result, type Rounds } from '../rounds.js';

/** Events per second through the embedded log. */
const ours = (
  events: readonly NewEvent[],
  { producers, synchronous = 'FULL' }: { producers: number; synchronous?: 'FULL' | 'NORMAL' },
): Promise<number> =>
  inFolder(async (folder) => {
    const file = join(folder, 'log.db');
    const store = SqliteEventStore.open({ file, clock: () => new Date(), isErasable, synchronous });
    const took = await seconds(() =>
      produce(appendTo(store), events, { producers, cluster: CLUSTER }),
    );
    await store.close();
    return events.length / took;
  });

/** Events per second when the same bytes are written and synced by hand, in batches. */
const raw = (events: readonly NewEvent[], batch: number): Promise<number> =>
  inFolder(async (folder) => {
    const lines = events.map((event) => `${JSON.stringify(event)}\n`);
    const file = openSync(join(folder, 'raw'), 'w');
    const took = await seconds(() => {
      for (let at = 0; at < lines.length; at += batch) {
        writeSync(file, lines.slice(at, at + batch).join(''));
        fdatasyncSync(file);
      }
    });
    closeSync(file);
    return events.length / took;
  });

/** Events per second with a row and an index entry for each event, in the same group commits. */
const rowEach = (events: readonly NewEvent[]): Promise<number> =>
  inFolder(async (folder) => {
    const db = new DatabaseSync(join(folder, 'rows.db'));
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
    db.exec(
      `CREATE TABLE events (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, stream TEXT NOT NULL,
       revision INTEGER NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL, metadata TEXT NOT NULL, UNIQUE (stream, revision))`,
    );
    const insert = db.prepare(
      'INSERT INTO events (id, stream, revision, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?)',
    );
    const took = await seconds(() => {
      for (let at = 0; at < events.length; at += PRODUCERS) {
        db.exec('BEGIN IMMEDIATE');
        events.slice(at, at + PRODUCERS).forEach(({ id, type, data, metadata }, producer) => {
          insert.run(
            id,
            streamAt(CLUSTER, producer),
            at / PRODUCERS,
            type,
            JSON.stringify(data),
            JSON.stringify(metadata),
          );
        });
        db.exec('COMMIT');
      }
    });
    db.close();
    return events.length / took;
  });

export const storeBench = async (rounds: Rounds): Promise<readonly Result[]> => {
  const many = eventsFor(rounds.sizes['appends'] ?? 40_000);
  const few = many.slice(0, Math.ceil(many.length / 20));
  const crowd = { producers: PRODUCERS };
  const durable = ['durable events/s', () => ours(many, crowd)] as const;
  const measure = (measure: string, least: number, [first, second]: Pair): Promise<Result> =>
    compare(rounds, { first, second }, { bench: 'store', measure, aim: { least } });
  return [
    await measure('64 producers : raw write and sync of 64 at once', 0.45, [
      durable,
      ['raw events/s', () => raw(many, PRODUCERS)],
    ]),
    await measure('one producer : raw sync of each', 0.75, [
      ['durable events/s', () => ours(few, { producers: 1 })],
      ['raw events/s', () => raw(few, 1)],
    ]),
    await measure('64 producers : a row and index for each event', 2, [
      durable,
      ['row each events/s', () => rowEach(many)],
    ]),
    await measure('FULL : NORMAL', 0.75, [
      ['FULL events/s', () => ours(many, crowd)],
      ['NORMAL events/s', () => ours(many, { ...crowd, synchronous: 'NORMAL' })],
    ]),
  ];
};

type Alternative = readonly [string, () => Promise<number>];
type Pair = readonly [Alternative, Alternative];

/**
 * Compares the embedded log with other stores, if they are installed. A tenth of the events is
 * enough for them.
 */
export const rivalsBench = async (rounds: Rounds): Promise<readonly Result[]> => {
  if (!areInstalled()) {
    console.error(`rivals  ${RIVALS.join(', ')}: ${NOT_INSTALLED}`);
    return [];
  }
  const many = eventsFor(rounds.sizes['appends'] ?? 40_000);
  const few = many.slice(0, Math.ceil(many.length / 10));
  const results: Result[] = [];
  for (const name of RIVALS)
    results.push(
      await compare(
        rounds,
        {
          first: ['durable events/s', () => ours(many, { producers: PRODUCERS })],
          second: [`${name} events/s`, () => rival(name, few, PRODUCERS)],
        },
        { bench: 'rivals', measure: `64 producers : ${name}`, aim: { least: 15 } },
      ),
    );
  return results;
};
