import { describe, expect, test } from '@jest/globals';

import { heldKey } from './held-key.js';
import { KEY, type Answer, type Json } from './tidemark.js';

describe('a revert of a checkpoint', () => {
  const { scene, send, get, hold, release, move, value, unrestored, ...held } = heldKey();
  const { checkpoint, captures, path, reasons } = held;

  const revert = async (
    to: Json,
    more: Json = { reason: 'a bad value was captured' },
  ): Promise<Answer> => send(`POST ${await path()}/revert`, { to, ...more });

  const online = (): Promise<Answer> => send('POST /v1/resources/Server/online');
  const offline = (): Promise<Answer> => send('POST /v1/resources/Server/offline');

  /** The port was 1433, and a bad one was captured while the resource was online. */
  const bad = (): Promise<unknown> => scene.tidemark.edit('node-a', 'bad');

  test('is one request while the resource is online: the live key and the copy are right', async () => {
    await bad();
    const { status, body } = await revert({ capture: 1 });
    expect(status).toBe(200);
    expect(body['result']).toMatchObject({ captures: 3 });
    expect(await value('node-a')).toBe('first');
    expect(await reasons()).toEqual(['added', 'changed', 'reverted']);
    await move('node-b');
    expect(await value('node-b')).toBe('first');
    await move('node-a');
    expect(await value('node-a')).toBe('first');
  });

  test('is one request while the resource is offline: the next online brings the good value', async () => {
    await bad();
    await offline();
    expect((await revert({ capture: 1 })).status).toBe(200);
    expect(await value('node-a')).toBe('bad');
    expect((await reasons()).at(-1)).toBe('reverted');
    await online();
    expect(await value('node-a')).toBe('first');
    await move('node-b');
    expect(await value('node-b')).toBe('first');
    const lost = await scene.tidemark.items('/v1/lost-writes');
    expect(lost.filter(({ node }) => node === 'node-a')).toEqual([]);
  });

  test('goes back to a moment', async () => {
    const { position } = (await scene.tidemark.items('/v1/events?limit=1&order=newest'))[0] ?? {};
    await bad();
    expect((await revert({ at: String(position) })).status).toBe(200);
    expect(await value('node-a')).toBe('first');
  });

  test('ends the lack of a restore', async () => {
    await unrestored();
    await release();
    const { status, body } = await revert({ capture: 1 });
    expect(status).toBe(200);
    expect(body['result']).toMatchObject({ unrestored: null });
    expect(await value('node-b')).toBe('first');
    expect((await captures()).at(-1)).toMatchObject({ reason: 'reverted', overUnrestored: null });
    await move('node-a');
    expect(await value('node-a')).toBe('first');
  });

  test('of a key as it should be also ends it', async () => {
    await scene.tidemark.edit('node-b', 'first');
    await hold();
    await move('node-b');
    expect((await checkpoint())['unrestored']).not.toBeNull();
    const { body } = await revert({ capture: 1 });
    expect(body['result']).toMatchObject({ unrestored: null });
  });

  test('can itself be reverted', async () => {
    await bad();
    await revert({ capture: 1 });
    expect((await revert({ capture: 2 })).status).toBe(200);
    expect(await value('node-a')).toBe('bad');
    expect((await captures()).at(-1)).toMatchObject({ number: 4, reason: 'reverted' });
  });

  test('that changes nothing writes nothing', async () => {
    const before = await scene.tidemark.items('/v1/events?limit=1&order=newest');
    const { status, body } = await revert({ capture: 1 });
    expect([status, body['events']]).toEqual([200, []]);
    expect(await scene.tidemark.items('/v1/events?limit=1&order=newest')).toEqual(before);
  });

  test('names what it undoes in its events, with the reason', async () => {
    await bad();
    const [{ id: since } = {}] = await scene.tidemark.items(
      '/v1/events?type=RegistryCheckpointCaptured&order=oldest&limit=1',
    );
    const { body } = await revert({ capture: 1 });
    const events = await scene.tidemark.items(
      `/v1/events?operation=${String(body['operation'])}&order=oldest`,
    );
    expect(events.map(({ type, reason, data }) => [type, reason, (data as Json)['cure']])).toEqual([
      [
        'RegistryChanged',
        'a bad value was captured',
        {
          kind: 'revert',
          since: since as unknown,
          copies: [expect.objectContaining({ copy: 'live' })],
        },
      ],
      [
        'RegistryCheckpointCaptured',
        null,
        {
          kind: 'revert',
          since: since as unknown,
          by: expect.objectContaining({ nodeRevision: expect.anything() }),
        },
      ],
    ]);
    const report = await get(`/v1/operations/${String(body['operation'])}`);
    expect(report).toMatchObject({ kind: 'RevertCheckpoint', status: 'completed' });
  });

  test('shows where the value comes from', async () => {
    const blame = `/v1/blame?node=node-a&key=${KEY}&name=Port`;
    const chain = async (): Promise<readonly unknown[]> =>
      ((await scene.tidemark.items(blame))[0]?.['chain'] as Json[]).map(
        ({ how }) => how as unknown,
      );
    await bad();
    await revert({ capture: 1 });
    expect(await chain()).toEqual(['revert']);
    await scene.tidemark.edit('node-a', 'bad again');
    await offline();
    await revert({ capture: 1 });
    await online();
    expect(await chain()).toEqual(['restore', 'revert', 'capture', 'edit']);
  });

  test.each(['online', 'offline'] as const)(
    'shows its effect beforehand, and is refused if that has changed: %s',
    async (state) => {
      await bad();
      if (state === 'offline') await offline();
      const before: unknown = await scene.tidemark.items('/v1/events?limit=1&order=newest');
      const { body: preview } = await revert({ capture: 1 }, { dryRun: true });
      expect(preview).toMatchObject({
        diff: {
          summary: { added: 0, removed: 0, changed: 1 },
          items: [
            {
              ...{ key: KEY, name: 'Port', change: 'changed' },
              left: { value: { text: 'bad' }, writtenAt: { actor: expect.anything() } },
              right: { value: { text: 'first' } },
            },
          ],
          more: false,
        },
        lostWrites: {
          rows: 1,
          items: [
            {
              lostFrom: state === 'online' ? 'node' : 'capture',
              lost: { text: 'bad' },
              kept: { text: 'first' },
            },
          ],
        },
      });
      expect(await scene.tidemark.items('/v1/events?limit=1&order=newest')).toEqual(before);
      const expected = preview['expect'] as string;
      if (state === 'online') await scene.tidemark.edit('node-a', 'newer');
      else await revert({ capture: 2 }, { reason: 'x' }).then(() => revert({ capture: 1 }));
      const stale = await revert({ capture: 1 }, { reason: 'as seen', expect: expected });
      if (state === 'online') {
        expect(stale.status).toBe(412);
        expect(stale.body['errors']).toEqual([
          { pointer: '/expect', detail: expect.stringMatching(/live key of checkpoint .* node-a/) },
        ]);
      } else {
        expect(stale.status).toBe(412);
        expect(stale.body['errors'][0].detail).toMatch(/stored copy of checkpoint .*capture \d+/);
      }
      const { body: again } = await revert({ capture: 1 }, { dryRun: true });
      const wanted = { reason: 'as seen', expect: again['expect'] as string };
      expect((await revert({ capture: 1 }, wanted)).status).toBe(200);
    },
  );

  test.each<[string, Json, Json, number, string]>([
    ['no reason', { capture: 1 }, {}, 400, '/reason'],
    ['no goal', {}, { reason: 'x' }, 400, '/to'],
    ['two goals', { capture: 1, at: '1' }, { reason: 'x' }, 400, '/to'],
    ['a moment that is none', { at: 'yesterday, at noon' }, { reason: 'x' }, 400, '/to/at'],
    ['a moment to come', { at: '2999-01-01T00:00:00Z' }, { reason: 'x' }, 400, '/to/at'],
    ['a capture that is none', { capture: 0 }, { reason: 'x' }, 400, '/to/capture'],
  ])('is refused with %s', async (_, to, more, status, pointer) => {
    const { status: found, body } = await revert(to, more);
    expect([found, body['errors']?.[0].pointer]).toEqual([status, pointer]);
  });

  test('is refused for a capture that there is not, and a moment before the first', async () => {
    expect(await revert({ capture: 99 })).toMatchObject({
      status: 404,
      body: { win32: { code: 2 } },
    });
    const { status, body } = await revert({ at: '1' });
    expect([status, body['detail']]).toEqual([404, expect.stringMatching(/had no capture at 1/)]);
  });
});
