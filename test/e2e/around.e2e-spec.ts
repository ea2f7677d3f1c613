import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { Tidemark, type Answer, type Json } from './tidemark.js';

const FUTURE = '99999999999999999';
const links = ({ headers }: Answer): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...(headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)].map(
      ([, reference = '', rel = '']) => [rel, reference] as const,
    ),
  );

const pointersOf = ({ body }: Answer): readonly string[] =>
  ((body['errors'] ?? []) as Json[]).map(({ pointer }) => String(pointer));

describe('the events around a position', () => {
  let tidemark: Tidemark;
  let all: readonly Json[];

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      await tidemark.edit('node-a', text);
      await tidemark.edit('node-b', text);
      await tidemark.pass(1000);
    }
    all = await tidemark.items('/v1/events?limit=1000');
  });

  afterAll(() => tidemark.stop());

  const ask = (query: string): Promise<Answer> => tidemark.send(`GET /v1/events?${query}`);
  const itemsOf = ({ body }: Answer): readonly Json[] => body['items'] as Json[];
  const positionOf = (item: Json | undefined): number => Number(item?.['position']);

  /** All pages that follow the links in one direction. */
  const along = async (answer: Answer, rel: 'next' | 'prev'): Promise<readonly Json[]> => {
    const found: Json[][] = [];
    for (let page = links(answer)[rel]; page !== undefined;) {
      const { headers, status, body } = await ask(decodeURIComponent(page.slice(1)));
      found.push(body['items'] as Json[]);
      expect(found.at(-1)).not.toEqual([]);
      page = links({ headers, status, body })[rel];
      // A page that a link leads to has one that leads back.
      expect(body[rel === 'next' ? 'prev' : 'next']).not.toBeNull();
    }
    return (rel === 'prev' ? found.toReversed() : found).flat();
  };

  test('half of a page comes before the position, which begins the other half', async () => {
    const middle = Math.floor(all.length / 2);
    const answer = await ask(`limit=6&around=${positionOf(all[middle])}`);
    expect(itemsOf(answer)).toEqual(all.slice(middle - 3, middle + 3));
    const newest = await ask(`limit=6&order=newest&around=${positionOf(all[middle])}`);
    expect(itemsOf(newest)).toEqual(all.slice(middle - 3, middle + 3).toReversed());
  });

  test('the pages in both directions are the whole list, from every position, with filters too', async () => {
    const last = positionOf(all.at(-1));
    const positions = [0, 1, positionOf(all[0]), positionOf(all[7]) + 1, last - 1, last];
    const node = await tidemark.get('/v1/nodes/node-b');
    const filters: readonly (readonly [string, (item: Json) => boolean])[] = [
      ['', () => true],
      ['&type=RegistryChanged', ({ type }) => type === 'RegistryChanged'],
      [
        '&node=node-b&type=RegistryChanged&key=SOFTWARE',
        ({ type, stream }) =>
          type === 'RegistryChanged' && String(stream).endsWith(String(node['id'])),
      ],
      [
        `&from=${positionOf(all[5])}&to=${positionOf(all[9])}`,
        (item) => positionOf(item) >= positionOf(all[5]) && positionOf(item) <= positionOf(all[9]),
      ],
    ];
    const asked = ['oldest', 'newest'].flatMap((order) =>
      filters.map(([filter, isWanted]) => {
        const wanted = all.filter(isWanted);
        return { order, filter, wanted: order === 'newest' ? wanted.toReversed() : wanted };
      }),
    );
    for (const { order, filter, wanted } of asked)
      for (const [index, around] of positions.entries()) {
        const first = await ask(`limit=${index + 1}&order=${order}&around=${around}${filter}`);
        const found = [
          await along(first, 'prev'),
          itemsOf(first),
          await along(first, 'next'),
        ].flat();
        expect([around, filter, found]).toEqual([around, filter, wanted]);
        expect(itemsOf(first).length).toBe(Math.min(index + 1, wanted.length));
      }
  });

  test('the pages stay those of the first moment while events come', async () => {
    const first = await ask(`limit=2&around=${positionOf(all.at(-1))}`);
    expect(links(first)['next']).toBeUndefined();
    const before = await ask(`limit=2&around=${positionOf(all[4])}`);
    await tidemark.edit('node-a', 'later');
    const later = await along(before, 'next');
    expect(later.at(-1)).toEqual(all.at(-1));
  });

  test('an instant stands for the last event recorded by then', async () => {
    const item = all.find(({ recordedAt }) => recordedAt !== all[0]?.['recordedAt']);
    const at = String(item?.['recordedAt']);
    const last = all.findLastIndex(({ recordedAt }) => String(recordedAt) <= at);
    expect(itemsOf(await ask(`limit=1&around=${at}`))).toEqual([all[last]]);
  });

  test('a future position or instant, and a text that is neither, are refused', async () => {
    for (const [around, type] of [
      [FUTURE, 'future-position'],
      ['2999-01-01T00:00:00Z', 'future-position'],
      ['so on', 'malformed-request'],
      ['-1', 'malformed-request'],
    ] as const) {
      const answer = await ask(`around=${around}`);
      expect([around, answer.status, pointersOf(answer)]).toEqual([around, 400, ['/around']]);
      expect(answer.body['type']).toBe(`urn:tidemark:problem:${type}`);
    }
  });

  test('a cursor goes with its position, and a list without one has no way back', async () => {
    const { body } = await ask(`limit=2&around=${positionOf(all[4])}`);
    for (const cursor of [body['next'], body['prev']] as string[])
      for (const query of ['', `&around=${positionOf(all[5])}`]) {
        const answer = await ask(`limit=2${query}&cursor=${cursor}`);
        expect([answer.status, pointersOf(answer)]).toEqual([400, ['/cursor']]);
      }
    expect(Object.keys((await ask('limit=1')).body)).toEqual(['items', 'next']);
  });
});
