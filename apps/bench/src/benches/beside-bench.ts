import { once } from 'node:events';

import { startBuilt } from '../built.js';
import { inFolder } from '../folder.js';
import { Crowd, KEY, NODES, nodeAt, valueAt, WRITERS } from '../crowd.js';
import { compare, type Result, type Rounds } from '../rounds.js';
import { seeded } from '../seeded.js';

const CLIENTS = 8;
const JSON_TYPE = { 'content-type': 'application/json' };

/** Questions about history, with a node and a value at random. */
const QUESTIONS: readonly ((node: string, value: ReturnType<typeof valueAt>) => string)[] = [
  (node) => `diff?left=node:${node}@before&right=node:${node}&key=${KEY}`,
  (node, { key, name }) => `blame?node=${node}&key=${key}&name=${name}`,
  (node, { key }) => `nodes/${node}/registry/history?key=${key}&limit=50`,
  (node) => `nodes/${node}/registry?key=${KEY}&depth=all&at=before`,
  (_, { key, name }) => `places?key=${key}&name=${name}`,
  (node) => `lost-writes?node=${node}`,
  (node, { key }) => `events?node=${node}&key=${key}&limit=50`,
  () => 'operations?edits=true&limit=20',
  () => 'timeline?buckets=200',
  () => 'overview',
  () => 'attention',
];

const questionAt = (count: number, random: () => number): string => {
  const question = QUESTIONS[count % QUESTIONS.length];
  return question?.(nodeAt(Math.floor(NODES * random())), valueAt(random)) ?? '';
};

/** Asks one question. */
const asking = (url: string): ((client: number, count: number) => Promise<void>) => {
  const randoms = Array.from({ length: CLIENTS }, (_, client) => seeded(1000 + client));
  return async (client, count) => {
    const path = questionAt(count, randoms[client] ?? Math.random);
    const answer = await fetch(encodeURI(`${url}/v1/${path}`));
    // A value may not be there yet.
    if (!answer.ok && answer.status !== 404) throw new Error(`${path}: ${answer.status}`);
    await answer.arrayBuffer();
  };
};

/** @param request method and path */
const send = async (url: string, request: string, body: object): Promise<void> => {
  const [method = '', path = ''] = request.split(' ');
  const options = { method, headers: JSON_TYPE, body: JSON.stringify(body) };
  const answer = await fetch(`${url}/v1/${path}`, options);
  if (!answer.ok) throw new Error(`${request}: ${answer.status}`);
};

/** Compares the slowest writes beside clients that ask questions with those of writers alone. */
export const besideBench = (rounds: Rounds): Promise<readonly Result[]> =>
  inFolder(async (folder) => {
    const [server, url] = await startBuilt(folder);
    const crowd = new Crowd(url, asking(url));
    const forSeconds = rounds.sizes['seconds'] ?? 20;
    try {
      for (let node = 0; node < NODES; node += 1)
        await send(url, 'POST nodes', { name: nodeAt(node) });
      await crowd.writes(forSeconds, 0);
      await send(url, 'PUT tags/before', {});
      const result = await compare(
        rounds,
        {
          first: ['ms beside questions', () => crowd.writes(forSeconds, CLIENTS)],
          second: ['ms alone', () => crowd.writes(forSeconds, 0)],
        },
        {
          bench: 'beside',
          measure: `99 % of the writes of ${WRITERS} writers beside ${CLIENTS} clients that ask : alone`,
          aim: { most: 2 },
        },
      );
      return [result];
    } finally {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
  });
