import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Json } from './tidemark.js';

describe('the overview', () => {
  let tidemark: Tidemark;

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await tidemark.send('PUT /v1/tags/formed');
    await tidemark.role('Web', 'Site');
    await tidemark.edit('node-a', 'first');
    await tidemark.addCheckpoint('Server');
    await tidemark.addCheckpoint('Site');
    await tidemark.send('PUT /v1/tags/before');
    await tidemark.send('POST /v1/resources/Server/online');
    await tidemark.send('POST /v1/nodes/node-b/pause');
    const hold = { holder: 'editor' };
    await tidemark.send(`PUT /v1/nodes/node-b/registry/holds?key=${KEY}`, hold);
  });

  afterAll(() => tidemark.stop());

  const ids = (items: readonly Json[]): readonly unknown[] =>
    items.map(({ id, name, state, owner }) => [id, name, state, owner]);

  test.each(['', '?at=before', '?at=formed'])('shows what the lists show: %s', async (at) => {
    const overview = await tidemark.get(`/v1/overview${at}`);
    expect(overview['nodes']).toMatchObject(await tidemark.items(`/v1/nodes${at}`));
    for (const kind of ['groups', 'resources'])
      expect(ids(overview[kind] as Json[])).toEqual(ids(await tidemark.items(`/v1/${kind}${at}`)));
    expect(overview['cluster']).toEqual(await tidemark.get(`/v1/cluster${at}`));
    const checkpoints = await tidemark.items(`/v1/checkpoints${at}`);
    const hazards = checkpoints.flatMap(({ id, hazards: all }) =>
      (all as Json[]).map(({ kind, detail }) => [
        id as unknown,
        kind as unknown,
        detail as unknown,
      ]),
    );
    const found = (overview['hazards'] as Json[]).map(({ checkpoint, kind, detail }) => [
      ...[checkpoint as unknown, kind as unknown, detail as unknown],
    ]);
    expect(found).toEqual(hazards);
    expect([overview['unchecked'], overview['more']]).toEqual([[], false]);
  });

  test.each(['', '?at=before'])('counts the states of drift that the list has: %s', async (at) => {
    const overview = await tidemark.get(`/v1/overview${at}`);
    const items = await tidemark.items(`/v1/drift${at}`);
    for (const kind of ['node', 'resource'])
      for (const { name, drift } of overview[`${kind}s`] as Json[]) {
        const own = items.filter((item) => item[kind] === name);
        const states = ['unrestored', 'missing', 'different', 'equal'];
        const counts = states.map((state) => [
          state,
          own.filter((item) => item['state'] === state).length,
        ]);
        expect([name, drift]).toEqual([name, Object.fromEntries(counts)]);
      }
    const [sql] = overview['groups'] as Json[];
    expect(sql?.['drift']).toEqual({ unrestored: 0, missing: 1, different: 0, equal: 1 });
  });

  test('says its moment, and counts hazards by kind', async () => {
    const { body, headers } = await tidemark.send('GET /v1/overview?at=before');
    expect(body['moment']).toEqual({
      position: headers.get('tidemark-position'),
      recordedAt: headers.get('tidemark-recorded-at'),
      tag: 'before',
    });
    const now = await tidemark.get('/v1/overview');
    const counts = [
      { kind: 'clobber', count: 1 },
      { kind: 'destination-held', count: 1 },
      { kind: 'missing-key', count: 1 },
    ];
    expect((now['resources'] as Json[])[0]).toMatchObject({ checkpoints: 1, hazards: counts });
    expect((now['groups'] as Json[])[0]).toMatchObject({ resources: 1, hazards: counts });
  });
});
