import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { StandIn } from '#testing/event-store-esdb';

import { KEY, Tidemark, type Answer, type Json } from '../e2e/tidemark.js';

const EDITS = 32;

/** True for a failed renewal of the lease, which is reported while the log is away. */
const isAboutLease = (defect: unknown): boolean => String(defect).includes('the lease: ');

/** Milliseconds; as long as a server waits for its log. */
const PATIENCE_MS = 8000;

/** Two processes on one log, simulated in one process. */
describe('two processes on one log', () => {
  let standIn: StandIn;
  let both: readonly [Tidemark, Tidemark];

  beforeEach(async () => {
    standIn = await StandIn.start();
    const log = {
      settings: { EVENTSTORE_URL: standIn.url, TIDEMARK_CLUSTER: 'shared' },
      remove: async () => undefined,
    };
    // The log is away in some tests, and they wait until that shows.
    const start = (): Promise<Tidemark> => Tidemark.start(log, { patienceMs: PATIENCE_MS });
    both = await Promise.all([start(), start()]);
  });

  afterEach(async () => {
    await Promise.all(both.map((one) => one.stop()));
    for (const { defects } of both)
      expect(defects.filter((defect) => !isAboutLease(defect))).toEqual([]);
    await standIn.stop();
  });

  const everyone = async <Result>(
    ask: (one: Tidemark) => Promise<Result>,
  ): Promise<readonly [Result, Result]> => Promise.all([ask(both[0]), ask(both[1])]);

  const formed = async (): Promise<void> => {
    await both[0].form();
    await both[1].edit('node-a', 'first');
    await both[0].addCheckpoint('Server');
    await both[1].send('POST /v1/resources/Server/online');
  };

  test('form one cluster, and each shows the changes of the other', async () => {
    const [one] = await everyone((process) => process.get('/v1/cluster'));
    await both[0].send('POST /v1/nodes', { name: 'node-a' });
    await both[1].send('POST /v1/nodes', { name: 'node-b' });
    const lists = await everyone((process) => process.items('/v1/nodes'));
    expect(lists[0].map(({ name }) => name as string)).toEqual(['node-a', 'node-b']);
    expect(lists[1]).toEqual(lists[0]);
    expect(await both[1].get('/v1/cluster')).toEqual(one);
  });

  test('edit one node at the same time: every edit is stored and captured, and both show the same', async () => {
    await formed();
    const names = Array.from({ length: EDITS }, (_, index) => `v${index}`);
    const answers = await Promise.all(
      names.map((name, index) =>
        (both[index % 2] ?? both[0]).edit('node-a', name, [KEY, name] as const),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
    const views = await everyone((process) =>
      process.get(`/v1/nodes/node-a/registry?key=${KEY}&depth=all`),
    );
    expect((views[0]['values'] as Json[]).map(({ name }) => name as string)).toEqual(
      expect.arrayContaining(names),
    );
    expect(views[1]).toEqual(views[0]);
    const prints = await everyone(async (process) => process.fingerprint());
    expect(prints[1]).toBe(prints[0]);
    const captures = await both[0].items('/v1/events?type=RegistryCheckpointCaptured&limit=1000');
    expect(new Set(captures.map(({ data }) => (data as Json)['number'] as number)).size).toBe(
      captures.length,
    );
  });

  test('carry out a request with one Idempotency-Key once, whichever process gets it and however often', async () => {
    await formed();
    const headers = { 'idempotency-key': 'move-1' };
    const move = (process: Tidemark): Promise<Answer> =>
      process.send('POST /v1/groups/SQL/move', { to: 'node-b' }, headers);
    const first = await Promise.all([...both, ...both].map(move));
    const again = await everyone(move);
    expect(again[0].status).toBe(200);
    expect(again[1].body).toEqual(again[0].body);
    for (const { status, body } of first)
      expect([status, body['type'] ?? body['operation']]).toEqual(
        status === 200
          ? [200, again[0].body['operation']]
          : [409, 'urn:tidemark:problem:still-running'],
      );
    const moves = await both[0].items('/v1/events?type=GroupMoveStarted');
    expect(moves).toHaveLength(1);
  });

  test('let one process take the automatic steps, and the other one once that process has stopped', async () => {
    const held = async (process: Tidemark): Promise<boolean> =>
      ((await process.get('/readyz'))['lease'] as Json)['isHeld'] as boolean;
    await formed();
    expect((await everyone(held)).filter(Boolean)).toHaveLength(1);
    const [holder, other] = (await held(both[0])) ? both : [both[1], both[0]];
    await holder.stop();
    expect((await other.send('POST /v1/groups/SQL/move', { to: 'node-b' })).status).toBe(200);
    expect(await held(other)).toBe(true);
    expect(await other.value('node-b')).toBe('first');
  });

  test('answer a write that the log does not answer as soon as the caller no longer waits for it', async () => {
    await formed();
    const met = standIn.faults.next('append', 'stall-before');
    const change = { op: 'set', key: KEY, name: 'late', value: { type: 'REG_SZ', text: 'x' } };
    const headers = { prefer: 'wait=1', 'idempotency-key': 'late' };
    const patch = (more: Readonly<Record<string, string>>): Promise<Answer> =>
      both[0].send('PATCH /v1/nodes/node-a/registry', { changes: [change] }, more);
    const answer = await patch(headers);
    await met;
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, expect.any(String)]);
    expect(answer.body['detail']).toContain('Idempotency-Key');
    standIn.faults.release();
    const again = async (): Promise<boolean> =>
      (await patch({ 'idempotency-key': 'late' })).status === 200;
    await both[0].until(again);
    const changed = await both[0].items('/v1/events?type=RegistryChanged');
    expect(
      changed.filter(({ command }) => (command as Json)['type'] === 'ChangeRegistry'),
    ).toHaveLength(2);
  });

  test('answer reads while the log is away, give the age of the answers, and recover', async () => {
    await formed();
    await standIn.crash();
    const write = await both[0].edit('node-a', 'second');
    expect([write.status, write.headers.get('retry-after')]).toEqual([503, expect.any(String)]);
    expect(write.body['type']).toContain('log-unavailable');
    const read = await both[1].send(
      `GET /v1/nodes/node-a/registry?key=${KEY}&consistency=eventual`,
    );
    expect(read.status).toBe(200);
    expect(Number(read.headers.get('age'))).toBeGreaterThanOrEqual(1);
    const strong = await both[1].send(`GET /v1/nodes/node-a/registry?key=${KEY}`);
    expect(strong.status).toBe(503);
    const ready = await both[0].send('GET /readyz');
    expect([ready.status, ready.body['detail']]).toEqual([
      503,
      expect.stringMatching(/EventStoreDB/),
    ]);
    await standIn.restart();
    const headers = { 'idempotency-key': 'after' };
    const change = { op: 'set', key: KEY, name: 'after', value: { type: 'REG_SZ', text: 'x' } };
    await both[0].until(
      async () =>
        (await both[0].send('PATCH /v1/nodes/node-a/registry', { changes: [change] }, headers))
          .status === 200,
    );
    const names = await everyone(
      async (process) =>
        (await process.get(`/v1/nodes/node-a/registry?key=${KEY}`))['values'] as Json[],
    );
    expect(names[0].map(({ name }) => name as string)).toContain('after');
    expect(names[1]).toEqual(names[0]);
  });
});
