import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { isErasable } from '#domain';
import { SqliteEventStore } from '#event-store-sqlite';

import { audit } from '../support/audit.js';
import { seeded } from '#testing/processes';
import { startServer, type ServerProcess } from '../support/server.js';

const ROUNDS = Number(process.env['TIDEMARK_CRASH_ROUNDS'] ?? 3);
const SEED = Number(process.env['TIDEMARK_CRASH_SEED'] ?? 1);
const WRITERS = 64;
const MAX_ACKNOWLEDGED = 400;
const KEY = 'SOFTWARE\\Contoso\\App';
const NODES = ['node-a', 'node-b'] as const;
const RESOURCES = ['App', 'Web', 'Queue'] as const;

type Receipt = Readonly<{ status: number; events: readonly { id: string; type: string }[] }>;

/** Sends a request; undefined if there was no answer, so that nothing was acknowledged. */
const send = async (
  { url }: ServerProcess,
  [method, path]: readonly [string, string],
  body?: unknown,
): Promise<Receipt | undefined> => {
  try {
    const answer = await fetch(`${url}/v1/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });
    return answer.ok ? ((await answer.json()) as Receipt) : undefined;
  } catch {
    return undefined;
  }
};

const edit = (key: string, name: string, number: number) => ({
  changes: [{ op: 'set', key, name, value: { type: 'REG_DWORD', number } }],
});

const setUp = async (server: ServerProcess): Promise<void> => {
  for (const name of NODES) await send(server, ['POST', 'nodes'], { name });
  await send(server, ['POST', 'groups'], { name: 'Role', owner: 'node-a' });
  for (const name of RESOURCES) {
    await send(server, ['PATCH', 'nodes/node-a/registry'], edit(`${KEY}\\${name}`, 'First', 1));
    await send(server, ['POST', 'resources'], { name, type: 'Generic Service', group: 'Role' });
    const control = {
      controlCode: 'CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT',
      input: `${KEY}\\${name}`,
    };
    await send(server, ['POST', `resources/${name}/control`], control);
    await send(server, ['POST', `resources/${name}/online`]);
  }
};

/** Runs writers and a mover until the server is killed. */
const load = async (
  server: ServerProcess,
  { random, round }: { random: () => number; round: number },
): Promise<readonly string[]> => {
  const acknowledged: string[] = [];
  const killAfter = 1 + Math.floor(random() * MAX_ACKNOWLEDGED);
  let killed: Promise<void> | undefined;
  const take = (receipt: Receipt | undefined): boolean => {
    if (receipt === undefined) return false;
    acknowledged.push(...receipt.events.map(({ id }) => id));
    if (acknowledged.length >= killAfter) killed ??= server.kill();
    return true;
  };
  const write = async (writer: number): Promise<void> => {
    for (let count = 0; killed === undefined; count += 1) {
      const key = `${KEY}\\${RESOURCES[writer % RESOURCES.length] ?? ''}`;
      const node = NODES[Math.floor(random() * NODES.length)] ?? 'node-a';
      const body = edit(key, `R${round}W${writer}C${count}`, count);
      if (!take(await send(server, ['PATCH', `nodes/${node}/registry`], body))) return;
    }
  };
  const move = async (): Promise<void> => {
    for (let count = round; killed === undefined; count += 1) {
      const body = { to: NODES[count % NODES.length] };
      if (!take(await send(server, ['POST', 'groups/Role/move'], body))) return;
    }
  };
  await Promise.all([...Array.from({ length: WRITERS }, (_, writer) => write(writer)), move()]);
  await (killed ?? server.kill());
  return acknowledged;
};

describe('a server that is killed under 64 writers and a mover', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidemark-crash-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test(
    'keeps what it acknowledged, writes nothing twice, and ends the move it was in',
    async () => {
      const random = seeded(SEED);
      const acknowledged: string[] = [];
      let server = await startServer(folder);
      await setUp(server);
      for (let round = 0; round < ROUNDS; round += 1) {
        acknowledged.push(...(await load(server, { random, round })));
        server = await startServer(folder);
      }
      expect(await server.stop()).toBe(0);

      const store = SqliteEventStore.open({
        file: join(folder, 'log.db'),
        clock: () => new Date(),
        isErasable,
      });
      const { faults, ids } = await audit(store);
      await store.close();
      expect(faults).toEqual([]);
      expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
      expect(acknowledged.length).toBeGreaterThan(ROUNDS);
    },
    60_000 + ROUNDS * 20_000,
  );
});
