import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { Tidemark } from './tidemark.js';

const STARTING = 'urn:tidemark:problem:starting';

describe('a server that has not caught up with its log', () => {
  let tidemark: Tidemark;

  beforeEach(async () => {
    tidemark = await Tidemark.listen();
  });

  afterEach(() => tidemark.stop());

  test('runs, is not ready, and refuses clients that do not wait', async () => {
    expect((await tidemark.send('GET /healthz')).status).toBe(200);
    expect((await fetch(`${tidemark.url}/metrics`)).status).toBe(200);
    for (const [request, headers] of [
      ['GET /readyz', {}],
      ['GET /v1/nodes', { prefer: 'wait=0' }],
      ['POST /v1/nodes', { prefer: 'wait=0' }],
    ] as const) {
      const body = request.startsWith('POST') ? { name: 'node-a' } : undefined;
      const answer = await tidemark.send(request, body, headers);
      expect([request, answer.status, answer.body['type']]).toEqual([request, 503, STARTING]);
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    await tidemark.engine.start();
    expect((await tidemark.get('/v1/nodes'))['items']).toEqual([]);
  });

  test('answers the waiting clients once it has', async () => {
    const added = tidemark.send('POST /v1/nodes', { name: 'node-a' });
    const cluster = tidemark.send('GET /v1/cluster');
    const read = await tidemark.send('GET /v1/nodes', undefined, { prefer: 'wait=0' });
    expect(read.status).toBe(503);
    await tidemark.engine.start();
    expect((await added).status).toBe(201);
    expect((await cluster).status).toBe(200);
    expect((await tidemark.send('GET /readyz')).status).toBe(200);
  });
});
