import { beforeEach, describe, expect, test } from '@jest/globals';

import { lossyRole, set } from './lossy-role.js';
import { KEY, type Json, type Tidemark } from './tidemark.js';

const { current, online, move, change } = lossyRole();
let tidemark: Tidemark;
let checkpoint: string;

beforeEach(async () => {
  tidemark = current();
  const [first] = await tidemark.items('/v1/resources/Server/checkpoints');
  checkpoint = String(first?.['id']);
});

const diff = async (left: string, right: string, more = ''): Promise<Json> =>
  (await tidemark.send(`GET /v1/diff?left=${left}&right=${right}${more}`)).body;

const told = ({ items }: Json): unknown =>
  (items as Json[]).map(({ name, key, change: how, left, right }) => [
    name ?? key,
    how,
    left?.value.text ?? null,
    right?.value.text ?? null,
  ]);

describe('a diff of two moments of a node', () => {
  test('lists what was added, removed and changed, with the writers', async () => {
    const before = (await change('node-a', [set('Old', 'x')], 'ann')).body['position'] as string;
    await change(
      'node-a',
      [set('Port', '1'), set('New', 'y'), { op: 'delete-value', key: KEY, name: 'Old' }],
      'bob',
    );
    const found = await diff(`node:node-a@${before}`, 'node:node-a', `&key=${KEY}`);
    expect(told(found)).toEqual([
      ['New', 'added', null, 'y'],
      ['Old', 'removed', 'x', null],
      ['Port', 'changed', '1433', '1'],
    ]);
    expect(found).toMatchObject({
      same: false,
      summary: { added: 1, removed: 1, changed: 1 },
      left: { side: `node:node-a@${before}`, moment: { position: before } },
    });
    const [, , port] = found['items'] as Json[];
    expect(port).toMatchObject({ right: { writtenAt: { actor: 'bob' }, origin: null } });
  });

  test('finds keys that came and went', async () => {
    const before: unknown = (await change('node-a', [set('v', 'x', `${KEY}\\Gone`)])).body[
      'position'
    ];
    await change('node-a', [
      { op: 'delete-key', key: `${KEY}\\Gone` },
      { op: 'create-key', key: `${KEY}\\Empty` },
    ]);
    const found = await diff(`node:node-a@${String(before)}`, 'node:node-a');
    expect(told(found)).toEqual([
      [`${KEY}\\Empty`, 'added', null, null],
      ['v', 'removed', 'x', null],
    ]);
  });

  test('is empty between equal moments, whose hashes are equal', async () => {
    const found = await diff('node:node-a', 'node:node-a');
    expect(found).toMatchObject({ same: true, items: [], next: null });
    expect(found['left'].hash).toBe(found['right'].hash);
  });

  test('has pages, all of the first moment', async () => {
    await change(
      'node-a',
      ['A', 'B', 'C', 'D', 'E'].map((name) => set(name, name)),
    );
    const first = await diff('node:node-b', 'node:node-a', `&key=${KEY}&limit=4`);
    await change('node-a', [set('F', 'f')]);
    const rest = await diff(
      'node:node-b',
      'node:node-a',
      `&key=${KEY}&limit=4&cursor=${String(first['next'])}`,
    );
    expect(
      [...(first['items'] as Json[]), ...(rest['items'] as Json[])].map(
        ({ name }) => name as string,
      ),
    ).toEqual(['A', 'B', 'C', 'D', 'E', 'Port']);
    expect(rest['summary']).toEqual(first['summary']);
  });
});

describe('a diff with a stored copy', () => {
  test('narrows the node to its key', async () => {
    await change('node-b', [set('Other', 'x', 'SOFTWARE\\Other')]);
    expect(told(await diff('node:node-b', `checkpoint:${checkpoint}`))).toEqual([
      ['Port', 'added', null, '1433'],
    ]);
  });

  test('compares two captures', async () => {
    await online();
    await change('node-a', [set('Port', '2')], 'ann');
    const found = await diff(`capture:${checkpoint}/1`, `capture:${checkpoint}/2`);
    expect(told(found)).toEqual([['Port', 'changed', '1433', '2']]);
    expect((found['items'] as Json[])[0]).toMatchObject({
      right: { writtenAt: { actor: 'ann' } },
    });
  });

  test('takes the last capture of a past moment', async () => {
    const at = String((await tidemark.send('GET /v1/cluster')).headers.get('tidemark-position'));
    await online();
    await change('node-a', [set('Port', '2')]);
    expect(told(await diff(`checkpoint:${checkpoint}@${at}`, `checkpoint:${checkpoint}`))).toEqual([
      ['Port', 'changed', '1433', '2'],
    ]);
  });
});

