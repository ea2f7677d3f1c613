import { copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { beforeEach, describe, expect, test } from '@jest/globals';

import { isErasable } from '#domain';
import { SqliteEventStore } from '#event-store-sqlite';
import { toPosition, writeSnapshot } from '#event-store';

import { Launched } from '../support/launched.js';
import { preparedFolder } from '../support/prepared.js';

const LOG = ['log.db', 'log.db-wal', 'log.db-shm'];

describe('a data folder that knew a log', () => {
  let data: string;
  let log: string;

  const folder = preparedFolder(async (first) => {
    const server = await Launched.start(first, { TIDEMARK_CLUSTER: 'test' });
    await add(server, 'node-a');
    log = await idOf(server);
    expect((await server.stop()).code).toBe(0);
  });

  beforeEach(() => {
    data = folder.path;
  });

  const remove = (...names: readonly string[]): void => {
    for (const name of names) rmSync(join(data, name), { force: true });
  };

  const start = (settings: NodeJS.ProcessEnv = {}): Promise<Launched> =>
    Launched.start(data, { TIDEMARK_CLUSTER: 'test', ...settings });

  const add = async (server: Launched, name: string): Promise<void> => {
    await server.until('/readyz', 200);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ name });
    await fetch(`${server.url}/v1/nodes`, { method: 'POST', headers, body });
    // Then the read model has the event.
    await (await fetch(`${server.url}/v1/events`)).text();
  };

  const idOf = async (server: Launched): Promise<string> => {
    await server.until('/readyz', 200);
    return ((await (await fetch(`${server.url}/v1/cluster`)).json()) as { logId: string }).logId;
  };

  const nodesOf = async (server: Launched): Promise<readonly string[]> => {
    await server.until('/readyz', 200);
    const { items } = (await (await fetch(`${server.url}/v1/nodes`)).json()) as Items;
    return items.map(({ name }) => name);
  };

  /** A snapshot of this log, reduced to the fields that are checked. */
  const snapshot = async (): Promise<void> => {
    const store = SqliteEventStore.open({
      file: join(data, 'log.db'),
      clock: () => new Date(),
      isErasable,
    });
    for await (const { id, stream, revision, position } of store.readLog({
      direction: 'backwards',
      limit: 1,
    })) {
      const head = {
        version: 0,
        cluster: 'test',
        position: toPosition(position),
        event: id,
        stream,
        revision,
        log,
      };
      await writeSnapshot(join(data, 'fold.snapshot'), { head, lines: [] }, () => undefined);
    }
    await store.close();
  };

  test.each<[string, () => Promise<void> | void]>([
    [
      'is gone and the read model knows it',
      () => {
        remove(...LOG);
      },
    ],
    [
      'is gone and a snapshot knows it',
      async () => {
        await snapshot();
        remove(...LOG, 'reads.db');
      },
    ],
    [
      'is empty',
      () => {
        remove(...LOG);
        writeFileSync(join(data, 'log.db'), '');
      },
    ],
    [
      'has no event',
      () => {
        const db = new DatabaseSync(join(data, 'log.db'));
        for (const table of ['log', 'erasable', 'streams', 'stream_blocks', 'indexed'])
          db.exec(`DELETE FROM ${table}`);
        db.close();
      },
    ],
  ])('refuses a start when the log %s', async (_, lose) => {
    await lose();
    const left = leftIn(data);
    const { code, err } = await (await start({ TIDEMARK_NEW_LOG: 'another' })).ended;
    expect([code, err.split('\n').length]).toEqual([1, 2]);
    expect(err).toContain(`Its id is ${log}`);
    expect(err).toContain(`set TIDEMARK_NEW_LOG=${log} `);
    expect(readdirSync(data)).toEqual(expect.arrayContaining([...left]));
  });

  test('begins another log when an operator gives the known one up, and moves its files aside', async () => {
    await snapshot();
    remove(...LOG);
    const left = leftIn(data);
    const server = await start({ TIDEMARK_NEW_LOG: log });
    expect(await nodesOf(server)).toEqual([]);
    expect(await idOf(server)).not.toBe(log);
    expect(readdirSync(join(data, `lost-${log}`))).toEqual(
      left.filter((name) => !name.endsWith('-shm')),
    );
    expect((await server.stop()).code).toBe(0);
    const again = await start();
    expect(await nodesOf(again)).toEqual([]);
    expect((await again.stop()).code).toBe(0);
  });

  test('refuses a start when another log is there', async () => {
    const other = await mkdtemp(join(tmpdir(), 'tidemark-lost-'));
    const server = await Launched.start(other, { TIDEMARK_CLUSTER: 'test' });
    const there = await idOf(server);
    await server.stop();
    remove(...LOG);
    copyFileSync(join(other, 'log.db'), join(data, 'log.db'));
    await rm(other, { recursive: true });
    const { code, err } = await (await start()).ended;
    expect([code, err.split('\n').length]).toEqual([1, 2]);
    expect(err).toContain(`the log is ${there}, and reads.db knows another one`);
  });

  test('refuses a start when only the write-ahead log is left, and keeps that', async () => {
    const server = await start();
    await add(server, 'node-b');
    server.signal('SIGKILL');
    await server.ended;
    remove('log.db');
    const { code, err } = await (await start()).ended;
    expect([code, err.split('\n').length]).toEqual([1, 2]);
    expect(err).toContain('there is no log.db');
    expect(existsSync(join(data, 'log.db-wal'))).toBe(true);
  });

  test('accepts an older state of its log, and shows nothing that is not in it', async () => {
    copyFileSync(join(data, 'log.db'), join(data, 'backup'));
    const server = await start();
    await add(server, 'node-b');
    await server.stop();
    remove(...LOG);
    copyFileSync(join(data, 'backup'), join(data, 'log.db'));
    const restored = await start();
    expect(await nodesOf(restored)).toEqual(['node-a']);
    const events = (await (
      await fetch(`${restored.url}/v1/events?type=NodeAdded`)
    ).json()) as Items;
    expect(events.items).toHaveLength(1);
    expect((await restored.stop()).out).toMatch(
      /reads\.db knows event \S+, which is not in the log/,
    );
  });

  test('begins a new log where only the master key is left', async () => {
    writeFileSync(join(data, 'master.key'), Buffer.alloc(32, 1));
    remove(...readdirSync(data).filter((name) => name !== 'master.key'));
    const server = await start();
    expect(await nodesOf(server)).toEqual([]);
    expect((await server.stop()).code).toBe(0);
  });
});

/** The files that know the log. */
const leftIn = (data: string): string[] =>
  readdirSync(data).filter((name) => /^(reads|fold)/.test(name));

type Items = Readonly<{ items: readonly { name: string }[] }>;
