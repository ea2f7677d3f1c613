import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';

import { Tidemark, type Json } from './tidemark.js';

/** More values than are read on the thread of the requests. */
const VALUES = 6000;
const KEY = 'SOFTWARE\\Contoso\\Long';

let tidemark: Tidemark;
/** The position at which both nodes have their values. */
let at: string;

const fileWith = (changed: readonly number[]): string =>
  [
    ...['Windows Registry Editor Version 5.00', '', `[HKEY_LOCAL_MACHINE\\${KEY}]`],
    ...Array.from({ length: VALUES }, (_, index) => {
      const number = changed.includes(index) ? 1 : 0;
      return `"Value ${index}"=dword:0000000${number}`;
    }),
    '',
  ].join('\r\n');

const upload = (node: string, file: string): Promise<Response> =>
  fetch(`${tidemark.url}/v1/nodes/${node}/registry`, {
    method: 'PATCH',
    headers: { 'content-type': 'text/x-ms-regedit' },
    body: file,
  });

beforeAll(async () => {
  tidemark = await Tidemark.start(undefined, { hasThread: true });
  for (const name of ['node-a', 'node-b']) await tidemark.send('POST /v1/nodes', { name });
  await upload('node-a', fileWith([]));
  const last = (await (await upload('node-b', fileWith([5, 4000]))).json()) as Json;
  at = String(last['position']);
  for (const node of ['node-a', 'node-b']) {
    const changes = [{ op: 'delete-key', key: KEY }];
    const { status } = await tidemark.send(`PATCH /v1/nodes/${node}/registry`, { changes });
    expect(status).toBe(200);
  }
});

afterAll(() => tidemark.stop());

const sides = (key: string): string => `left=node:node-a@${at}&right=node:node-b@${at}&key=${key}`;

test('two nodes of the past with many values are compared on another thread', async () => {
  const compare = jest.spyOn(tidemark.engine.comparisons, 'compare');
  const { body } = await tidemark.send(`GET /v1/diff?${sides(KEY)}&limit=1`);
  expect(compare).toHaveBeenCalledTimes(1);
  expect(body['summary']).toEqual({ added: 0, removed: 0, changed: 2 });
  const [first] = body['items'] as readonly Json[];
  expect(first).toMatchObject({
    ...{ key: KEY, name: 'Value 4000', change: 'changed' },
    left: { value: { type: 'REG_DWORD', number: 0 } },
    right: { value: { type: 'REG_DWORD', number: 1 } },
  });
  const { body: next } = await tidemark.send(
    `GET /v1/diff?${sides(KEY)}&limit=1&cursor=${String(body['next'])}`,
  );
  expect([(next['items'] as readonly Json[])[0]?.['name'], next['next']]).toEqual([
    'Value 5',
    null,
  ]);
  const { body: own } = await tidemark.send(
    `GET /v1/diff?left=node:node-a@${at}&right=node:node-a@${at}&key=${KEY}`,
  );
  expect(own).toMatchObject({
    same: true,
    left: { hash: (body['left'] as Json)['hash'] as string },
  });
});

test('the file of changes comes from there too', async () => {
  const answer = await fetch(encodeURI(`${tidemark.url}/v1/diff?${sides(KEY)}`), {
    headers: { accept: 'text/x-ms-regedit' },
  });
  const text = new TextDecoder('utf-16le').decode(await answer.arrayBuffer());
  expect(text).toContain(
    `[HKEY_LOCAL_MACHINE\\${KEY}]\r\n"Value 4000"=dword:00000001\r\n"Value 5"=dword:00000001\r\n`,
  );
});

test('few values are compared on the thread of the request', async () => {
  const compare = jest.spyOn(tidemark.engine.comparisons, 'compare').mockClear();
  const { body } = await tidemark.send(`GET /v1/diff?${sides('SOFTWARE\\Other')}`);
  expect(body).toMatchObject({ same: true, summary: { added: 0, removed: 0, changed: 0 } });
  expect(compare).toHaveBeenCalledTimes(0);
});