describe('a diff as a .reg file', () => {
  test('turns left into right', async () => {
    await online();
    await move('node-b');
    await change('node-b', [set('A', 'a', `${KEY}\\Sub`), set('Port', 'b')]);
    await change('node-a', [set('Only', 'a', `${KEY}\\Gone`)]);
    const query = `left=node:node-a&right=node:node-b&key=${KEY}`;
    const file = await fetch(`${tidemark.url}/v1/diff?${encodeURI(query)}`, {
      headers: { accept: 'text/x-ms-regedit' },
    });
    const type = 'text/x-ms-regedit';
    const bytes = new Uint8Array(await file.arrayBuffer());
    await tidemark.send('PATCH /v1/nodes/node-a/registry', bytes, { 'content-type': type });
    expect(await diff('node:node-a', 'node:node-b', `&key=${KEY}`)).toMatchObject({ same: true });
  });
});

describe('a diff of the cluster', () => {
  test('lists properties of things and values of nodes', async () => {
    const at = String((await tidemark.send('GET /v1/cluster')).headers.get('tidemark-position'));
    await online();
    await move('node-b');
    const found = await diff(`cluster@${at}`, 'cluster');
    const items = found['items'] as Json[];
    expect(items).toContainEqual({
      thing: { kind: 'group', id: expect.any(String) as unknown, name: 'SQL' },
      ...{ property: 'owner', left: 'node-a', right: 'node-b' },
    });
    expect(items).toContainEqual(
      expect.objectContaining({ node: 'node-b', name: 'Port', change: 'added' }),
    );
    expect(found['same']).toBe(false);
    expect(await diff('cluster', 'cluster')).toMatchObject({ same: true, items: [] });
  });

  test('has pages', async () => {
    const first = await diff('cluster@1', 'cluster', '&limit=7');
    const all: Json[] = [...(first['items'] as Json[])];
    for (let { next } = first; next !== null;) {
      const page = await diff('cluster@1', 'cluster', `&limit=7&cursor=${String(next)}`);
      all.push(...(page['items'] as Json[]));
      next = page['next'] as unknown;
    }
    const { items } = await diff('cluster@1', 'cluster', '&limit=1000');
    expect(all).toEqual(items);
  });
});

describe('a diff refuses', () => {
  test.each([
    ['a side of no form', 'x', 'node:node-a', 400, '/left'],
    ['a missing side', 'node:node-a', '', 400, '/right'],
    ['a moment of no form', 'node:node-a', 'node:node-a@then?', 400, '/right'],
    ['an unknown tag', 'node:node-a', 'node:node-a@then', 404, '/right'],
    ['a future moment', 'node:node-a@999999999999999', 'node:node-a', 400, '/left'],
    ['an unknown node', 'node:node-z', 'node:node-a', 404, undefined],
    ['an unknown checkpoint', 'node:node-a', 'checkpoint:x', 404, undefined],
    ['an unknown capture', 'node:node-a', 'capture:{}/9', 404, undefined],
    ['a cluster beside a node', 'cluster', 'node:node-a', 400, '/left'],
  ])('%s', async (_, left, right, status, pointer) => {
    const sides = `left=${left}&right=${right}`.replace('{}', checkpoint);
    const answer = await tidemark.send(`GET /v1/diff?${sides}`);
    expect([answer.status, answer.body['errors']?.[0].pointer]).toEqual([status, pointer]);
  });

  test('a key beside the stored copy', async () => {
    const { status, body } = await tidemark.send(
      `GET /v1/diff?left=node:node-a&right=checkpoint:${checkpoint}&key=SYSTEM`,
    );
    expect([status, body['errors'][0].pointer]).toEqual([400, '/key']);
  });
});
