import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { Tidemark, type Json } from './tidemark.js';
import { readOperations } from '../fuzz/requests.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const DEEP = '['.repeat(1343);

describe('a body', () => {
  let tidemark: Tidemark;
  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
  });
  afterAll(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  const refusal = async (
    body: string | Buffer,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Json> => {
    const before = tidemark.fingerprint();
    const answer = await fetch(`${tidemark.url}/v1/nodes`, {
      method: 'POST',
      headers: { ...JSON_TYPE, ...headers },
      body,
    });
    expect(tidemark.fingerprint()).toBe(before);
    return (await answer.json()) as Json;
  };

  test('that is nested too deep is refused on every route, with the limit', async () => {
    const before = tidemark.fingerprint();
    const operations = readOperations().filter(({ method }) => method !== 'GET');
    expect(operations.length).toBeGreaterThan(30);
    for (const { method, path } of operations) {
      const place = path.replaceAll(/\{\w+\}/g, 'x');
      for (const body of [
        DEEP,
        `{"a":${DEEP}`,
        `{"commands":[{"method":"POST","path":"/v1/nodes","body":{"a":${DEEP}`,
      ]) {
        const answer = await tidemark.send(`${method} ${place}`, body);
        expect([method, path, answer.status]).toEqual([method, path, 400]);
        expect(answer.body['detail']).toMatch(/nested deeper than 32 levels/);
      }
    }
    expect(tidemark.fingerprint()).toBe(before);
  });

  test('that is JSON and no object is refused on every route', async () => {
    const before = tidemark.fingerprint();
    for (const { method, path } of readOperations().filter(({ hasBody }) => hasBody)) {
      const place = path.replaceAll(/\{\w+\}/g, 'x');
      for (const body of ['[]', '[{"dryRun":true}]', '1', '"text"', 'false']) {
        const answer = await tidemark.send(`${method} ${place}`, body);
        const { status } = answer;
        expect([method, path, body, status]).toEqual([method, path, body, 400]);
      }
    }
    expect(tidemark.fingerprint()).toBe(before);
  });

  test.each<[string, string, object, string]>([
    [
      'keys',
      'POST /v1/nodes',
      Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`k${at}`, 1])),
      '/k0',
    ],
    [
      'changes',
      'PATCH /v1/nodes/node-a/registry',
      { changes: Array.from({ length: 5000 }, () => ({ op: 'x' })) },
      '/changes/0/op',
    ],
    [
      'commands',
      'POST /v1/batch',
      { commands: Array.from({ length: 20_000 }, () => ({})) },
      '/commands',
    ],
  ])(
    'with very many wrong %s is refused with the first fault',
    async (_, request, body, pointer) => {
      const answer = await tidemark.send(request, body);
      expect([answer.status, answer.body['errors']]).toEqual([
        400,
        [{ pointer, detail: expect.any(String) }],
      ]);
    },
  );

  test('that is compressed, in another charset, or not UTF-8 is refused', async () => {
    const body = '{"name":"n"}';
    expect(await refusal(body, { 'content-encoding': 'gzip' })).toMatchObject({
      status: 415,
      errors: [{ pointer: '/headers/content-encoding' }],
    });
    expect(
      await refusal(body, { 'content-type': 'application/json; charset=utf-16' }),
    ).toMatchObject({ status: 415, errors: [{ pointer: '/headers/content-type' }] });
    const broken = Buffer.concat([Buffer.from('{"name":"'), Buffer.of(0xff), Buffer.from('"}')]);
    expect(await refusal(broken)).toMatchObject({ status: 400, detail: 'the body is not UTF-8' });
  });
});
