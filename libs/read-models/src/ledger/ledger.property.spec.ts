import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { ABSENT_CONTAINER } from '#domain';
import { toPosition, type Recorded } from '#event-store';
import { foldName, isWithin, splitKey } from '#registry';
import { stormyHistory, type SimulatedCluster } from '#testing/processes';

import { NaiveLedger } from '../../testing/naive-ledger.js';
import { type NaiveDetails, type NaiveRow } from '../../testing/naive-rows.js';
import { byText, plainRow } from '../../testing/plain-row.js';
import { ReadModels } from '../read-models.js';
import { type LostWrite, type LostWriteFilter } from './losses/lost-writes.js';

/** `LEDGER_STORMS=100 LEDGER_STEPS=400` runs more and longer storms, for minutes. */
const [STORMS, STEPS] = [
  Number(process.env['LEDGER_STORMS'] ?? 3),
  Number(process.env['LEDGER_STEPS'] ?? 200),
];
const ALL = 10_000;

/** The rare events of all storms. */
const seen = new Set<string>();

type Known = Readonly<{ row: NaiveRow; details: NaiveDetails; found: LostWrite }>;

describe.each(Array.from({ length: STORMS }, (_, index) => index + 1))(
  'the ledger after storm %i',
  (seed) => {
    const naive = new NaiveLedger();
    let cluster: SimulatedCluster;
    let log: readonly Recorded[];
    let reads: ReadModels;
    let known: readonly Known[];

    beforeAll(async () => {
      cluster = await stormyHistory(seed, STEPS);
      log = await cluster.log();
      for (const { event } of log) {
        const { fingerprint, reason } = event.data as { fingerprint?: string; reason?: string };
        if (event.type.startsWith('KeyContainer')) seen.add(event.type);
        if (fingerprint === ABSENT_CONTAINER) seen.add(`${event.type} absent ${String(reason)}`);
      }
      reads = await ReadModels.open({ file: ':memory:', log: cluster.store, cluster: 'test' });
      await reads.start(await cluster.store.head());
    });

    afterAll(async () => {
      await reads.close();
      await cluster.stop();
      expect(cluster.defects).toEqual([]);
    });

    const page = (filter: LostWriteFilter): readonly LostWrite[] =>
      reads.lostWrites.page(filter, ALL, undefined).items;

    test('has the rows of the definitions, at every position', () => {
      let count = 0;
      for (const recorded of log) {
        naive.take(recorded);
        const to = recorded.position;
        if (naive.rows.length === count && reads.lostWrites.total({ from: to, to }).rows === 0)
          continue;
        count = naive.rows.length;
        const open = naive.rows.filter(({ isDeliberate }) => !isDeliberate);
        expect(page({ to }).map(plainRow).toSorted(byText)).toEqual(open.toSorted(byText));
      }
      expect(reads.parked.list()).toEqual([]);
      const open = naive.rows.filter(({ isDeliberate }) => !isDeliberate).toSorted(byText);
      const found = page({}).toSorted((a, b) => byText(plainRow(a), plainRow(b)));
      known = open.flatMap((row, index) => {
        const [details, same] = [naive.details.get(row), found[index]];
        return details === undefined || same === undefined ? [] : [{ row, details, found: same }];
      });
    });

    const actorsOf = ({ details }: Omit<Known, 'found'>): ReadonlySet<string | undefined> =>
      new Set(details.writers.map((position) => reads.events.at(position)?.metadata.actor));

    const isWanted =
      ({ key, actor, operation, from, to, ...plain }: LostWriteFilter) =>
      (one: Known): boolean => {
        const { row, details } = one;
        const checks = [
          key === undefined || isAbout(one, key),
          actor === undefined || actorsOf(one).has(actor),
          operation === undefined || details.operation === operation,
          from === undefined || row.overwritten >= from,
          to === undefined || row.overwritten <= to,
          ...Object.entries(plain).map(([field, text]) => row[field as 'node'] === text),
        ];
        return checks.every(Boolean);
      };

    /** Filters with results, alone and combined. */
    const filters = (): readonly LostWriteFilter[] =>
      known.flatMap(({ row, details }, index): LostWriteFilter[] => {
        const { node, resource, checkpoint, key } = row;
        const rule = row.rule ?? '';
        const [actor] = actorsOf({ row, details });
        if (actor === undefined) return [];
        const [topmost = key] = splitKey(key);
        const inside = [...details.inside].at(-1) ?? key;
        const from = toPosition(BigInt(row.overwritten));
        const to = toPosition(BigInt(row.overwritten + 40));
        const { operation } = details;
        const all: LostWriteFilter[] = [
          { node },
          { resource },
          { checkpoint },
          { rule },
          { operation },
          { actor },
          { key },
          { key: inside },
          { node, rule },
          { resource, rule, to: to },
          { node, checkpoint, rule },
          { actor, key: inside },
          { key: topmost, node },
          { from: from, to: to, actor },
          { operation, rule, key },
          { key: inside, from: from },
        ];
        return [all[index % all.length] ?? {}, all[(index * 7) % all.length] ?? {}];
      });

    test('finds and counts the right rows for every filter', () => {
      for (const filter of filters()) {
        const wanted = known.filter(isWanted(filter)).map(({ row }) => row);
        expect(wanted.length).toBeGreaterThan(0);
        const found = page(filter);
        expect(found.map(plainRow).toSorted(byText)).toEqual(wanted);
        const [keys, values] = (['keys', 'values'] as const).map((side) =>
          found.reduce((sum, row) => sum + countOf(row, side), 0),
        );
        expect(reads.lostWrites.total(filter)).toEqual({ rows: found.length, keys, values });
      }
    });

    test('is listed in pages, newest first', () => {
      const whole = page({});
      const paged: LostWrite[] = [];
      for (let isLast = false; !isLast;) {
        const next = reads.lostWrites.page({}, 7, paged.at(-1)?.id);
        paged.push(...next.items);
        isLast = next.isLast;
      }
      expect(paged).toEqual(whole);
      const positions = whole.map(({ overwritten }) => Number(overwritten));
      expect(positions).toEqual(positions.toSorted((a, b) => b - a));
    });

    test('lists the places of each row', () => {
      for (const { details, found, row } of known) {
        const places: string[] = [];
        let cursor: string | undefined;
        for (let isLast = false; !isLast;) {
          const next = reads.ledger.values.page(found, 2, cursor);
          for (const { key, name, lost, kept } of next.items) {
            places.push(foldName(key) + (name === null ? '' : `\0${foldName(name)}`));
            expect([lost === undefined, kept === undefined]).toEqual([
              row.lost === null,
              row.kept === null,
            ]);
          }
          cursor = next.items.at(-1)?.cursor;
          isLast = next.isLast;
        }
        expect(places.toSorted()).toEqual(details.places.toSorted());
      }
    });

    test('lists the losses and displacements of each operation', () => {
      const byOperation = Map.groupBy(naive.rows, (row) => naive.details.get(row)?.operation ?? '');
      for (const [operation, rows] of byOperation) {
        const { items, ...total } = reads.lostWrites.together(operation, reads.position, ALL);
        expect(items.map(plainRow).toSorted(byText)).toEqual(rows.toSorted(byText));
        expect(total).toMatchObject({ rows: rows.length, more: false });
      }
    });
  },
);

test('the storms delete key containers whose restore is missing, and restore such absences', () => {
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'CryptoCheckpointCaptured absent changed',
      'KeyContainerAbsenceRestored',
      'KeyContainerDeleted',
      'KeyContainerRestored',
    ]),
  );
});

const isAbout = ({ row, details }: Known, key: string): boolean =>
  isWithin(row.key, key) || details.inside.has(foldName(key));

const countOf = ({ name, lost, kept }: LostWrite, side: 'keys' | 'values'): number => {
  const found = lost ?? kept;
  if (name !== null) return side === 'values' ? 1 : 0;
  return found !== undefined && 'hash' in found ? found[side] : 0;
};
