import { once } from 'node:events';

import { startBuilt } from '../built.js';
import { inFolder } from '../folder.js';
import { HttpClient } from '../http-client.js';
import { compare, seconds, type Result, type Rounds } from '../rounds.js';
import { seeded } from '../seeded.js';

const WRITERS = 64;
const CLIENTS = 8;
const NODES = 8;
const KEY = 'SOFTWARE\\Bench';
const JSON_TYPE = { 'content-type': 'application/json' };

const nodeAt = (index: number): string => `node-${index % NODES}`;
const valueAt = (random: () => number): Readonly<{ key: string; name: string }> => ({
  key: `${KEY}\\Key ${Math.floor(20 * random())}`,
  name: `Value ${Math.floor(20 * random())}`,
});

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

/** The writers of one server, and the clients that ask it. */
class Crowd {
  private isOver = false;

  constructor(private readonly url: string) {}

  /** The 99th percentile of the times of the writes, in milliseconds. */
  async writes(forSeconds: number, clients: number): Promise<number> {
    this.isOver = false;
    const times: number[] = [];
    const asking = Array.from({ length: clients }, (_, index) => this.ask(index));
    const writing = Array.from({ length: WRITERS }, (_, index) => this.write(index, times));
    setTimeout(() => {
      this.isOver = true;
    }, 1000 * forSeconds);
    await Promise.all([...writing, ...asking]);
    return times.toSorted((a, b) => a - b)[Math.floor(0.99 * times.length)] ?? NaN;
  }

  private async write(writer: number, times: number[]): Promise<void> {
    const client = await HttpClient.connect(this.url);
    const random = seeded(writer);
    while (!this.isOver) {
      const value = { type: 'REG_DWORD', number: Math.floor(random() * 2 ** 32) };
      const body = JSON.stringify({ changes: [{ op: 'set', ...valueAt(random), value }] });
      const request = `PATCH /v1/nodes/${nodeAt(writer)}/registry`;
      times.push(1000 * (await seconds(() => client.send(request, body))));
    }
    client.close();
  }

  private async ask(client: number): Promise<void> {
    const random = seeded(1000 + client);
    for (let count = client; !this.isOver; count += 1) {
      const path = questionAt(count, random);
      const answer = await fetch(encodeURI(`${this.url}/v1/${path}`));
      // A value may not be there yet.
      if (!answer.ok && answer.status !== 404) throw new Error(`${path}: ${answer.status}`);
      await answer.arrayBuffer();
    }
  }
}

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
    const crowd = new Crowd(url);
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
