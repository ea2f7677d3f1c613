import { mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { flipText } from '../support/flip-text.js';
import { Launched } from '../support/launched.js';

describe('a server whose reads.db was damaged while it did not run', () => {
  let data: string;
  let file: string;
  let right: string;

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'tidemark-reads-'));
    file = join(data, 'reads.db');
    const server = await Launched.start(data);
    await server.until('/readyz', 200);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'node-a' });
    await fetch(`${server.url}/v1/nodes`, { method: 'POST', headers, body });
    right = await eventsOf(server);
    expect((await server.stop()).code).toBe(0);
  });

  afterEach(() => rm(data, { recursive: true, force: true }));

  const eventsOf = async (server: Launched): Promise<string> => {
    await server.until('/readyz', 200);
    return (await fetch(`${server.url}/v1/events?limit=500`)).text();
  };

  const DAMAGE: readonly (readonly [what: string, damage: () => void])[] = [
    ['a flipped bit', () => void flipText([file], 'node-a')],
    [
      'no database',
      () => {
        writeFileSync(file, 'no database, but a text\n'.repeat(400));
      },
    ],
    [
      'cut short',
      () => {
        truncateSync(file, statSync(file).size / 2);
      },
    ],
  ];

  test.each(DAMAGE)(
    '%s: it says so in one line, builds it anew, and answers as before',
    async (_, damage) => {
      const before = readFileSync(file);
      damage();
      expect(readFileSync(file).equals(before)).toBe(false);
      const server = await Launched.start(data);
      expect(await eventsOf(server)).toBe(right);
      const { code, out, err } = await server.stop();
      expect([code, err]).toEqual([0, '']);
      const said = out.split('\n').filter((line) => line.includes('reads.db is damaged'));
      expect(said).toEqual([expect.stringContaining('; it is built anew from the log')]);
      expect(out).not.toContain('    at ');
    },
  );

  test('does not start where reads.db is a folder, and gives the reason in one line', async () => {
    rmSync(file);
    mkdirSync(file);
    const server = await Launched.start(data);
    const { code, err } = await server.ended;
    expect([code, err]).toEqual([
      1,
      `${file} is a folder; move it away, the file is built anew from the log\n`,
    ]);
  });
});
