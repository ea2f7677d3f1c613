import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { Launched, type Ended } from '../support/launched.js';
import { preparedFolder } from '../support/prepared.js';

describe('a start is refused in one line', () => {
  let folder: string;
  let data: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidemark-start-'));
    data = join(folder, 'data');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const refused = async (settings: NodeJS.ProcessEnv = {}): Promise<string> => {
    const ended = await (await Launched.start(data, settings)).ended;
    return lineOf(ended);
  };

  /** The data folder of a server that formed its cluster and was stopped. */
  const prepared = preparedFolder(async (first) => {
    const server = await Launched.start(first);
    await server.until('/readyz', 200);
    expect((await server.stop()).code).toBe(0);
  });
  const begin = (): Promise<void> => cp(prepared.path, data, { recursive: true });

  test('where another program has the port, and nothing is opened', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    expect(await refused({ TIDEMARK_PORT: String(port) })).toBe(
      `TIDEMARK_HOST and TIDEMARK_PORT are 127.0.0.1:${port}: another program listens there`,
    );
    expect(existsSync(data)).toBe(false);
    other.close();
  });

  test.each<[string, NodeJS.ProcessEnv, RegExp]>([
    [
      'an address of another machine',
      { TIDEMARK_HOST: '192.0.2.1', TIDEMARK_INSECURE: 'yes' },
      /192\.0\.2\.1:\d+: this machine has no such address/,
    ],
    [
      'a host without an address',
      { TIDEMARK_HOST: 'nowhere.invalid', TIDEMARK_INSECURE: 'yes' },
      /nowhere\.invalid.*: no address is known/,
    ],
  ])('where the address to listen on is %s', async (_, settings, line) => {
    expect(await refused(settings)).toMatch(line);
  });

  test('where the data folder is a file, or below one', async () => {
    writeFileSync(data, '');
    expect(await refused()).toMatch(/^the data folder can't be used: EEXIST.*data'$/);
    data = join(data, 'below');
    expect(await refused()).toMatch(/^the data folder can't be used: ENOTDIR.*below'$/);
  });

  test.each<[string, (file: string) => void, RegExp]>([
    [
      'no database',
      (file) => {
        writeFileSync(file, 'no database'.repeat(1000));
      },
      /log\.db is damaged: file is not a database; /,
    ],
    [
      'a database that was cut',
      (file) => {
        truncateSync(file, 8192);
      },
      /log\.db is damaged(?: at position \d+)?: database disk image is malformed; /,
    ],
    [
      'a log with a changed event',
      (file) => {
        tamper(file, "UPDATE log SET body = replace(body, 'ClusterFormed', 'ClusterformeD')");
      },
      /log\.db is damaged at position 1: the checksum of its row is wrong; /,
    ],
    [
      'a log that lacks a row',
      (file) => {
        tamper(file, 'UPDATE log SET first = 100 WHERE first = 1');
      },
      /log\.db is damaged at position 1: its row is not there; /,
    ],
  ])('where log.db is %s', async (_, damage, line) => {
    await begin();
    for (const name of readdirSync(data)) if (name !== 'log.db') rmSync(join(data, name));
    damage(join(data, 'log.db'));
    const said = await refused();
    expect(said).toMatch(line);
    expect(said).toContain('npm run copy -- --salvage');
  });

  test('where the log is that of another cluster, and nothing is changed', async () => {
    await begin();
    const before = readFileSync(join(data, 'reads.db'));
    expect(await refused({ TIDEMARK_CLUSTER: 'elsewhere' })).toMatch(
      /^TIDEMARK_CLUSTER is elsewhere, and \S+log\.db is the log of the cluster tidemark: /,
    );
    expect(readFileSync(join(data, 'reads.db'))).toEqual(before);
  });

  test.each(['reads.db', 'fold.snapshot'])('where %s is a folder', async (name) => {
    await begin();
    rmSync(join(data, name), { force: true });
    mkdirSync(join(data, name));
    expect(await refused()).toMatch(new RegExp(`${name} is a folder; move it away`));
  });

  test('while another server has the folder', async () => {
    const server = await Launched.start(data);
    await server.until('/readyz', 200);
    expect(await refused()).toMatch(/log\.db is in use by process \d+$/);
    await server.stop();
  });
});

/** The one line that a server printed when it ended. */
const lineOf = ({ code, err }: Ended): string => {
  expect({ code, lines: err.split('\n').length - 1, err }).toMatchObject({ code: 1, lines: 1 });
  return err.trimEnd();
};

const tamper = (file: string, sql: string): void => {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
};
