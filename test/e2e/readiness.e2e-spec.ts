import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Json } from './tidemark.js';

const NODES = ['node-a', 'node-b', 'node-c', 'node-d', 'node-e'];

describe('the readiness of the nodes for a group', () => {
  let tidemark: Tidemark;

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    for (const name of NODES.slice(2)) await tidemark.send('POST /v1/nodes', { name });
    await tidemark.role('Web', 'Site');
    await tidemark.edit('node-a', 'first');
    await tidemark.addCheckpoint('Server');
    const missing = { key: 'SOFTWARE\\Later', missing: 'allow' };
    await tidemark.send('POST /v1/resources/Server/checkpoints', missing);
    await tidemark.send('PUT /v1/tags/all-up');
    await tidemark.send('POST /v1/nodes/node-b/pause');
    await tidemark.send('POST /v1/nodes/node-c/crash');
    await tidemark.send('DELETE /v1/resources/Server/possible-owners/node-d');
    const hold = { holder: 'editor' };
    await tidemark.send(`PUT /v1/nodes/node-e/registry/holds?key=${KEY}\\Sub`, hold);
  });

  afterAll(() => tidemark.stop());

  const readiness = async (at = ''): Promise<readonly Json[]> =>
    (await tidemark.get(`/v1/groups/sql/readiness${at}`))['nodes'] as Json[];

  test('names each reason and each hold', async () => {
    const found = await readiness();
    expect(found.map(({ node, canHost, reasons }) => [node as string, canHost, reasons])).toEqual([
      ['node-a', true, []],
      ['node-b', false, ['it is paused']],
      ['node-c', false, ['it has crashed']],
      ['node-d', false, ['it is no possible owner of Server']],
      ['node-e', true, []],
    ]);
    expect(found.map(({ holds }) => (holds as Json[]).length)).toEqual([0, 0, 0, 0, 1]);
    expect(found[4]).toMatchObject({ holds: [{ holder: 'editor', key: `${KEY}\\Sub` }] });
    expect(found.map(({ isOwner }) => isOwner as boolean)).toEqual([
      true,
      ...NODES.slice(1).map(() => false),
    ]);
  });

  test('names the keys that neither a node nor a capture has', async () => {
    const found = await readiness();
    for (const { missingKeys, missingContainers } of found) {
      expect(missingKeys).toMatchObject([{ resource: 'Server', key: 'SOFTWARE\\Later' }]);
      expect(missingContainers).toEqual([]);
    }
  });

  test('names the edits that a move there would overwrite', async () => {
    await tidemark.edit('node-e', 'mine');
    const found = await readiness();
    expect(found.map(({ wouldLose }) => (wouldLose as Json[]).length)).toEqual([0, 0, 0, 0, 0]);
    const held = `/v1/nodes/node-e/registry/holds?key=${KEY}\\Sub`;
    await tidemark.send(`DELETE ${held}`);
    const [, , , , last] = await readiness();
    expect(last?.['wouldLose']).toMatchObject([
      { resource: 'Server', key: KEY, name: 'Port', rule: 'R3', lost: { text: 'mine' } },
    ]);
    await tidemark.send(`PUT ${held}`, { holder: 'editor' });
  });

  test('is of the moment that the question names', async () => {
    const { body, headers } = await tidemark.send('GET /v1/groups/SQL/readiness?at=all-up');
    expect(body).toMatchObject({
      ...{ group: 'SQL', moment: { tag: 'all-up', position: headers.get('tidemark-position') } },
      nodes: NODES.map((node) => ({ node, canHost: true, reasons: [], holds: [] })),
    });
    const { status } = await tidemark.send('GET /v1/groups/none/readiness');
    expect(status).toBe(404);
  });

  test('is what a move finds', async () => {
    for (const { node, canHost } of (await readiness()).slice(1)) {
      const { status } = await tidemark.send('POST /v1/groups/SQL/move', { to: node as string });
      expect([node, status === 200]).toEqual([node, canHost]);
      await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-a' });
    }
  });

  test('has the denial of the clobber policy', async () => {
    await tidemark.send('POST /v1/resources/Site/checkpoints', { key: KEY });
    await tidemark.send('POST /v1/groups/Web/move', { to: 'node-e' });
    await tidemark.send('POST /v1/resources/Site/online');
    await tidemark.send('PATCH /v1/cluster', { clobberPolicy: 'deny' });
    const [, , , , last] = await readiness();
    expect(last).toMatchObject({
      canHost: false,
      reasons: [expect.stringMatching(/^clobberPolicy denies it: Site, online there/)],
    });
    expect(await tidemark.status('POST /v1/groups/SQL/move', { to: 'node-e' })).toBe(5023);
  });
});
