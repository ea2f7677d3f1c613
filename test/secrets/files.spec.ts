import { generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { ServerProcess } from '../../apps/tour/src/server.js';
import { MAIN } from '../support/server.js';
import { finishedNode } from '../support/finished.js';

const COPY = resolve(import.meta.dirname, '../../dist/apps/copy/src/main.js');
const BATCH = 1000;

// Servers are processes of their own, and one of them takes a snapshot.
jest.setTimeout(120_000);

const modeOf = (path: string): number => statSync(path).mode & 0o777;

/** The files of a folder that others can access, including the folder itself. */
const openTo = (folder: string): readonly string[] => [
  ...(modeOf(folder) === 0o700 ? [] : ['.']),
  ...readdirSync(folder).filter((name) => modeOf(join(folder, name)) !== 0o600),
];

const send = async ({ url }: ServerProcess, request: string, body: object): Promise<void> => {
  const [method = '', path = ''] = request.split(' ');
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/v1/${path}`, { method, headers, body: JSON.stringify(body) });
  expect([request, answer.ok]).toEqual([request, true]);
  await answer.arrayBuffer();
};

const edits = {
  commands: Array.from({ length: BATCH }, (_, number) => ({
    method: 'PATCH',
    path: '/v1/nodes/node-a/registry',
    body: {
      changes: [{ op: 'set', key: 'SOFTWARE', name: 'n', value: { type: 'REG_DWORD', number } }],
    },
  })),
};

describe('with a umask that allows everything', () => {
  let parent: string;
  let data: string;
  let before: number;
  let running: ServerProcess | undefined;

  beforeAll(() => {
    before = process.umask(0);
    parent = mkdtempSync(join(tmpdir(), 'tidemark-files-'));
    data = join(parent, 'data');
  });

  afterAll(() => {
    process.umask(before);
    rmSync(parent, { recursive: true });
  });

  /** Starts a server in the cluster that a copy is told. */
  const start = async (): Promise<ServerProcess> => {
    const settings = { EVENTSTORE_URL: undefined, TIDEMARK_CLUSTER: 'files' };
    running = await ServerProcess.start(data, MAIN, settings);
    return running;
  };

  afterEach(async () => {
    await running?.stop();
  });

  test('everything that a running server creates is private to its owner', async () => {
    const server = await start();
    await send(server, 'POST nodes', { name: 'node-a' });
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    await send(server, 'PUT nodes/node-a/key-containers', { type: 24, container: 'C', pem });
    while (!existsSync(join(data, 'fold.snapshot'))) await send(server, 'POST batch', edits);
    const names = ['log.db', 'log.db-wal', 'log.db-shm', 'log.db.lock', 'reads.db', 'reads.db-wal'];
    expect(readdirSync(data)).toEqual(
      expect.arrayContaining([...names, 'reads.db-shm', 'fold.snapshot', 'master.key']),
    );
    expect(openTo(data)).toEqual([]);
    expect(await server.stop()).toBe(0);
    expect(openTo(data)).toEqual([]);
  });

  test('a start closes the files that an earlier version has left open, and no others', async () => {
    chmodSync(data, 0o777);
    for (const name of readdirSync(data)) chmodSync(join(data, name), 0o666);
    writeFileSync(join(data, 'notes.txt'), 'mine', { mode: 0o644 });
    rmSync(join(data, 'reads.db'));
    const server = await start();
    expect(openTo(data)).toEqual(['notes.txt']);
    expect(await server.stop()).toBe(0);
  });

  test('a copy is private to its owner, both a new one and an existing one', () => {
    const target = join(parent, 'copy');
    const copy = (): number | null =>
      finishedNode([COPY, '--cluster', 'files', '--from', data, '--to', target]).status;
    expect(copy()).toBe(0);
    expect(openTo(target)).toEqual([]);
    chmodSync(target, 0o755);
    for (const name of readdirSync(target)) chmodSync(join(target, name), 0o644);
    expect(copy()).toBe(0);
    expect(openTo(target)).toEqual([]);
  });
});
