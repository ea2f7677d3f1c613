import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { comparable } from './would-be.js';
import { KEY, Tidemark, type Json } from './tidemark.js';

let tidemark: Tidemark;

beforeEach(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
});

afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const command = (request: string, body?: object): Json => {
  const [method, path] = request.split(' ');
  return { method, path, ...(body !== undefined && { body }) };
};

const tryOut = async (commands: readonly Json[], more: Json = {}): Promise<Json> => {
  const { status, body } = await tidemark.send('POST /v1/what-if', { commands, ...more });
  expect([status, body['detail']]).toEqual([200, undefined]);
  return body;
};

/** All events; those after a number of events. */
const events = async (after = 0): Promise<readonly Json[]> => {
  const all: Json[] = [];
  for (let query = '?limit=1000'; query !== '';) {
    const { body } = await tidemark.send(`GET /v1/events${query}&order=oldest`);
    all.push(...(body['items'] as Json[]));
    const next = body['next'] as string | null;
    query = next === null ? '' : `?limit=1000&cursor=${next}`;
  }
  return all.slice(after);
};

/** Tries commands, then carries them out: the events have to be the same. */
const expectSame = async (commands: readonly Json[]): Promise<Json> => {
  const before = await events();
  const fingerprint = tidemark.fingerprint();
  const would = await tryOut(commands);
  expect(tidemark.fingerprint()).toBe(fingerprint);
  for (const { method, path, body } of commands)
    await tidemark.send(`${String(method)} ${String(path)}`, body);
  await tidemark.settled();
  const happened = await events(before.length);
  const all = (answer: Json): unknown[] =>
    comparable(
      ['events', 'operations', 'lostWrites', 'hazards', 'readiness'].flatMap(
        (name) => answer[name] as Json[],
      ),
      before,
    );
  expect(all(would)).toEqual(all({ ...would, ...(await answersTo(happened)) }));
  return would;
};

/** The answers about events that have happened, as a what-if has them. */
const answersTo = async (happened: readonly Json[]): Promise<Json> => {
  const ids = new Set(happened.map(({ operation }) => String(operation)));
  const operations: Json[] = [];
  for (const id of ids) operations.push(await tidemark.get(`/v1/operations/${id}`));
  const from = String(happened[0]?.['position'] ?? 0);
  const lostWrites = await tidemark.items(`/v1/lost-writes?from=${from}&limit=1000`);
  const readiness: Json[] = [];
  const groups = await tidemark.items('/v1/groups');
  for (const { name, id } of groups) {
    if (!happened.some((event) => JSON.stringify(event).includes(String(id)))) continue;
    const { nodes } = await tidemark.get(`/v1/groups/${String(name)}/readiness`);
    readiness.push({ group: String(name), nodes: nodes as Json[] });
  }
  const touched = new Set(readiness.map(({ group }) => String(group)));
  const { hazards: all } = await tidemark.get('/v1/overview');
  const hazards = (all as Json[]).filter(({ group }) => touched.has(String(group)));
  return { events: happened, operations, lostWrites, hazards, readiness };
};

describe('a what-if of now', () => {
  beforeEach(async () => {
    await tidemark.edit('node-a', '1433');
    await tidemark.addCheckpoint('Server');
    await tidemark.send('POST /v1/groups/SQL/online');
  });

  test('tells the events of a move and the values that come with it, and changes nothing', async () => {
    const would = await expectSame([command('POST /v1/groups/SQL/move', { to: 'node-b' })]);
    expect(would['outcomes']).toMatchObject([
      { status: 200, body: { result: { owner: 'node-b' } } },
    ]);
    const [diff] = would['diffs'] as Json[];
    expect(diff).toMatchObject({ node: 'node-b', summary: { added: 3 }, more: false });
    expect((diff?.['items'] as Json[]).at(-1)).toMatchObject({ key: KEY, name: 'Port' });
    expect((would['readiness'] as Json[]).map(({ group }) => String(group))).toEqual(['SQL']);
  });

  test('tells the edits that a move would overwrite', async () => {
    await tidemark.edit('node-b', '9999');
    await tidemark.edit('node-b', 'mine', [KEY, 'Other']);
    const would = await expectSame([command('POST /v1/groups/SQL/move', { to: 'node-b' })]);
    expect(would['lostWrites']).toMatchObject([
      { name: 'Port', lost: { text: '9999' }, kept: { text: '1433' } },
      { name: 'Other', lost: { text: 'mine' }, kept: null, rule: 'R3' },
    ]);
  });

  test('carries out what a crash of a node makes due', async () => {
    await expectSame([command('POST /v1/nodes/node-a/crash')]);
  });

  test('lets later commands name what earlier ones create', async () => {
    const would = await expectSame([
      command('POST /v1/nodes', { name: 'node-c' }),
      command('POST /v1/groups', { name: 'Web', owner: 'node-c' }),
      command('POST /v1/resources', { name: 'Site', type: 'Generic Service', group: 'Web' }),
      command('POST /v1/resources/Site/online'),
      command('POST /v1/resources/Nothing/online'),
    ]);
    const statuses = (would['outcomes'] as Json[]).map(({ status }) => Number(status));
    expect(statuses).toEqual([201, 201, 201, 200, 404]);
  });

  test('lets time pass: a failed resource is started again', async () => {
    const would = await tryOut([command('POST /v1/resources/Server/fail')], { advance: 60_000 });
    const types = (would['events'] as Json[]).map(({ type }) => String(type));
    expect(types.filter((type) => type === 'ResourceOnline')).toHaveLength(1);
  });
});

