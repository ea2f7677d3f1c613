import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Answer, type Json } from './tidemark.js';

type Item = Readonly<{
  severity: string;
  kind: string;
  thing: Json;
  since: Readonly<{ position: string; recordedAt: string }> | null;
  due?: string;
  remedy: Readonly<{ method: string; path: string; body?: Json }>;
}>;

const NEVER = 4_294_967_295;

describe('what needs an operator', () => {
  let tidemark: Tidemark;

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await tidemark.role('Web role', 'Web site');
    await tidemark.edit('node-a', 'good');
    await tidemark.addCheckpoint('Server');
    await tidemark.send('POST /v1/resources/Server/online');
  });

  afterAll(() => tidemark.stop());

  const items = async (query = ''): Promise<readonly Item[]> =>
    (await tidemark.items(`/v1/attention${query}`)) as unknown as Item[];

  const kinds = async (): Promise<readonly string[]> =>
    (await items()).map(({ severity, kind }) => `${severity} ${kind}`);

  const ofKind = async (kind: string): Promise<Item> => {
    const found = (await items()).find((item) => item.kind === kind);
    if (found === undefined) throw new Error(`there is no item ${kind}`);
    return found;
  };

  /** Sends a remedy as it is. */
  const mend = async ({ remedy: { method, path, body } }: Item): Promise<Answer> => {
    const answer = await fetch(`${tidemark.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', prefer: 'wait=300' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const { status, headers } = answer;
    const answered = { status, headers, body: (await answer.json()) as Json };
    expect([path, status, answered.body['detail']]).toEqual([path, 200, undefined]);
    return answered;
  };

  const eventAt = async ({ since }: Item): Promise<unknown> => {
    const at = since?.position ?? '';
    const [event] = await tidemark.items(`/v1/events?from=${at}&to=${at}`);
    expect(event?.['recordedAt']).toBe(since?.recordedAt);
    return event?.['type'];
  };

  test('is nothing while all is well, and is a question about now alone', async () => {
    const { status, body, headers } = await tidemark.send('GET /v1/attention');
    const moment = { position: headers.get('tidemark-position') };
    expect([status, body]).toEqual([
      200,
      { moment: expect.objectContaining(moment), items: [], next: null },
    ]);
    expect((await tidemark.send('GET /v1/attention?at=1')).status).toBe(400);
  });

  test('is a hold that prevents a restore, and a restore that is missing', async () => {
    await tidemark.edit('node-b', 'stale');
    const hold = { holder: 'editor' };
    await tidemark.send(`PUT /v1/nodes/node-b/registry/holds?key=${KEY}`, hold);
    expect(await kinds()).toEqual(['warning held']);
    expect(await eventAt(await ofKind('held'))).toBe('RegistryHeld');
    await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' });
    expect(await kinds()).toEqual(['critical held', 'critical unrestored']);
    const unrestored = await ofKind('unrestored');
    expect(unrestored.thing).toMatchObject({ kind: 'checkpoint', name: KEY, node: 'node-b' });
    expect(await eventAt(unrestored)).toBe('RegistryCheckpointRestoreFailed');
    // As long as the key is held, the first request is its release.
    expect(unrestored.remedy).toEqual((await ofKind('held')).remedy);
    await mend(unrestored);
    expect(await kinds()).toEqual(['critical unrestored']);
    await mend(await ofKind('unrestored'));
    expect(await kinds()).toEqual([]);
    expect(await tidemark.value('node-b')).toBe('good');
  });

  test('is a resource that has failed, or will be tried again', async () => {
    const policy = { restartThreshold: 0, retryPeriodOnFailure: NEVER };
    await tidemark.send('PATCH /v1/groups/Web role', { failoverThreshold: 0 });
    await tidemark.send('PATCH /v1/resources/Web site', policy);
    await tidemark.send('POST /v1/resources/Web site/online');
    await tidemark.send('POST /v1/resources/Web site/fail');
    await tidemark.settled();
    expect(await kinds()).toEqual(['critical failed']);
    const failed = await ofKind('failed');
    expect(failed.thing).toMatchObject({ kind: 'resource', name: 'Web site', node: 'node-a' });
    expect(await eventAt(failed)).toBe('ResourceFailed');
    await mend(failed);
    expect(await kinds()).toEqual([]);
    await tidemark.send('PATCH /v1/resources/Web site', { retryPeriodOnFailure: 3_600_000 });
    await tidemark.send('POST /v1/resources/Web site/fail');
    await tidemark.settled();
    const due = await ofKind('retry-due');
    const site = await tidemark.get('/v1/resources/Web site');
    expect([due.severity, due.due]).toEqual(['warning', site['policyState'].retryAt]);
    await mend(due);
    expect([await kinds(), await tidemark.stateOf('Web site')]).toEqual([[], 'Online']);
  });

  test('is a resource whose node is gone', async () => {
    await tidemark.send('DELETE /v1/resources/Web site/possible-owners/node-b');
    await tidemark.send('POST /v1/resources/Web site/fail');
    await tidemark.settled();
    await tidemark.send('PATCH /v1/resources/Web site', { retryPeriodOnFailure: NEVER });
    await tidemark.send('POST /v1/nodes/node-a/pause');
    expect((await ofKind('failed')).remedy.path).toBe('/v1/nodes/node-a/resume');
    for (let step = 0; (await kinds()).length > 0; step += 1) {
      expect(step).toBeLessThan(3);
      await mend(await ofKind('failed'));
      await tidemark.settled();
    }
    expect(await tidemark.stateOf('Web site')).toBe('Online');
  });

  test('is a key that two resources write', async () => {
    await tidemark.send('POST /v1/resources/Web site/checkpoints', { key: KEY });
    expect(await kinds()).toEqual(['warning clobber']);
    const clobber = await ofKind('clobber');
    expect(clobber.thing).toMatchObject({ kind: 'checkpoint', resource: 'Web site', name: KEY });
    expect(await eventAt(clobber)).toBe('RegistryCheckpointAdded');
    await mend(clobber);
    expect(await kinds()).toEqual([]);
  });

  test('is an event that could not be projected', async () => {
    const { reads } = tidemark.engine;
    const [event] = await tidemark.items('/v1/events?limit=1');
    const { parked } = reads;
    const row = {
      ...{ id: String(event?.['id']), stream: 's', type: 'NodeAdded', operation: 'o' },
      ...{ position: BigInt(String(event?.['position'])) as never, error: 'a ray', attempts: 1 },
    };
    const rebuild = reads.rebuild.bind(reads);
    let isParked = true;
    Object.defineProperty(parked, 'count', { get: () => (isParked ? 1 : 0) });
    parked.list = () => (isParked ? [row] : []);
    parked.get = () => (isParked ? row : undefined);
    parked.assertAnswerable = () => undefined;
    reads.rebuild = async () => {
      isParked = false;
      await rebuild();
    };
    expect(await kinds()).toEqual(['critical parked']);
    const item = await ofKind('parked');
    expect(item.since?.recordedAt).toBe(event?.['recordedAt']);
    expect((await mend(item)).body).toEqual({ id: row.id, released: true });
    expect(await kinds()).toEqual([]);
  });

  test('is listed in pages, in one order', async () => {
    for (const name of ['x', 'y', 'z']) {
      const hold = { holder: name };
      await tidemark.send(`PUT /v1/nodes/node-a/registry/holds?key=${KEY}\\${name}`, hold);
    }
    const all = await items();
    expect(all.map(({ thing }) => thing['name'] as string)).toEqual(
      ['x', 'y', 'z'].map((name) => `${KEY}\\${name}`),
    );
    const first = await tidemark.send('GET /v1/attention?limit=1');
    await tidemark.send(`DELETE /v1/nodes/node-a/registry/holds?key=${KEY}\\x`);
    const cursor = String(first.body['next']);
    const rest = await tidemark.send(`GET /v1/attention?limit=2&cursor=${cursor}`);
    expect([...(first.body['items'] as Json[]), ...(rest.body['items'] as Json[])]).toEqual(all);
    expect([rest.body['next'], rest.headers.get('link')]).toEqual([null, null]);
    expect((await tidemark.send('GET /v1/attention?cursor=none')).status).toBe(400);
  });
});
