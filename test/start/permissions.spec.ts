import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { Launched, WITHOUT_PRIVILEGES } from '../support/launched.js';
import { preparedFolder } from '../support/prepared.js';

const NOBODY = { EVENTSTORE_URL: undefined, TIDEMARK_CLUSTER: 'test' };

type Problem = Readonly<{ type: string; detail: string }>;

describe('a server that may not', () => {
  let data: string;
  let key: string;

  // The folder is deleted after this.
  afterEach(() => {
    chmodSync(data, 0o700);
  });

  const folder = preparedFolder(async (first) => {
    data = join(first, 'data');
    const server = await start();
    await server.until('/readyz', 200);
    expect(await add(server, 'first')).toBe(201);
    expect((await server.stop()).code).toBe(0);
  });

  beforeEach(() => {
    data = join(folder.path, 'data');
    key = join(data, 'master.key');
  });

  const start = (settings: NodeJS.ProcessEnv = {}): Promise<Launched> =>
    Launched.start(data, { ...NOBODY, ...settings }, { through: WITHOUT_PRIVILEGES });

  const add = async (server: Launched, name: string): Promise<number> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ name });
    return (await fetch(`${server.url}/v1/nodes`, { method: 'POST', headers, body })).status;
  };

  test.each<[string, () => string, RegExp]>([
    ['write its data folder', () => data, /^\S+log\.db\.lock can't be used: /],
    [
      'write its log',
      () => join(data, 'log.db'),
      /^\S+log\.db can't be used: .* can't be written$/,
    ],
  ])('%s does not start, and gives the reason in one line', async (_, path, line) => {
    chmodSync(path(), path() === data ? 0o500 : 0o400);
    const { code, err } = await (await start()).ended;
    expect(code).toBe(1);
    expect(err.trimEnd()).toMatch(line);
    expect(err.split('\n')).toHaveLength(2);
  });

  test.each<[string, () => void]>([
    [
      'read its master key',
      () => {
        writeFileSync(key, Buffer.alloc(32, 1), { mode: 0 });
      },
    ],
    [
      'look for its master key',
      () => {
        mkdirSync(join(folder.path, 'keys'), { mode: 0 });
        key = join(folder.path, 'keys', 'master.key');
      },
    ],
  ])('%s does not start, and names the setting', async (_, take) => {
    take();
    const { code, err } = await (await start({ TIDEMARK_MASTER_KEY_FILE: key })).ended;
    expect([code, err.split('\n').length]).toEqual([1, 2]);
    expect(err).toMatch(/^TIDEMARK_MASTER_KEY_FILE: \S+master\.key can't be read: EACCES/);
  });

  test('write its data folder any more acknowledges no write, gives the reason, and resumes when it may', async () => {
    const server = await start();
    await server.until('/readyz', 200);
    chmodSync(data, 0o500);
    expect([await add(server, 'second'), await add(server, 'third')]).toEqual([503, 503]);
    const { type, detail } = (await (await server.until('/readyz', 503)).json()) as Problem;
    expect(type).toBe('urn:tidemark:problem:log-unavailable');
    expect(detail).toContain(`${data} can't be written`);
    chmodSync(data, 0o700);
    await server.until('/readyz', 200);
    expect(await add(server, 'second')).toBe(201);
    const { code, out } = await server.stop();
    expect(code).toBe(0);
    const lines = out.split('\n').filter((line) => line.includes('no write is acknowledged'));
    expect(lines).toHaveLength(1);
  });
});
