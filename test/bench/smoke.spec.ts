import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

import { describe, expect, test } from '@jest/globals';

const MAIN = resolve(import.meta.dirname, '../../dist/apps/bench/src/main.js');

type Result = Readonly<{ bench: string; measure: string; ratio: number; spread: [number, number] }>;

const run = (...args: readonly string[]): { status: number | null; out: string; err: string } => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--disable-warning=ExperimentalWarning', MAIN, ...args],
    { encoding: 'utf8' },
  );
  return { status, out: stdout, err: stderr };
};

describe('npm run bench, in small', () => {
  test.each([
    ['store', 4, ['--appends', '400']],
    ['http', 5, ['--requests', '200']],
    ['history', 5, ['--events', '9000']],
    ['coldstart', 3, ['--events', '9000', '--more-events', '12000']],
    ['capture', 2, ['--values', '500']],
    ['import', 1, ['--bytes', '50000']],
    ['failover', 1, ['--resources', '60']],
  ])(
    '%s gives ratios with their spread',
    (name, count, sizes) => {
      const { status, out, err } = run(name, '--json', '--rounds', '1', ...sizes);
      expect([status, err]).toEqual([0, '']);
      const results = JSON.parse(out) as Result[];
      expect(results).toHaveLength(count);
      for (const { bench, ratio, spread } of results) {
        expect(bench).toBe(name);
        expect(Number.isFinite(ratio)).toBe(true);
        expect(spread[0]).toBeLessThanOrEqual(spread[1]);
      }
    },
    120_000,
  );

  test.each([['nothing'], ['store', '--rounds', 'many'], []])('refuses %p %p %p', (...args) => {
    const { status, err } = run(...args);
    expect(status).toBe(1);
    expect(err).toContain('npm run bench -- NAME');
  });
});
