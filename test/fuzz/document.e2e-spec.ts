import { describe, expect, test } from '@jest/globals';

import { seeded } from '#testing/processes';

import { Tidemark, type Json } from '../e2e/tidemark.js';
import { documentRequest } from './document-requests.js';
import { ROUTES } from './generated.js';
import { SeenValues } from './seen-values.js';

/** `TIDEMARK_FUZZ_COUNT=20000 npm test -- test/fuzz/document` runs longer. */
const COUNT = Number(process.env['TIDEMARK_FUZZ_COUNT'] ?? 800);
const SEED = Number(process.env['TIDEMARK_FUZZ_SEED'] ?? 1);
/** The requests to one server, whose history grows with them. */
const MOST_OF_A_SERVER = 2000;
const HOUR_MS = 3_600_000;

type Answered = Readonly<{ route: string; status: number; body: Json }>;

/** Sends requests to a new server; returns the answers. Each of them is checked by `fetch`. */
const askedServer = async (seed: number, count: number): Promise<readonly Answered[]> => {
  const random = seeded(seed);
  const seen = new SeenValues();
  const tidemark = await Tidemark.start();
  const answers: Answered[] = [];
  try {
    for (let index = 0; index < count; index += 1) {
      const { route, path, init } = documentRequest(random, seen);
      const answer = await fetch(`${tidemark.url}${path}`, init);
      const body = await bodyOf(answer);
      if (answer.ok) seen.note(body);
      answers.push({ route: `${route.method} ${route.path}`, status: answer.status, body });
      if (body['type'] === 'urn:tidemark:problem:sharing-paused')
        await tidemark.send('POST /v1/cluster/state', { state: 'read-write' });
      if (index % 100 === 99) await tidemark.pass(HOUR_MS);
    }
    expect(tidemark.defects).toEqual([]);
    return answers;
  } finally {
    await tidemark.stop();
  }
};

/** The JSON of an answer; a stream of events is left after its head. */
const bodyOf = async (answer: Response): Promise<Json> => {
  const type = answer.headers.get('content-type') ?? '';
  if (/[/+]json\b/.test(type)) return (await answer.json()) as Json;
  await answer.body?.cancel();
  return {};
};

describe('requests that are made from the document alone', () => {
  test(
    `${COUNT} of them have answers that the document describes, and no 500`,
    async () => {
      const answers: Answered[] = [];
      for (let done = 0; done < COUNT; done += MOST_OF_A_SERVER)
        answers.push(...(await askedServer(SEED + done, Math.min(MOST_OF_A_SERVER, COUNT - done))));
      expect(answers).toHaveLength(COUNT);
      expect(answers.filter(({ status }) => status === 500)).toEqual([]);
      expect(new Set(answers.map(({ route }) => route)).size).toBe(ROUTES.length);
      expect(answers.filter(({ status }) => status < 400).length).toBeGreaterThan(COUNT / 10);
    },
    COUNT * 1000,
  );
});
