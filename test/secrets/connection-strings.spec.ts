import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const APPS = resolve(import.meta.dirname, '../../dist/apps');
const SERVER = join(APPS, 'api/src/main.js');
const COPY = join(APPS, 'copy/src/main.js');

/** A password in percent-encoding, and in clear text. */
const SECRET = 'hunter2-Zq';
const [ENCODED, PLAIN] = ['pa%40ss%3Aw%2Ford-Zq', 'pa@ss:w/ord-Zq'];
const base64 = (password: string): string => Buffer.from(`admin:${password}`).toString('base64');
const SECRETS = [SECRET, ENCODED, PLAIN, 'hunter2', 'ord-Zq', base64(SECRET), base64(PLAIN)];

type Output = Readonly<{ code: number | null; text: string }>;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-secrets-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** The folder of compiled modules is no secret; no other variable of this environment is passed on. */
const { NODE_COMPILE_CACHE } = process.env;

let folders = 0;

/** A data folder for each process, because some run side by side. */
const newFolder = (): string => {
  folders += 1;
  return join(folder, `data-${folders}`);
};

/** The output of a process until it ends, or until its output is enough. */
const run = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  isEnough: (text: string) => boolean = () => false,
): Promise<Output> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: folder,
      env: { NODE_COMPILE_CACHE, TIDEMARK_DATA: newFolder(), TIDEMARK_PORT: '0', ...env },
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (isEnough(text)) child.kill('SIGKILL');
      });
    child.on('error', fail).on('close', (code) => {
      done({ code, text });
    });
  });

const requireSecrecy = ({ text }: Output): void => {
  expect(text).not.toBe('');
  for (const secret of SECRETS) expect(text).not.toContain(secret);
};

/** One string for each kind of fault; the parser's own test has many more, and a copy has the same parser. */
const WRONG = [
  'esdb://admin:PASSWORD@localhost:2113?foo=bar',
  'esdb://admin:PASSWORD@localhost:2113?tlsVerifyCert=false',
  'esdb://admin:PASSWORD@localhost:2113?tls=false?foo=bar',
  'esdb://admin:PASSWORD@localhost:2113?tlsCAFile=/nowhere',
  'esdb://admin:PASSWORD',
  'esdb://admin:x@PASSWORD@localhost:2113',
  'ESDB://admin:PASSWORD@localhost:2113',
  'esdb:/admin:PASSWORD@localhost:2113',
  'admin:PASSWORD@localhost:2113',
  '//admin:PASSWORD@localhost:2113',
];

/** Strings with the password, alternately in clear text and percent-encoded. */
const withPassword = (urls: readonly string[]): readonly string[] =>
  urls.map((url, index) => url.replaceAll('PASSWORD', index % 2 === 0 ? SECRET : ENCODED));

describe('the password of a wrong connection string is not repeated', () => {
  test.each(withPassword(WRONG))('by the server: %s', async (url) => {
    const output = await run([SERVER], { EVENTSTORE_URL: url });
    expect(output.text).toMatch(/^EVENTSTORE_URL has .*\n$/);
    expect(output.code).toBe(1);
    requireSecrecy(output);
  });

  test.each(withPassword(WRONG.slice(0, 4)))('by a copy from there: %s', async (url) => {
    const output = await run([COPY, '--from', url, '--to', 'to'], {});
    expect(output.text).toMatch(/^--from has .*\n$/);
    expect(output.code).toBe(1);
    requireSecrecy(output);
  });

  test.each(withPassword(WRONG.slice(0, 2)))('by a copy to there: %s', async (url) => {
    const from = 'esdb://localhost:1?tls=false';
    const output = await run([COPY, '--from', from, '--to', url], {});
    expect(output.text).toMatch(/^--to has .*\n$/);
    expect(output.code).toBe(1);
    requireSecrecy(output);
  });

  const RIGHT = `esdb://admin:${SECRET}@localhost:2113?tls=false`;

  test.each<[string, readonly string[]]>([
    ['without an option', [RIGHT]],
    ['after an unknown option', ['--form', RIGHT, '--to', 'to']],
    ['as the value of one', [`--form=${RIGHT}`]],
    ['as an option', [`--${RIGHT}`]],
    ['as the cluster', ['--from', 'from', '--to', 'to', '--cluster', RIGHT]],
    ['on both sides', ['--from', RIGHT, '--to', RIGHT]],
    ['alone', ['--from', RIGHT]],
  ])('by a copy that is given it %s', async (_, args) => {
    const output = await run([COPY, ...args], {});
    expect(output.code).toBe(2);
    requireSecrecy(output);
  });
});

/** Addresses on which nothing listens. */
const AWAY = [
  'esdb://admin:PASSWORD@127.0.0.1:1?tls=false',
  'esdb://admin:PASSWORD@127.0.0.1:1',
  'esdb://admin:PASSWORD@127.0.0.1:1,127.0.0.1:2?tls=false&nodePreference=leader&maxDiscoverAttempts=1',
  'esdb+discover://admin:PASSWORD@127.0.0.1:1?tls=false&maxDiscoverAttempts=1',
];

// Each waits for a server that does not answer.
describe('the password for a server that does not answer is not repeated', () => {
  test.concurrent.each(withPassword(AWAY))('by Tidemark: %s', async (url) => {
    const env = { EVENTSTORE_URL: url, TIDEMARK_LOG_LEVEL: 'trace' };
    const output = await run([SERVER], env, (text) => text.includes('trying again'));
    expect(output.text).toContain('EventStoreDB does not answer');
    requireSecrecy(output);
  });

  test.concurrent.each(withPassword(AWAY.slice(2)))('by a copy: %s', async (url) => {
    const output = await run([COPY, '--from', url, '--to', newFolder()], {});
    expect(output.text).toMatch(/^EventStoreDB does not answer.*\n$/);
    expect(output.code).toBe(3);
    requireSecrecy(output);
  });
});
