import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { exportOf, fingerprintOf, verified } from './exported.js';
import { Tidemark } from './tidemark.js';

let tidemark: Tidemark;
let trusted: string;

beforeAll(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
  trusted = await fingerprintOf(tidemark);
});

afterAll(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

/** The position of an event of the log, counted from 1. */
const positionOf = async (number: number): Promise<string> =>
  String((await tidemark.items(`/v1/events?limit=${number}`)).at(-1)?.['position']);

const faultsOf = async (text: string | Buffer, key = trusted): Promise<readonly string[]> =>
  (await verified(text, key)).faults;

describe('the verifier', () => {
  let text: string;
  let lines: readonly string[];

  beforeAll(async () => {
    text = await exportOf(tidemark, `?to=${await positionOf(14)}`);
    lines = text.match(/[^\n]*\n/g) ?? [];
    expect(lines.length).toBe(16);
  });

  test('finds nothing in an export as it was', async () => {
    expect(await faultsOf(text)).toEqual([]);
  });

  test('finds each byte that was changed, anywhere', async () => {
    const bytes = Buffer.from(text);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const changed = Buffer.from(bytes);
          changed[at] = (changed[at] ?? 0) ^ flip;
          expect(await faultsOf(changed)).not.toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('finds each byte of the last line that was changed, by any bit', async () => {
    const bytes = Buffer.from(text);
    const last = bytes.length - Buffer.byteLength(lines.at(-1) ?? '');
    for (let at = last; at < bytes.length; at += 1)
      for (const bit of [1, 2, 4, 32]) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ bit;
        expect([at, (await faultsOf(changed)).length > 0]).toEqual([at, true]);
      }
  });

  test('finds where an export was cut off', async () => {
    const bytes = Buffer.from(text);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), async (length) => {
        const faults = await faultsOf(bytes.subarray(0, length));
        expect(faults.join()).toMatch(/cut off/);
      }),
    );
  });

  test.each<[string, (of: readonly string[]) => readonly string[], RegExp]>([
    [
      'a line is gone',
      (of) => of.toSpliced(5, 1),
      /revision \d+ of .* is missing|does not come after/,
    ],
    ['the first event is gone', (of) => of.toSpliced(1, 1), /first event of the range is missing/],
    ['the last event is gone', (of) => of.toSpliced(-2, 1), /last event of the range is missing/],
    ['a line is there twice', (of) => of.toSpliced(5, 0, of[5] ?? ''), /does not come after/],
    ['two lines changed places', (of) => swapped(of), /does not come after/],
    ['the header is there twice', (of) => [...of.slice(0, 1), ...of], /is no event/],
    ['there is a line after the trailer', (of) => [...of, of[3] ?? ''], /stands after the trailer/],
    ['the trailer is there twice', (of) => [...of, of.at(-1) ?? ''], /stands after the trailer/],
    ['the header is gone', (of) => of.slice(1), /is no header of an export/],
    ['there is an empty line', (of) => of.toSpliced(4, 0, '\n'), /line 5: is no canonical JSON/],
    [
      'a line has spaces',
      (of) => of.with(4, ` ${of[4] ?? ''}`),
      /line 5: is not in canonical form/,
    ],
    ['nothing is left', () => [], /cut off/],
  ])('names the fault when %s', async (_, changed, fault) => {
    const faults = await faultsOf(changed(lines).join(''));
    expect(faults.join('\n')).toMatch(fault);
    if (changed(lines).length > 1) expect(faults.join('\n')).toMatch(/sha256|after the trailer/);
  });

  const swapped = (of: readonly string[]): readonly string[] =>
    of.with(5, of[6] ?? '').with(6, of[5] ?? '');

  test('finds the trailer of another export', async () => {
    const shorter = await exportOf(tidemark, `?to=${await positionOf(13)}`);
    const [other = ''] = /[^\n]*\n$/.exec(shorter) ?? [];
    expect(await faultsOf([...lines.slice(0, -1), other].join(''))).toContainEqual(
      expect.stringMatching(/the trailer says events/),
    );
  });

  test('finds another key, also one that has signed the whole', async () => {
    const other = await Tidemark.start();
    const foreign = await exportOf(other);
    await other.stop();
    expect((await verified(foreign)).faults).toEqual([]);
    expect(await faultsOf(foreign)).toEqual([
      expect.stringMatching(/^line 1: the public key has the fingerprint/),
    ]);
  });
});
