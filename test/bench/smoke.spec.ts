import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, test } from '@jest/globals';

import { StandIn } from '#testing/event-store-esdb';
import { finishedNode } from '../support/finished.js';

const MAIN = resolve(import.meta.dirname, '../../dist/apps/bench/src/main.js');

type Result = Readonly<{ bench: string; measure: string; ratio: number; spread: [number, number] }>;

const NODE = ['--expose-gc', '--disable-warning=ExperimentalWarning', MAIN];

/** The environment without the server of the other tests, unless one is given. */
const environment = (url?: string): NodeJS.ProcessEnv => {
  const others = Object.entries(process.env).filter(([name]) => name !== 'EVENTSTORE_URL');
  return { ...Object.fromEntries(others), ...(url !== undefined && { EVENTSTORE_URL: url }) };
};

const run = (...args: readonly string[]): { status: number | null; out: string; err: string } => {
  const { status, stdout, stderr } = finishedNode([...NODE, ...args], { env: environment() });
  return { status, out: stdout, err: stderr };
};

describe('npm run bench, in small', () => {
  test.each([
    ['store', 4, ['--appends', '100']],
    ['http', 5, ['--requests', '10']],
    ['history', 6, ['--events', '9000']],
    ['questions', 15, ['--events', '500', '--requests', '5']],
    ['coldstart', 3, ['--events', '300', '--more-events', '500']],
    ['capture', 2, ['--values', '500']],
    ['import', 1, ['--bytes', '50000']],
    ['failover', 1, ['--resources', '60']],
    ['beside', 1, ['--seconds', '0.3']],
    ['what-if', 3, ['--resources', '3', '--values', '10', '--events', '100', '--seconds', '0.3']],
    ['backup', 4, ['--values', '2000', '--resources', '3', '--seconds', '0.3']],
    ['load', 3, ['--seconds', '1', '--bytes', '50000']],
  ])('%s gives ratios with their spread', (name, count, sizes) => {
    const { status, out, err } = run(name, '--json', '--rounds', '1', ...sizes);
    expect([status, err]).toEqual([0, '']);
    const results = JSON.parse(out) as Result[];
    expect(results).toHaveLength(count);
    for (const { bench, ratio, spread } of results) {
      expect(bench).toBe(name);
      expect(Number.isFinite(ratio)).toBe(true);
      expect(spread[0]).toBeLessThanOrEqual(spread[1]);
    }
  });

  test('esdb gives ratios with their spread on the given server', async () => {
    // The stand-in is in this process, so this process must not block.
    const standIn = await StandIn.start();
    const sizes = ['--appends', '100', '--events', '1000'];
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [...NODE, 'esdb', '--json', '--rounds', '1', ...sizes],
      { env: environment(standIn.url) },
    );
    expect(stderr).toBe('');
    const results = JSON.parse(stdout) as Result[];
    expect(results.map(({ bench }) => bench)).toEqual(['esdb', 'esdb']);
    expect(results.every(({ ratio }) => Number.isFinite(ratio) && ratio > 0)).toBe(true);
    await standIn.stop();
  });

  test('esdb says in a line that it needs a server', () => {
    expect(run('esdb')).toEqual({
      status: 0,
      out: '',
      err: 'esdb  EVENTSTORE_URL is not set: it names the server to measure on\n',
    });
  });

  test.each([
    ['a bench that is none', ['nothing']],
    ['a number that is none', ['store', '--rounds', 'many']],
  ])('refuses %s', (_, args) => {
    const { status, err } = run(...args);
    expect(status).toBe(1);
    expect(err).toContain('npm run bench -- NAME');
  });
});
