import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { Tidemark, type Answer, type Json } from './tidemark.js';

const HOUR = 3_600_000;

const pointersOf = ({ body }: Answer): readonly string[] =>
  ((body['errors'] ?? []) as Json[]).map(({ pointer }) => String(pointer));

describe('a timeline', () => {
  let tidemark: Tidemark;

  const ask = (query: string): Promise<Answer> => tidemark.send(`GET /v1/timeline?${query}`);
  const laneOf = async (name: string, query: string): Promise<Json> => {
    const { body } = await ask(query);
    return (body['lanes'] as Json[]).find((lane) => lane['name'] === name) ?? {};
  };
  const kindsOf = (lane: Json): readonly string[] =>
    (lane['spans'] as Json[]).map(({ kind }) => String(kind));

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await tidemark.pass(1000);
    await tidemark.send('PATCH /v1/resources/Server', { restartAction: 1, restartThreshold: 0 });
    await tidemark.send('POST /v1/resources/Server/online', {});
    await tidemark.pass(1000);
    await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' });
    await tidemark.pass(1000);
    await tidemark.send('POST /v1/nodes/node-a/pause', {});
  });

  afterAll(() => tidemark.stop());

  test('a log without events has no lanes', async () => {
    const empty = await Tidemark.start();
    try {
      const { status, body } = await empty.send('GET /v1/timeline');
      expect([status, body['lanes'], body['due']]).toEqual([200, [], []]);
      const none = await empty.get('/v1/timeline?at=0');
      expect(none).toMatchObject({ from: { recordedAt: null }, to: { recordedAt: null } });
    } finally {
      await empty.stop();
    }
  });

  test('a lane has the states, the owners and the operations that the reads of each moment have', async () => {
    const events = await tidemark.items('/v1/events?limit=1000');
    const [node, group] = [
      await laneOf('node-a', 'lanes=nodes'),
      await laneOf('SQL', 'lanes=groups'),
    ];
    const during = (lane: Json, position: number): readonly Json[] =>
      (lane['spans'] as Json[]).filter(
        ({ from, to }) =>
          Number(from.position) <= position && (to === null || Number(to.position) > position),
      );
    for (const position of events.map((event) => String(event['position']))) {
      const [ofNode, ofGroup] = await Promise.all(
        ['nodes/node-a', 'groups/SQL'].map((path) => tidemark.get(`/v1/${path}?at=${position}`)),
      );
      const nodes = during(node, Number(position)).map(({ kind }) => String(kind));
      if (ofNode?.['id'] !== undefined) expect(nodes).toContain(ofNode['state']);
      if (ofGroup?.['id'] === undefined) continue;
      const groups = during(group, Number(position));
      expect(groups.map(({ kind }) => String(kind))).toContain(ofGroup['state']);
      const operation = groups.find(({ kind }) =>
        /^(move|online|offline|restart)$/.test(String(kind)),
      );
      expect(operation?.['id'] ?? null).toBe(ofGroup['operation']);
      expect(groups.find(({ kind }) => kind === 'owner')).toBeDefined();
    }
    expect(kindsOf(group)).toEqual(
      expect.arrayContaining(['Offline', 'Pending', 'Online', 'move']),
    );
    expect(kindsOf(node)).toEqual(['Down', 'Up', 'Paused']);
  });

  test('a bucket counts the events that a list between its edges has', async () => {
    const lane = await laneOf('node-a', 'buckets=7');
    const buckets = lane['buckets'] as Json[];
    expect(buckets.length).toBeGreaterThan(1);
    for (const { from, to, counts } of buckets) {
      const last = new Date(Date.parse(String(to)) - (to === buckets.at(-1)?.['to'] ? 0 : 1));
      const events = await tidemark.items(
        `/v1/events?node=node-a&limit=1000&from=${String(from)}&to=${last.toISOString()}`,
      );
      const types = Map.groupBy(events, ({ type }) => String(type));
      expect(counts).toEqual(
        Object.fromEntries([...types].map(([type, all]) => [type, all.length])),
      );
    }
  });

  test('marks are events, the rarest types first, in a sentence each', async () => {
    const { marks, more } = await laneOf('SQL', 'lanes=groups');
    const counts = Map.groupBy(marks as Json[], ({ kind }) => String(kind));
    const sizes = (marks as Json[]).map(({ kind }) => counts.get(String(kind))?.length ?? 0);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(more).toBe(false);
    const moved = (marks as Json[]).find(({ kind }) => kind === 'GroupOwnerChanged');
    expect(moved?.['text']).toBe('Group SQL moved from node-a to node-b.');
    const [event] = await tidemark.items(`/v1/events?around=${moved?.['position']}&limit=1`);
    expect(event?.['id']).toBe(moved?.['id']);
  });

  test('marks are of the asked types alone', async () => {
    const types = ['GroupMoveStarted', 'GroupOwnerChanged', 'NodeCrashed'];
    const all = await laneOf('SQL', 'lanes=groups');
    const some = await laneOf('SQL', `lanes=groups&marks=${types.join(',')}`);
    const wanted = (all['marks'] as Json[]).filter(({ kind }) => types.includes(String(kind)));
    expect(wanted.length).toBeGreaterThan(1);
    expect(some).toEqual({ ...all, marks: wanted });
  });

  test('only a timeline up to now says what is due', async () => {
    await tidemark.send('POST /v1/resources/Server/fail', {});
    const [event] = await tidemark.items('/v1/events?order=newest&limit=1');
    const head = String(event?.['position']);
    const { body } = await ask('lanes=groups');
    const resource = await tidemark.get('/v1/resources/Server');
    const at = new Date(tidemark.engine.now + HOUR).toISOString();
    const thing = { kind: 'resource', id: resource['id'] as string, name: 'Server' };
    expect(body['due']).toEqual([{ at, what: 'retry', thing }]);
    expect((await ask(`to=${head}`)).body['due']).toEqual(body['due']);
    expect((await ask(`at=${head}`)).body['due']).toEqual([]);
    expect((await ask(`to=${String(BigInt(head) - 1n)}`)).body['due']).toEqual([]);
  });

  test('nothing later than the end is in it', async () => {
    const events = await tidemark.items('/v1/events?limit=1000');
    const end = String(events[Math.floor(events.length / 2)]?.['position']);
    for (const query of [`to=${end}`, `at=${end}`]) {
      const { body } = await ask(`${query}&lanes=groups`);
      const text = JSON.stringify(body);
      const later = events.filter(({ position }) => BigInt(String(position)) > BigInt(end));
      expect(later.filter(({ id }) => text.includes(String(id)))).toEqual([]);
      expect(body['to'].position).toBe(end);
    }
  });

  test.each([
    ['from=9&to=8', '/from'],
    ['from=99999999999999999', '/from'],
    ['to=2999-01-01T00:00:00Z', '/to'],
    ['to=soon%20or%20later', '/to'],
    ['buckets=0', '/buckets'],
    ['buckets=1001', '/buckets'],
    ['lanes=resources', '/lanes'],
    ['marks=NodeCrashed,NodeExploded', '/marks'],
    ['marks=', '/marks'],
  ])('%s is refused', async (query, pointer) => {
    const answer = await ask(decodeURIComponent(query));
    expect([answer.status, pointersOf(answer)]).toEqual([400, [pointer]]);
  });
});
