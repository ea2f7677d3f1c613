import { once } from 'node:events';

import { startBuilt } from '../built.js';
import { Crowd, NODES, nodeAt, WRITERS } from '../crowd.js';
import { inFolder } from '../folder.js';
import { HttpClient } from '../http-client.js';
import { formRole } from '../role.js';
import { compare, seconds, type Result, type Rounds } from '../rounds.js';

const CLIENTS = 8;
const BATCH = 1000;
const KEY = 'SOFTWARE\\Bench\\App 0';

type Server = Readonly<{ url: string; client: HttpClient; rounds: Rounds }>;

const MOVE = { method: 'POST', path: '/v1/groups/Role/move', body: {} };
const asked = (at?: string): string => JSON.stringify({ commands: [MOVE], at });

const whatIf = ({ client }: Server, at?: string): Promise<number> =>
  seconds(() => client.send('POST /v1/what-if', asked(at)));

/** What-ifs of a move, and the move itself, to and fro. */
const ofMove = (server: Server): Promise<Result> =>
  compare(
    server.rounds,
    {
      first: ['what-if s', () => whatIf(server)],
      second: [
        'move s',
        () => seconds(() => server.client.send('POST /v1/groups/Role/move', '{}')),
      ],
    },
    {
      bench: 'what-if',
      measure: `a what-if of a move of ${resourcesIn(server)} resources : the move`,
      aim: { most: 1 },
    },
  );

const resourcesIn = ({ rounds }: Server): number => rounds.sizes['resources'] ?? 50;

/** Values below the checkpointed keys. */
const fill = async ({ client, rounds }: Server): Promise<number> => {
  const values = rounds.sizes['values'] ?? 1000;
  const changes = Array.from({ length: values }, (_, index) => ({
    ...{ op: 'set', key: KEY, name: `Value ${index}` },
    value: { type: 'REG_DWORD', number: index },
  }));
  await client.send('PATCH /v1/nodes/node-a/registry', JSON.stringify({ changes }));
  return values;
};

/** Edits beside the role, so that the moment before them has become a past one. */
const age = async ({ client, rounds }: Server): Promise<number> => {
  const events = rounds.sizes['events'] ?? 100_000;
  for (let count = 0; count < events; count += BATCH) {
    const commands = Array.from({ length: Math.min(BATCH, events - count) }, (_, index) => ({
      ...{ method: 'PATCH', path: '/v1/nodes/node-b/registry' },
      body: {
        changes: [
          {
            ...{ op: 'set', key: 'SOFTWARE\\Other', name: `Value ${index % 50}` },
            value: { type: 'REG_DWORD', number: count + index },
          },
        ],
      },
    }));
    await client.send('POST /v1/batch', JSON.stringify({ commands }));
  }
  return events;
};

/** A what-if before many events, and one now. */
const ofPast = async (server: Server): Promise<Result> => {
  const values = await fill(server);
  await server.client.send('PUT /v1/tags/before', '{}');
  const events = await age(server);
  // The threads of past what-ifs start with the first one.
  await whatIf(server, 'before');
  return compare(
    server.rounds,
    {
      first: ['past s', () => whatIf(server, 'before')],
      second: ['now s', () => whatIf(server)],
    },
    {
      bench: 'what-if',
      measure: `a what-if before ${events.toLocaleString('en')} events, with a checkpoint of ${values.toLocaleString('en')} values : one now`,
      aim: { most: 10 },
    },
  );
};

const beside = async (server: Server): Promise<Result> => {
  const { url, client, rounds } = server;
  for (let node = 0; node < NODES; node += 1)
    await client.send('POST /v1/nodes', JSON.stringify({ name: nodeAt(node) }));
  const headers = { 'content-type': 'application/json' };
  const crowd = new Crowd(url, async (_, count) => {
    const body = asked(count % 2 === 0 ? undefined : 'before');
    const answer = await fetch(`${url}/v1/what-if`, { method: 'POST', headers, body });
    const text = await answer.text();
    // A server that is behind its log says so.
    if (!answer.ok && answer.status !== 503) throw new Error(`what-if: ${text}`);
  });
  const forSeconds = rounds.sizes['seconds'] ?? 20;
  return compare(
    rounds,
    {
      first: ['ms beside what-ifs', () => crowd.writes(forSeconds, CLIENTS)],
      second: ['ms alone', () => crowd.writes(forSeconds, 0)],
    },
    {
      bench: 'what-if',
      measure: `99 % of the writes of ${WRITERS} writers beside ${CLIENTS} what-ifs at once : alone`,
      aim: { most: 2 },
    },
  );
};

/** Compares what-ifs with what they are about, the past with now, and writes beside them. */
export const whatIfBench = (rounds: Rounds): Promise<readonly Result[]> =>
  inFolder(async (folder) => {
    const [process, url] = await startBuilt(folder);
    const client = await HttpClient.connect(url);
    try {
      const server = { url, client, rounds };
      await formRole(client, resourcesIn(server));
      return [await ofMove(server), await ofPast(server), await beside(server)];
    } finally {
      client.close();
      process.kill('SIGTERM');
      await once(process, 'exit');
    }
  });
