import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { Tidemark, type Json } from './tidemark.js';

const REG = { 'content-type': 'text/x-ms-regedit' };
const HEAD = 'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\In]\r\n';
const MEBIBYTE = 1024 * 1024;

let tidemark: Tidemark;
beforeAll(async () => {
  tidemark = await Tidemark.start();
  await tidemark.send('POST /v1/nodes', { name: 'node-a' });
});
afterAll(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const registry = (): Promise<Json> =>
  tidemark.get('/v1/nodes/node-a/registry?key=SOFTWARE\\In&depth=all');

/** A request whose body is sent piece by piece. */
const begin = (): ClientRequest =>
  request(`${tidemark.url}/v1/nodes/node-a/registry`, { method: 'PATCH', headers: REG });

/** Sends a piece once there is room for it. */
const send = async (sending: ClientRequest, piece: string | Buffer): Promise<void> => {
  if (!sending.write(piece)) await once(sending, 'drain');
};

const answerOf = async (sending: ClientRequest): Promise<readonly [number, Json]> => {
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  sending.end();
  const [answer] = await answered;
  return [answer.statusCode ?? 0, (await json(answer)) as Json];
};

describe('a .reg file that comes in pieces', () => {
  test('has the same effect as in one piece', async () => {
    const sending = begin();
    for (const piece of [HEAD.slice(0, 20), HEAD.slice(20), '"a"="o', 'ne"\r\n"b"=hex:0', '1\r\n'])
      await send(sending, piece);
    const [status, body] = await answerOf(sending);
    expect([status, body['result']]).toMatchObject([200, { node: 'node-a', view: '64-bit' }]);
    expect((await registry())['values']).toMatchObject([
      { name: 'a', value: { text: 'one' } },
      { name: 'b', value: { hex: '01' } },
    ]);
  });

  test('lets others have many turns while it is read and carried out', async () => {
    const values = Array.from(
      { length: 20_000 },
      (_, index) => `"long ${index}"="${'x'.repeat(80)}"`,
    );
    const file = `${HEAD}${values.join('\r\n')}\r\n`;
    let rounds = 0;
    let isOver = false;
    const go = (): void => {
      rounds += 1;
      if (!isOver) setImmediate(go);
    };
    setImmediate(go);
    const before = tidemark.fingerprint();
    const answer = await tidemark.send('PATCH /v1/nodes/node-a/registry', file, REG);
    isOver = true;
    expect(answer.status).toBe(200);
    expect(tidemark.fingerprint()).not.toBe(before);
    const pieces = file.length / (64 * 1024);
    expect(rounds).toBeGreaterThan(15 * pieces);
  });

  test('is refused at its first wrong line, whatever follows, and changes nothing', async () => {
    const before = tidemark.fingerprint();
    const sending = begin();
    await send(sending, `${HEAD}"good"="1"\r\n"bad"=1\r\n`);
    for (let piece = 0; piece < 20; piece += 1) await send(sending, `;${' '.repeat(MEBIBYTE)}\r\n`);
    const [status, body] = await answerOf(sending);
    expect([status, body['errors']]).toMatchObject([400, [{ line: 5, column: 7 }]]);
    expect(tidemark.fingerprint()).toBe(before);
  });

  test('that never ends changes nothing', async () => {
    const before = tidemark.fingerprint();
    const sending = begin();
    const broken = once(sending, 'error');
    await send(sending, `${HEAD}"good"="1"\r\n`);
    sending.destroy(new Error('went away'));
    await broken;
    expect((await tidemark.send('GET /healthz')).status).toBe(200);
    expect(tidemark.fingerprint()).toBe(before);
  });

  test('may be 64 MiB long and no longer', async () => {
    const before = tidemark.fingerprint();
    const sending = begin();
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
    const line = Buffer.from(`;${' '.repeat(MEBIBYTE - 2)}\n`);
    await send(sending, HEAD);
    for (let piece = 0; piece < 64; piece += 1) sending.write(line);
    const [answer] = await answered;
    expect([answer.statusCode, await json(answer)]).toMatchObject([413, { status: 413 }]);
    sending.destroy();
    const announced = request(`${tidemark.url}/v1/nodes/node-a/registry`, {
      method: 'PATCH',
      headers: { ...REG, 'content-length': 64 * MEBIBYTE + 1 },
    });
    announced.flushHeaders();
    const [refused] = (await once(announced, 'response')) as [IncomingMessage];
    expect(refused.statusCode).toBe(413);
    announced.destroy();
    expect(tidemark.fingerprint()).toBe(before);
  });
});

test('a file that is longer than the memory for it is imported whole', async () => {
  const text = (index: number): string => `${index} `.repeat(50_000);
  const lines = Array.from({ length: 60 }, (_, index) => `"v${index}"="${text(index)}"`);
  const file = HEAD.replace('\\In]', '\\In\\Large]') + lines.join('\r\n');
  const { status, body } = await tidemark.send('PATCH /v1/nodes/node-a/registry', file, REG);
  expect(status).toBe(200);
  expect((body['events'] as Json[]).length).toBeGreaterThan(10);
  const { keys } = await registry();
  const values = (keys as Json[])[0]?.['values'] as Json[];
  expect(values.map(({ name }) => name as string).sort()).toEqual(
    lines.map((_, index) => `v${index}`).sort(),
  );
  for (const { name, value } of values)
    expect((value as Json)['text']).toBe(text(Number((name as string).slice(1))));
});

test('a long file that changes nothing writes nothing', async () => {
  const lines = Array.from({ length: 1200 }, (_, at) => `"s${at}"="${'x'.repeat(1024)}"`);
  const file = `${HEAD.replace('\\In]', '\\Same]')}${lines.join('\r\n')}\r\n`;
  const first = await tidemark.send('PATCH /v1/nodes/node-a/registry', file, REG);
  expect((first.body['events'] as Json[]).length).toBeGreaterThan(1);
  const before = tidemark.fingerprint();
  const again = await tidemark.send('PATCH /v1/nodes/node-a/registry', file, REG);
  expect([again.status, again.body['events']]).toEqual([200, []]);
  expect(tidemark.fingerprint()).toBe(before);
  const more = await tidemark.send('PATCH /v1/nodes/node-a/registry', `${file}"z"="1"\r\n`, REG);
  expect((more.body['events'] as Json[]).length).toBeGreaterThan(1);
});

test('the changes of a long file are listed in pages that fit into an answer', async () => {
  const lines = Array.from({ length: 12 * 1024 }, (_, at) => `"l${at}"="${'x'.repeat(1024)}"`);
  const file = `${HEAD}${lines.join('\r\n')}\r\n`;
  const imported = await tidemark.send('PATCH /v1/nodes/node-a/registry', file, REG);
  expect(imported.status).toBe(200);
  const path = `/v1/events?operation=${String(imported.body['operation'])}&limit=1000`;
  const revisions: number[] = [];
  let pages = 0;
  for (let cursor = ''; ; pages += 1) {
    const { items, next } = await tidemark.get(`${path}${cursor}`);
    revisions.push(...(items as Json[]).map((event) => Number(event['revision'])));
    if (next === null) break;
    expect((items as Json[]).length).toBeLessThan(1000);
    cursor = `&cursor=${String(next)}`;
  }
  expect(pages).toBe(1);
  expect(revisions).toEqual(
    (imported.body['events'] as Json[]).map((event) => Number(event['revision'])),
  );
});

test('a file under an Idempotency-Key is recognised by its bytes', async () => {
  const send = (line: string): Promise<Awaited<ReturnType<Tidemark['send']>>> =>
    tidemark.send('PATCH /v1/nodes/node-a/registry', HEAD + line, {
      ...REG,
      'idempotency-key': 'file',
    });
  const first = await send('"key"="1"');
  const again = await send('"key"="1"');
  expect(again.body['events']).toEqual(first.body['events']);
  const { status, body } = await send('"key"="2"');
  expect([status, body['type']]).toEqual([422, 'urn:tidemark:problem:idempotency-key-reused']);
});

test('a file for a route without files is refused before it is read', async () => {
  for (const route of ['POST /v1/nodes', 'POST /v1/batch', 'PATCH /v1/cluster']) {
    const { status, body } = await tidemark.send(route, `${HEAD}bad`, REG);
    expect([status, body['status']]).toEqual([415, 415]);
  }
});

test('a file with an unknown view is refused because of the view', async () => {
  const route = 'PATCH /v1/nodes/node-a/registry?view=16-bit';
  const { status, body } = await tidemark.send(route, `${HEAD}"a"="x"`, REG);
  expect([status, body['errors']]).toMatchObject([400, [{ pointer: '/view' }]]);
});
