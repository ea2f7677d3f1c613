import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { requestsOf } from './asking.js';
import { KEY, Tidemark, type Answer, type Json } from './tidemark.js';

/** The reference of the `Link` to the next page. */
const nextLink = ({ headers }: Answer): string | undefined =>
  /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];

const pointersOf = ({ body }: Answer): readonly string[] =>
  ((body['errors'] ?? []) as Json[]).map(({ pointer }) => String(pointer));

describe('the lists of a small cluster', () => {
  let tidemark: Tidemark;
  let checkpoint: string;
  let lost: string;

  const ask = (path: string): Promise<Answer> => tidemark.send(`GET ${path}`);

  /** The items of a list, page by page, along the links. */
  const walk = async (path: string, between?: () => Promise<unknown>): Promise<readonly Json[]> => {
    const [bare = ''] = path.split('?', 1);
    const found: Json[] = [];
    for (let next: string | undefined = path; next !== undefined;) {
      const answer = await fetch(`${tidemark.url}${next}`);
      const body = (await answer.json()) as Json;
      expect([next, answer.status]).toEqual([next, 200]);
      found.push(...(body['items'] as Json[]));
      const link = nextLink({ status: 200, headers: answer.headers, body });
      expect(link === undefined).toBe(body['next'] === null);
      next = link === undefined ? undefined : `${bare}${link}`;
      await between?.();
    }
    return found;
  };

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await tidemark.role('Web', 'Site');
    await tidemark.edit('node-a', 'first');
    await tidemark.edit('node-a', 'sub', [`${KEY}\\Sub`, 'Name']);
    await tidemark.addCheckpoint('Server');
    await tidemark.send(`POST /v1/resources/Server/checkpoints`, { key: 'SOFTWARE' });
    for (const name of ['x', 'y', 'z'])
      await tidemark.send(`PUT /v1/nodes/node-b/registry/holds?key=SOFTWARE\\${name}`, {
        holder: name,
      });
    const [first] = await tidemark.items('/v1/resources/Server/checkpoints');
    checkpoint = String(first?.['id']);
    await tidemark.send('POST /v1/resources/Server/online');
    for (const text of ['second', 'third']) await tidemark.edit('node-a', text);
    await tidemark.send('POST /v1/resources/Server/offline');
    await tidemark.edit('node-a', 'lost');
    await tidemark.edit('node-a', 'lost too', [`${KEY}\\Sub`, 'Name']);
    await tidemark.edit('node-a', 'new', [`${KEY}\\New`, 'One']);
    await tidemark.edit('node-a', 'new', [`${KEY}\\New`, 'Two']);
    await tidemark.send('POST /v1/resources/Server/online');
    const losses = await tidemark.items('/v1/lost-writes');
    lost = String(losses.find(({ name }) => name === null)?.['id']);
  });

  afterAll(() => tidemark.stop());

  /** Every list, with filters; each has more than one item. */
  const lists = (): readonly string[] => [
    `/v1/events?actor=anonymous&type=RegistryChanged`,
    `/v1/events?node=node-a&order=newest&key=${encodeURIComponent(KEY)}`,
    '/v1/operations?consistency=strong',
    '/v1/nodes?',
    '/v1/groups?',
    '/v1/resources?',
    '/v1/resource-types?',
    '/v1/nodes/node-b/registry/holds?',
    `/v1/nodes/node-a/registry/history?key=${encodeURIComponent(KEY)}&name=Port`,
    '/v1/checkpoints?kind=registry&owner=node-a',
    '/v1/resources/Server/checkpoints?',
    `/v1/resources/Server/checkpoints/${checkpoint}/captures?`,
    '/v1/lost-writes?rule=R2&node=node-a',
    `/v1/lost-writes/${lost}/values?`,
  ];

  test('a link to the next page keeps the filters and the limit, and all pages are of one moment', async () => {
    let edits = 0;
    for (const path of lists()) {
      const whole = await tidemark.items(`${decodeURIComponent(path)}&limit=1000`);
      expect([path, whole.length > 1]).toEqual([path, true]);
      const paged = await walk(`${path}&limit=1`, () => {
        edits += 1;
        return tidemark.edit('node-a', `edit ${edits}`);
      });
      expect([path, paged]).toEqual([path, whole]);
    }
  });

  test('a cursor is refused with another path, another filter, another moment, and with nonsense', async () => {
    const cursors = await Promise.all(
      lists().map(
        async (path) =>
          [
            path,
            (await ask(`${decodeURIComponent(path)}&limit=1`)).body['next'] as string,
          ] as const,
      ),
    );
    const [head] = await tidemark.items('/v1/events?order=newest&limit=1');
    const at = String(head?.['position']);
    for (const [index, [path, cursor]] of cursors.entries()) {
      const [other] = cursors[(index + 1) % cursors.length] ?? [''];
      const plain = decodeURIComponent(path);
      for (const wrong of [
        `${decodeURIComponent(other)}&cursor=${cursor}`,
        `${plain}&at=${String(BigInt(at) - 1n)}&cursor=${cursor}`,
        `${plain}&cursor=${cursor.slice(1)}`,
        `${plain}&cursor=1`,
      ]) {
        const answer = await ask(wrong);
        expect([wrong, answer.status, pointersOf(answer)]).toEqual([wrong, 400, ['/cursor']]);
      }
      const typed = plain.endsWith('?') ? `${plain}limit=2` : plain.replace(/&.*/, '');
      const status = plain.endsWith('?') ? 200 : 400;
      if (typed !== plain)
        expect([typed, (await ask(`${typed}&cursor=${cursor}`)).status]).toEqual([typed, status]);
    }
  });

  test('a cursor goes with a thing by its name and by its id, and with no other thing', async () => {
    const node = await tidemark.get('/v1/nodes/node-b');
    const resource = await tidemark.get('/v1/resources/Server');
    const asked: readonly (readonly [form: (name: string) => string, spellings: string[]])[] = [
      [
        (name) => `/v1/nodes/${name}/registry/holds?limit=1`,
        ['node-b', 'NODE-B', String(node['id'])],
      ],
      [(name) => `/v1/events?limit=1&node=${name}`, ['node-b', String(node['id'])]],
      [(name) => `/v1/resources/${name}/checkpoints?limit=1`, ['Server', String(resource['id'])]],
      [(name) => `/v1/events?limit=1&resource=${name}`, ['server', String(resource['id'])]],
    ];
    for (const [form, spellings] of asked) {
      const pages = await Promise.all(
        spellings.map(async (spelling) => (await ask(form(spelling))).body['next'] as string),
      );
      for (const cursor of pages) {
        for (const spelling of spellings)
          expect((await ask(`${form(spelling)}&cursor=${cursor}`)).status).toBe(200);
        const other = form('').includes('nodes/') || form('').includes('node=') ? 'node-a' : 'Site';
        const answer = await ask(`${form(other)}&cursor=${cursor}`);
        expect([form(other), answer.status, pointersOf(answer)]).toEqual([
          form(other),
          400,
          ['/cursor'],
        ]);
      }
    }
  });

  test('a cursor goes with the position of its first page, however the moment is given', async () => {
    const [event] = await tidemark.items('/v1/events?order=newest&limit=1');
    const instant = String(event?.['recordedAt']);
    for (const at of [String(event?.['position']), instant]) {
      const first = await ask(`/v1/events?limit=1&at=${at}`);
      const { next } = first.body as { next: string };
      expect(nextLink(first)).toContain(`at=${encodeURIComponent(at)}`);
      for (const again of [
        `&at=${at}`,
        '',
        `&at=${first.headers.get('tidemark-position') ?? ''}`,
      ]) {
        const second = await ask(`/v1/events?limit=1${again}&cursor=${next}`);
        expect(second.status).toBe(200);
        expect(second.headers.get('tidemark-position')).toBe(
          first.headers.get('tidemark-position'),
        );
      }
    }
  });

  test('a cursor of another log is refused', async () => {
    const other = await Tidemark.start();
    try {
      await other.form();
      const { next } = (await other.send('GET /v1/nodes?limit=1')).body as { next: string };
      expect((await other.send(`GET /v1/nodes?limit=1&cursor=${next}`)).status).toBe(200);
      const answer = await ask(`/v1/nodes?limit=1&cursor=${next}`);
      expect([answer.status, pointersOf(answer)]).toEqual([400, ['/cursor']]);
    } finally {
      await other.stop();
    }
  });

  test('every route below /v1 refuses an unknown query parameter, names it, and lists the known ones', async () => {
    const requests = requestsOf(tidemark.parts.app).filter(([, path]) => path.startsWith('/v1/'));
    expect(requests.length).toBeGreaterThan(60);
    for (const [method, pattern] of requests) {
      const path = pattern.replaceAll(/:\w+/g, 'none');
      const url = `${tidemark.url}${path}?nonsense=1`;
      const answer = await fetch(url, { method });
      expect([method, path, answer.status]).toEqual([method, path, 400]);
      if (method === 'HEAD') continue;
      const { errors } = (await answer.json()) as Json;
      const [fault] = errors as Json[];
      expect(fault?.['pointer']).toBe('/nonsense');
      expect(fault?.['detail']).toMatch(
        /^unknown query parameter "nonsense"; (known are \w+|this route has none)/,
      );
    }
  });

  test('a command of a batch refuses an unknown query parameter alone', async () => {
    const commands = [
      { method: 'POST', path: '/v1/groups/SQL/offline?nonsense=1' },
      { method: 'PATCH', path: '/v1/groups/Web', body: { name: 'Web' } },
    ];
    const { body } = await tidemark.send('POST /v1/batch', { commands });
    const results = body['results'] as Json[];
    expect(results.map(({ status }) => status as number)).toEqual([400, 200]);
    expect(results[0]?.['body'].errors[0].pointer).toBe('/nonsense');
  });
});