describe('a what-if', () => {
  test('shows what a .reg file would change', async () => {
    await tidemark.edit('node-a', '1433');
    const file = `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\${KEY}]\r\n"Port"="1555"\r\n`;
    const path = '/v1/nodes/node-a/registry';
    const item = { method: 'PATCH', path, body: file, contentType: 'text/x-ms-regedit' };
    const would = await tryOut([item, { ...item, path: '/v1/nodes/node-a/registry?strict=yes' }]);
    expect(would['outcomes']).toMatchObject([{ status: 200 }, { status: 400 }]);
    expect(would['diffs']).toMatchObject([
      { node: 'node-a', items: [{ left: { value: { text: '1433' } }, change: 'changed' }] },
    ]);
  });

  test.each([
    ['POST /v1/nodes/node-a/key-containers/x/reveal', 'a what-if reveals no key'],
    ['POST /v1/audit/verify', 'a what-if begins and ends no job'],
    ['POST /v1/backups', 'a what-if takes and restores no backup'],
    ['POST /v1/what-if', 'a what-if has commands alone'],
  ])('refuses %s', async (request, reason) => {
    const { status, body } = await tidemark.send('POST /v1/what-if', {
      commands: [command(request)],
    });
    expect(status).toBe(400);
    expect(body['errors']).toMatchObject([{ pointer: '/commands/0/path' }]);
    expect(body['detail']).toContain(reason);
  });

  test('answers a command that no route has, and a body that is none', async () => {
    const would = await tryOut([
      command('POST /v1/nowhere'),
      command('POST /v1/nodes', { name: 7 }),
    ]);
    expect(would['outcomes']).toMatchObject([{ status: 404 }, { status: 400 }]);
    expect(would['events']).toEqual([]);
  });
});

describe('a what-if of the past', () => {
  /** What was done at a moment, and what is tried at that moment long after. */
  const expectThen = async (commands: readonly Json[], after: () => Promise<unknown>) => {
    await tidemark.settled();
    const before = await events();
    const at = String(before.at(-1)?.['position']);
    for (const { method, path, body } of commands)
      await tidemark.send(`${String(method)} ${String(path)}`, body);
    await tidemark.settled();
    const happened = await events(before.length);
    const then = await answersTo(happened);
    await after();
    const fingerprint = tidemark.fingerprint();
    const would = await tryOut(commands, { at });
    expect(tidemark.fingerprint()).toBe(fingerprint);
    expect(would['base']).toMatchObject({ position: at });
    const answers = ['events', 'operations', 'lostWrites'];
    const all = (answer: Json): unknown[] =>
      comparable(
        answers.flatMap((name) => answer[name] as Json[]),
        before,
      );
    expect(all(would)).toEqual(all(then));
    return would;
  };

  const more = async (): Promise<void> => {
    await tidemark.edit('node-a', '7');
    await tidemark.edit('node-b', '8', [KEY, 'Other']);
    await tidemark.send('POST /v1/groups/SQL/move');
    await tidemark.send('POST /v1/groups/SQL/offline');
    await tidemark.edit('node-b', '9');
    await tidemark.send('POST /v1/groups/SQL/online');
    await tidemark.settled();
  };

  beforeEach(async () => {
    await tidemark.edit('node-a', '1433');
    await tidemark.addCheckpoint('Server');
    await tidemark.send('POST /v1/groups/SQL/online');
    await tidemark.edit('node-a', '1500');
    await tidemark.edit('node-b', '9999');
  });

  test('tells of a move what happened when it was made', async () => {
    await expectThen([command('POST /v1/groups/SQL/move', { to: 'node-b' })], more);
  });

  test('tells of a crash what happened, and of edits', async () => {
    await expectThen([command('POST /v1/nodes/node-a/crash')], more);
  });

  test('tells of edits what happened', async () => {
    const changes = [{ op: 'set', key: KEY, name: 'X', value: { type: 'REG_SZ', text: 'x' } }];
    await expectThen(
      [
        command('PATCH /v1/nodes/node-a/registry', { changes }),
        command('POST /v1/resources/Server/offline'),
        command('PATCH /v1/nodes/node-a/registry', { changes: [{ op: 'delete-key', key: KEY }] }),
        command('POST /v1/resources/Server/online'),
      ],
      more,
    );
  });
});
