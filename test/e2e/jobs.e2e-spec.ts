import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { heldJob } from '#testing/engine';

import { lossyRole, set } from './lossy-role.js';
import { Tidemark, type Json } from './tidemark.js';

const { current, online, move, change } = lossyRole();

/** Begins a verification, and resolves with the job once it has ended. */
const verified = async (tidemark: Tidemark): Promise<Json> => {
  const begun = await tidemark.send('POST /v1/audit/verify');
  expect([begun.status, begun.body['status']]).toEqual([202, 'running']);
  const path = String(begun.headers.get('location'));
  expect(path).toBe(`/v1/jobs/${String(begun.body['id'])}`);
  let job: Json = begun.body;
  await tidemark.until(async () => {
    job = await tidemark.get(path);
    return job['status'] !== 'running';
  });
  return job;
};

describe('verify', () => {
  test('finds nothing in a log with restores, captures and losses', async () => {
    await online();
    await change('node-a', [set('Port', 'mine')], 'ann');
    await move('node-b');
    await change('node-b', [set('Port', 'theirs')], 'bob');
    await move('node-a');
    const job = await verified(current());
    expect(job).toMatchObject({
      kind: 'verify',
      status: 'completed',
      failure: null,
      faults: [],
      more: false,
    });
    expect(job['done']).toBe(job['of']);
    expect(job['endedAt']).not.toBeNull();
  });
});

describe('jobs', () => {
  test('are listed, newest first, and asked for by id', async () => {
    const first = await verified(current());
    const second = await verified(current());
    expect(await current().items('/v1/jobs')).toEqual([second, first]);
    const page = await current().get('/v1/jobs?limit=1');
    expect(page['items']).toEqual([second]);
    const rest = await current().get(`/v1/jobs?limit=1&cursor=${String(page['next'])}`);
    expect(rest).toMatchObject({ items: [first], next: null });
  });

  test.each(['GET', 'DELETE'])('%s of an unknown one is refused', async (method) => {
    const answer = await current().send(`${method} /v1/jobs/none`);
    expect([answer.status, answer.body['detail']]).toEqual([404, 'no such job: none']);
  });
});

describe('jobs that run', () => {
  let tidemark: Tidemark;

  beforeEach(async () => {
    tidemark = await Tidemark.start(undefined, { startJob: heldJob });
  });

  afterEach(() => tidemark.stop());

  test('are cancelled, and stay as they are after their end', async () => {
    const { body } = await tidemark.send('POST /v1/audit/verify');
    const path = `/v1/jobs/${String(body['id'])}`;
    const cancelled = await tidemark.send(`DELETE ${path}`);
    expect(cancelled).toMatchObject({
      status: 200,
      body: { id: String(body['id']), status: 'cancelled', failure: null },
    });
    expect(await tidemark.get(path)).toEqual(cancelled.body);
    expect((await tidemark.send(`DELETE ${path}`)).body).toEqual(cancelled.body);
  });

  test('are four at most; a fifth is refused, to be tried again', async () => {
    const begun = await Promise.all(
      [1, 2, 3, 4, 5].map(() => tidemark.send('POST /v1/audit/verify')),
    );
    const [refused, ...others] = begun.filter(({ status }) => status !== 202);
    expect([refused?.status, refused?.headers.get('retry-after')]).toEqual([503, '1']);
    expect(refused?.body['type']).toBe('urn:tidemark:problem:too-many-jobs');
    expect(others).toEqual([]);
    const [first] = await tidemark.items('/v1/jobs');
    await tidemark.send(`DELETE /v1/jobs/${String(first?.['id'])}`);
    expect((await tidemark.send('POST /v1/audit/verify')).status).toBe(202);
  });
});
