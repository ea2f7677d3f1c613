import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { seeded } from '#testing/processes';

import { type Json } from '../e2e/tidemark.js';
import { audit, type Audit } from '../support/audit.js';
import { Servers } from './servers.js';

const SEED = Number(process.env['TIDEMARK_CRASH_SEED'] ?? 1);
const ROUNDS = Number(process.env['TIDEMARK_CRASH_ROUNDS'] ?? 1);
const PROCESSES = 2;
const CLIENTS = 16;
const EDITS_A_ROUND = 120;
const KEY = 'SOFTWARE\\Contoso\\App';
const RESOURCES = ['App', 'Web', 'Queue'];
const MINUTES = 600_000;

describe('processes on one log that are killed and frozen', () => {
  let servers: Servers;
  let random: () => number;

  beforeEach(async () => {
    random = seeded(SEED);
    servers = await Servers.start(PROCESSES);
    const send = (method: string, path: string, body?: unknown): Promise<Json> =>
      servers.insist({ method, path, body }, 0);
    for (const name of ['node-a', 'node-b']) await send('POST', '/v1/nodes', { name });
    await send('POST', '/v1/groups', { name: 'Role', owner: 'node-a' });
    for (const name of RESOURCES) {
      await edit(name, 'first', 0);
      await send('POST', '/v1/resources', { name, type: 'Generic Service', group: 'Role' });
      await send('POST', `/v1/resources/${name}/control`, {
        controlCode: 'CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT',
        input: `${KEY}\\${name}`,
      });
    }
    await send('POST', '/v1/groups/Role/online');
  }, MINUTES);

  afterEach(() => servers.stop(), MINUTES);

  const anyone = (): number => Math.floor(random() * PROCESSES);

  const edit = (resource: string, name: string, number: number): Promise<Json> => {
    const key = `${KEY}\\${resource}`;
    const change = { op: 'set', key, name, value: { type: 'REG_DWORD', number } };
    const path = '/v1/nodes/node-a/registry';
    return servers.insist({ method: 'PATCH', path, body: { changes: [change] } }, anyone());
  };

  const audited = async (): Promise<Audit> => {
    const log = await servers.openLog();
    try {
      return await audit(log);
    } finally {
      await log.close();
    }
  };

  const requireAlike = async (): Promise<void> => {
    const path = `/v1/nodes/node-a/registry?key=${encodeURIComponent(KEY)}&depth=all`;
    const views = await Promise.all([servers.get(0, path), servers.get(1, path)]);
    expect(views[1]).toEqual(views[0]);
  };

  test(
    'what was acknowledged is there, once, whoever was killed',
    async () => {
      const acknowledged: string[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const victim = anyone();
        const killAt = 1 + Math.floor(random() * EDITS_A_ROUND);
        let next = 0;
        let killed: Promise<void> | undefined;
        const client = async (): Promise<void> => {
          for (let mine = (next += 1); mine <= EDITS_A_ROUND; mine = next += 1) {
            if (mine >= killAt) killed ??= servers.kill(victim).then(() => servers.begin(victim));
            const resource = RESOURCES[mine % RESOURCES.length] ?? '';
            const { events } = await edit(resource, `r${round}e${mine}`, mine);
            acknowledged.push(...(events as { id: string }[]).map(({ id }) => id));
          }
        };
        const move = { method: 'POST', path: '/v1/groups/Role/move', body: { to: 'node-b' } };
        const back = { ...move, body: { to: 'node-a' } };
        await Promise.all([
          ...Array.from({ length: CLIENTS }, client),
          servers.insist(move, anyone()).then(() => servers.insist(back, anyone())),
        ]);
        await killed;
      }
      await requireAlike();
      const { faults, ids, clusterState } = await audited();
      expect(faults).toEqual([]);
      expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
      expect(clusterState.cluster.status).toBe('formed');
      const { values } = await servers.get(
        0,
        `/v1/nodes/node-a/registry?key=${encodeURIComponent(`${KEY}\\App`)}`,
      );
      expect((values as Json[]).length).toBeGreaterThan(1);
    },
    MINUTES * 4,
  );

  test(
    'one that is frozen in the midst of a move does no harm when it goes on',
    async () => {
      const held = async (index: number): Promise<boolean> =>
        ((await servers.get(index, '/readyz'))['lease'] as Json)['isHeld'] as boolean;
      const holder = (await held(0)) ? 0 : 1;
      const other = 1 - holder;
      const key = 'move';
      const path = '/v1/groups/Role/move';
      const moving = servers.ask({ method: 'POST', path, body: { to: 'node-b' }, key }, other);
      servers.at(holder).freeze();
      const moved = await moving;
      expect(moved?.status).toBe(200);
      expect(await held(other)).toBe(true);
      servers.at(holder).thaw();
      await servers.insist({ method: 'POST', path, body: { to: 'node-a' } }, other);
      const path_ = '/v1/groups/Role';
      const groups = await Promise.all([servers.get(0, path_), servers.get(1, path_)]);
      expect(groups[0]).toMatchObject({ owner: 'node-a', state: 'Online' });
      expect(groups[1]).toEqual(groups[0]);
      expect((await audited()).faults).toEqual([]);
    },
    MINUTES * 2,
  );
});
