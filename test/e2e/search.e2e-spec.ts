import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Answer, type Json } from './tidemark.js';

const pointersOf = ({ body }: Answer): readonly string[] =>
  ((body['errors'] ?? []) as Json[]).map(({ pointer }) => String(pointer));

describe('a search', () => {
  let tidemark: Tidemark;

  const ask = (query: string): Promise<Answer> => tidemark.send(`GET /v1/search?${query}`);
  const found = async (query: string): Promise<readonly Json[]> =>
    (await ask(query)).body['items'] as Json[];
  const namesOf = (items: readonly Json[]): readonly string[] =>
    items.map(({ name }) => String(name));

  const set = (node: string, name: string, value: Json): Promise<Answer> =>
    tidemark.send(`PATCH /v1/nodes/${node}/registry`, {
      changes: [{ op: 'set', key: KEY, name, value }],
    });

  beforeAll(async () => {
    tidemark = await Tidemark.start(undefined, {
      environment: { TIDEMARK_REDACT: '*password*,Hidden' },
    });
    await tidemark.form();
    await set('node-a', 'Server', { type: 'REG_SZ', text: 'db-01.Contoso.com' });
    await set('node-a', 'Path', { type: 'REG_EXPAND_SZ', text: '%windir%\\Contoso' });
    await set('node-a', 'List', { type: 'REG_MULTI_SZ', texts: ['one', 'CONTOSO'] });
    await set('node-a', 'Port', { type: 'REG_DWORD', number: 1433 });
    await set('node-a', 'Big', { type: 'REG_QWORD', qword: '18446744073709551615' });
    await set('node-a', 'Swapped', { type: 'REG_DWORD_BIG_ENDIAN', number: 1433 });
    await set('node-a', 'Password', { type: 'REG_SZ', text: 'contoso secret' });
    await set('node-a', 'Hidden', { type: 'REG_DWORD', number: 1433 });
    await set('node-a', 'Bytes', { type: 'REG_BINARY', hex: '636f6e746f736f' });
    await tidemark.addCheckpoint('Server');
    await tidemark.send('POST /v1/resources/Server/online', {});
    await set('node-a', 'Server', { type: 'REG_SZ', text: 'db-02.fabrikam.com' });
    await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' });
  });

  afterAll(() => tidemark.stop());

  test('finds texts of every type by a part of them, regardless of case, newest first', async () => {
    const items = await found('text=CONTOSO&node=node-a');
    expect(namesOf(items)).toEqual(['List', 'Path', 'Server']);
    const [item] = await found('text=contoso.COM');
    expect(item).toMatchObject({
      ...{ node: 'node-a', key: KEY, name: 'Server' },
      value: { type: 'REG_SZ', text: 'db-01.Contoso.com' },
      writtenAt: { actor: 'anonymous' },
      origin: null,
    });
    expect(item?.['endedAt']).not.toBeNull();
    const written = item?.['writtenAt'] as Json;
    const [event] = await tidemark.items(`/v1/events?around=${written['position']}&limit=1`);
    expect(event?.['id']).toBe(written['event']);
  });

  test('finds numbers as a whole, in decimal and hexadecimal', async () => {
    for (const text of ['1433', '0x599', '0X0599', '01433'])
      expect(new Set(namesOf(await found(`text=${text}&node=node-a`)))).toEqual(
        new Set(['Port', 'Swapped']),
      );
    expect(namesOf(await found('text=0xffffffffffffffff&node=node-a'))).toEqual(['Big']);
    expect(await found('text=143')).toEqual([]);
    expect(namesOf(await found('text=1433&node=node-a&type=REG_DWORD'))).toEqual(['Port']);
  });

  test('never finds a value with the name of a secret', async () => {
    expect(await found('text=secret')).toEqual([]);
    expect(namesOf(await found('text=1433'))).not.toContain('Hidden');
    expect(JSON.stringify(await found('text=cont&limit=1000'))).not.toContain('Password');
  });

  test('finds texts of less than three characters', async () => {
    const names = namesOf(await found('text=d&node=node-a'));
    expect(names).toEqual(['Server', 'Path', 'Server']);
  });

  test('says which nodes and captures have the value still, or had it last', async () => {
    const [now] = await found('text=fabrikam&node=node-a');
    const [{ id }] = (await tidemark.items('/v1/resources/Server/checkpoints')) as [Json];
    expect(now?.['lastHeld']).toMatchObject({ still: true, nodes: ['node-a', 'node-b'] });
    const captures = now?.['lastHeld'].captures as Json[];
    expect(captures).toMatchObject([{ resource: 'Server', checkpoint: id as string }]);
    const [restored] = await found('text=fabrikam&node=node-b');
    expect(restored?.['origin']).toMatchObject({ node: 'node-a' });
    const [before] = await found('text=db-01');
    expect(before?.['lastHeld']).toMatchObject({ still: false, nodes: ['node-a'] });
    expect(before?.['lastHeld'].captures).toMatchObject([{ number: 1 }]);
  });

  test('answers about the past as it was', async () => {
    const [old] = await found('text=db-01');
    const position = String((old?.['writtenAt'] as Json)['position']);
    const [then] = await found(`text=db-01&at=${position}`);
    expect(then).toMatchObject({ endedAt: null, lastHeld: { still: true, nodes: ['node-a'] } });
    expect(await found(`text=db-01&to=${String(BigInt(position) - 1n)}`)).toEqual([]);
    expect(await found(`text=db-01&from=${String(BigInt(position) + 1n)}`)).toEqual([]);
  });

  test('goes on from page to page, and keeps its cursor to itself', async () => {
    const whole = await found('text=contoso&limit=100');
    const paged: Json[] = [];
    let cursor = '';
    do {
      const { body } = await ask(`text=contoso&limit=1${cursor}`);
      paged.push(...(body['items'] as Json[]));
      cursor = body['next'] === null ? '' : `&cursor=${String(body['next'])}`;
    } while (cursor !== '');
    expect(paged).toEqual(whole);
    const { body } = await ask('text=contoso&limit=1');
    const other = await ask(`text=other&limit=1&cursor=${String(body['next'])}`);
    expect([other.status, pointersOf(other)]).toEqual([400, ['/cursor']]);
  });

  test.each([
    ['', 400, '/text'],
    ['text=', 400, '/text'],
    ['text=x&type=REG_BINARY', 400, '/type'],
    ['text=x&type=REG_DWORD', 400, '/text'],
    ['text=18446744073709551616&type=REG_QWORD', 400, '/text'],
    ['text=x&from=9&to=8', 400, '/from'],
  ])('%s is refused', async (query, status, pointer) => {
    const answer = await ask(query);
    expect([answer.status, pointersOf(answer)]).toEqual([status, [pointer]]);
  });

  test('an unknown node is refused', async () => {
    expect((await ask('text=x&node=nobody')).status).toBe(404);
  });
});
