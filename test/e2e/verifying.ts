import { expect } from '@jest/globals';

import { type Answer, type Json, type Tidemark } from './tidemark.js';

/** The faults of a job that a request has begun. */
export const faultsOf = async (
  tidemark: Tidemark,
  { status, body, headers }: Answer,
): Promise<readonly Json[]> => {
  expect([status, headers.get('location')]).toEqual([202, `/v1/jobs/${String(body['id'])}`]);
  let job = body;
  await tidemark.until(async () => {
    job = await tidemark.get(`/v1/jobs/${String(body['id'])}`);
    return job['status'] !== 'running';
  });
  expect([job['status'], job['failure']]).toEqual(['completed', null]);
  return job['faults'] as Json[];
};

/** Sends an archive to be verified. */
export const uploadArchive = (
  tidemark: Tidemark,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Answer> =>
  tidemark.send('POST /v1/backups/verify', bytes, { 'content-type': 'application/zstd' });
