import { beforeEach, describe, expect, test } from '@jest/globals';

import { DEEP, lossyRole, set } from './lossy-role.js';
import { KEY, type Answer, type Json, type Tidemark } from './tidemark.js';

const { current, online, move, change, lost } = lossyRole();
const REASON = { reason: 'Ann needs her port' };
let tidemark: Tidemark;

beforeEach(() => {
  tidemark = current();
});

const offline = (): Promise<Answer> => tidemark.send('POST /v1/resources/Server/offline');

const rows = async (query = ''): Promise<readonly Json[]> => (await lost(query))['items'] as Json[];

const recover = async (row: Json | undefined, body: Json = REASON): Promise<Answer> =>
  tidemark.send(`POST /v1/lost-writes/${String(row?.['id'])}/recover`, body);

const states = async (): Promise<unknown> => (await rows()).map(({ state }) => state);

/** The texts of all values of the key on a node, by name. */
const values = async (node: string, key = KEY): Promise<Json> => {
  const { values: found } = await tidemark.get(`/v1/nodes/${node}/registry?key=${key}`);
  return Object.fromEntries(
    (found as Json[]).map(({ name, value }) => [name, (value as Json)['text']]),
  ) as Json;
};

/** An edit on the owner while the resource is offline, which its next online overwrites. */
const lose = async (changes: readonly Json[]): Promise<Json | undefined> => {
  await change('node-a', changes);
  await online();
  return (await rows())[0];
};

describe('recovering a lost write', () => {
  test('while the resource is online changes the live key, which is captured', async () => {
    const row = await lose([set('Port', '1555')]);
    expect(await values('node-a')).toMatchObject({ Port: '1433' });
    const { status, body } = await recover(row);
    expect(status).toBe(200);
    expect(body['result']).toMatchObject({
      ...{ id: row?.['id'] as unknown, state: 'recovered' },
      decidedAt: { reason: REASON.reason },
    });
    const events = await tidemark.items(`/v1/events?operation=${String(body['operation'])}`);
    expect(events.map(({ type }) => type)).toEqual([
      'RegistryChanged',
      'RegistryCheckpointCaptured',
    ]);
    expect(events[0]).toMatchObject({
      command: { type: 'RecoverLostWrite' },
      data: { cure: { kind: 'recover', lostWrite: row?.['id'] as unknown } },
    });
    expect(await values('node-a')).toMatchObject({ Port: '1555' });
    await move('node-b');
    expect(await values('node-b')).toMatchObject({ Port: '1555' });
  });

  test('while the resource is offline changes the stored copy, which the next online restores', async () => {
    const row = await lose([set('Port', '1555')]);
    await offline();
    const { status, body } = await recover(row);
    expect([status, body['result'].state]).toEqual([200, 'recovered']);
    expect(await values('node-a')).toMatchObject({ Port: '1433' });
    await online();
    expect(await values('node-a')).toMatchObject({ Port: '1555' });
    expect(await states()).toEqual(['recovered']);
  });

  test('goes where the resource runs now', async () => {
    await online();
    await change('node-b', [set('Port', '1555')]);
    await move('node-b');
    const [row] = await rows();
    await move('node-a');
    expect((await recover(row)).status).toBe(200);
    expect(await values('node-a')).toMatchObject({ Port: '1555' });
    expect(await values('node-b')).toMatchObject({ Port: '1433' });
  });

  test('of a deletion deletes again', async () => {
    const row = await lose([{ op: 'delete-value', key: KEY, name: 'Port' }]);
    expect(row).toMatchObject({ lost: null });
    await recover(row);
    expect(await values('node-a')).toEqual({});
    await move('node-b');
    expect(await values('node-b')).toEqual({});
  });

  test('of a subtree takes all of it, or a selection', async () => {
    const row = await lose([set('Host', 'x', DEEP), set('User', 'y', DEEP)]);
    expect(row).toMatchObject({ key: DEEP, name: null });
    const part = await recover(row, { ...REASON, values: [{ key: DEEP, name: 'HOST' }] });
    expect([part.status, part.body['result'].state]).toEqual([200, 'open']);
    expect(await values('node-a', DEEP)).toEqual({ Host: 'x' });
    const whole = await recover(row);
    expect([whole.status, whole.body['result'].state]).toEqual([200, 'recovered']);
    expect(await values('node-a', DEEP)).toEqual({ Host: 'x', User: 'y' });
  });

  test('can be tried, and is refused if the place has changed since then', async () => {
    const row = await lose([set('Port', '1555')]);
    const tried = await recover(row, { dryRun: true });
    expect(tried.body).toMatchObject({
      diff: {
        summary: { added: 0, removed: 0, changed: 1 },
        items: [
          { name: 'Port', left: { value: { text: '1433' } }, right: { value: { text: '1555' } } },
        ],
      },
      lostWrites: { rows: 1, items: [{ name: 'Port', lost: { text: '1433' } }] },
    });
    await change('node-a', [set('Other', 'z')]);
    const stale = await recover(row, { ...REASON, expect: String(tried.body['expect']) });
    expect([stale.status, stale.body['errors'][0].pointer]).toEqual([412, '/expect']);
    expect(stale.body['errors'][0].detail).toMatch(/the live key .* was changed at position/);
    const fresh = (await recover(row, { dryRun: true })).body['expect'] as unknown;
    expect((await recover(row, { ...REASON, expect: String(fresh) })).status).toBe(200);
  });

  test('can be reverted like any other edit', async () => {
    const row = await lose([set('Port', '1555')]);
    await recover(row);
    const [checkpoint] = await tidemark.items('/v1/resources/Server/checkpoints');
    const path = `/v1/resources/Server/checkpoints/${String(checkpoint?.['id'])}/revert`;
    expect((await tidemark.send(`POST ${path}`, { ...REASON, to: { capture: 1 } })).status).toBe(
      200,
    );
    expect(await values('node-a')).toMatchObject({ Port: '1433' });
    expect(await states()).toEqual(['recovered']);
  });

  test.each<[string, Json, number, string]>([
    ['without a reason', {}, 400, '/reason'],
    [
      'of a place that is not in the row',
      { ...REASON, values: [{ key: KEY, name: 'x' }] },
      400,
      '/values/0',
    ],
    ['of no place', { ...REASON, values: [] }, 400, '/values'],
    ['of a place without a key', { ...REASON, values: [{ name: 'Port' }] }, 400, '/values/0/key'],
  ])('%s is refused', async (_, body, wanted, pointer) => {
    const row = await lose([set('Port', '1555')]);
    const { status, body: problem } = await recover(row, body);
    expect([status, problem['errors'][0].pointer]).toEqual([wanted, pointer]);
    expect(await states()).toEqual(['open']);
  });

  test('of a checkpoint that is gone says so', async () => {
    const row = await lose([set('Port', '1555')]);
    const [checkpoint] = await tidemark.items('/v1/resources/Server/checkpoints');
    await tidemark.send(`DELETE /v1/resources/Server/checkpoints/${String(checkpoint?.['id'])}`);
    const { status, body } = await recover(row);
    expect(status).toBe(404);
    expect(body['detail']).toMatch(/the checkpoint .* is gone/);
  });
});

