import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { Tidemark, type Json } from './tidemark.js';

const KEY = 'SOFTWARE\\Acme';
const COUNT = 25;

let tidemark: Tidemark;

const nameAt = (index: number): string => `V${String(index).padStart(2, '0')}`;

beforeEach(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
  const changes = Array.from({ length: COUNT }, (_, index) => ({
    ...{ op: 'set', key: KEY, name: nameAt(index) },
    value: { type: 'REG_DWORD', number: index },
  }));
  const below = [0, 1, 2].map((number) => ({
    ...{ op: 'set', key: `${KEY}\\Sub ${number}`, name: 'Port' },
    value: { type: 'REG_DWORD', number },
  }));
  await tidemark.send('PATCH /v1/nodes/node-a/registry', { changes: [...changes, ...below] });
  await tidemark.send('PUT /v1/tags/then', {});
  await tidemark.edit('node-a', '1433');
});

afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const ask = (query: string): Promise<Json> =>
  tidemark.get(`/v1/nodes/node-a/registry?key=${KEY}&${query}`);

const names = ({ values }: Json): readonly unknown[] => (values as Json[]).map(({ name }) => name);

test.each(['', '&at=then'])('the pages of a key make up all its values%s', async (at) => {
  const whole = await ask(at);
  expect(whole).toMatchObject({ valueCount: COUNT });
  expect(whole['valuesBefore']).toBeUndefined();
  const pages: Json[] = [];
  for (let before = 0; before < COUNT; before += 10)
    pages.push(await ask(`maxValues=10&skipValues=${before}${at}`));
  expect(pages.flatMap(({ values }) => values as Json[])).toEqual(whole['values']);
  expect(pages.map((page) => page['valuesBefore'])).toEqual([0, 10, 20]);
  for (const page of pages) expect(page['valueCount']).toBe(COUNT);
});

test.each(['', '&at=then'])(
  'keys are shown without values, and with their number%s',
  async (at) => {
    const tree = await ask(`maxValues=0${at}`);
    expect(tree).toMatchObject({ exists: true, values: [], valueCount: COUNT, hasKeys: true });
    expect(tree['keys']).toMatchObject(
      [0, 1, 2].map((number) => ({ name: `Sub ${number}`, values: [], valueCount: 1 })),
    );
  },
);

test('a page begins with a value by its name, in any case', async () => {
  const page = await ask('maxValues=2&fromValue=v07');
  expect(names(page)).toEqual([nameAt(7), nameAt(8)]);
  expect(page['valuesBefore']).toBe(7);
  const none = await ask('maxValues=2&fromValue=Missing');
  expect([names(none), none['valuesBefore']]).toEqual([[], COUNT]);
});

test('a key that is not there has no values', async () => {
  const path = '/v1/nodes/node-a/registry?key=SOFTWARE\\None&maxValues=5';
  expect(await tidemark.get(path)).toMatchObject({ exists: false, values: [], valueCount: 0 });
});

test.each([
  ['skipValues=5', 'skipValues'],
  ['fromValue=x', 'fromValue'],
  ['maxValues=1001', 'maxValues'],
  ['maxValues=-1', 'maxValues'],
  ['maxValues=x', 'maxValues'],
  ['maxValues=5&depth=all', 'maxValues'],
  ['maxValues=5&skipValues=1&fromValue=x', 'skipValues'],
])('%s is refused with the name of the field', async (query, field) => {
  const answer = await tidemark.send(`GET /v1/nodes/node-a/registry?key=${KEY}&${query}`);
  expect([answer.status, JSON.stringify(answer.body['errors'])]).toEqual([
    400,
    expect.stringContaining(field),
  ]);
});

test('a page is for JSON alone', async () => {
  const path = `GET /v1/nodes/node-a/registry?key=${KEY}&maxValues=5`;
  const answer = await tidemark.send(path, undefined, { accept: 'text/x-ms-regedit' });
  expect(answer.status).toBe(400);
});