describe('attention', () => {
  const items = async (): Promise<readonly Json[]> =>
    (await tidemark.items('/v1/attention')).filter(({ kind }) => kind === 'lost-write');

  test('has each open lost write, with the request that recovers it', async () => {
    await lose([set('Port', '1555'), set('Host', 'x', DEEP)]);
    const [host, port, ...others] = (await items()).toSorted((a, b) =>
      String((a['thing'] as Json)['name']).localeCompare(String((b['thing'] as Json)['name'])),
    );
    expect(others).toEqual([]);
    expect(host).toMatchObject({ severity: 'warning', thing: { name: DEEP, node: 'node-a' } });
    expect(port).toMatchObject({
      thing: { kind: 'lost-write', name: `${KEY}\\Port`, resource: 'Server' },
      detail: expect.stringMatching(/by alice was overwritten .* \(R2\)/) as unknown,
    });
    const { method, path, body } = port?.['remedy'] as Json;
    const mended = await tidemark.send(`${String(method)} ${String(path)}`, body as Json);
    expect(mended.status).toBe(200);
    expect(await values('node-a')).toMatchObject({ Port: '1555' });
    expect((await items()).map(({ thing }) => (thing as Json)['name'])).toEqual([DEEP]);
  });

  test('says to leave a write lost that nothing can take any more', async () => {
    await lose([set('Port', '1555')]);
    const [checkpoint] = await tidemark.items('/v1/resources/Server/checkpoints');
    await tidemark.send(`DELETE /v1/resources/Server/checkpoints/${String(checkpoint?.['id'])}`);
    const [{ remedy } = {}] = await items();
    const { method, path, body } = remedy as Json;
    expect(path).toMatch(/acknowledge$/);
    expect((await tidemark.send(`${String(method)} ${String(path)}`, body as Json)).status).toBe(
      200,
    );
    expect(await items()).toEqual([]);
  });
});
