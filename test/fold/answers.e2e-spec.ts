import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { type Recorded } from '#event-store';
import { seeded } from '#testing/processes';

import { Tidemark, type Json } from '../e2e/tidemark.js';
import { pick } from '../fuzz/mutate.js';
import { Things } from './oracle/things.js';
import { WholeLog } from './oracle/whole-log.js';
import { KINDS } from './questions/kinds.js';
import { type Asking, type Question } from './questions/question.js';
import { playRequests } from './random-requests.js';

/**
 * `TIDEMARK_QUESTIONS=12000 TIDEMARK_SEED=5 npm test -- fold/answers` asks more, about another history;
 * with `TIDEMARK_KINDS=diff,blame` only questions of these kinds.
 */
const SMALL = 150;
const COUNT = Number(process.env['TIDEMARK_QUESTIONS'] ?? SMALL);
const SEED = Number(process.env['TIDEMARK_SEED'] ?? 1);
const STEPS = Number(process.env['TIDEMARK_STEPS'] ?? 60);
const ONLY = process.env['TIDEMARK_KINDS']?.split(',');
const ASKED = KINDS.filter(([kind]) => ONLY?.includes(kind) ?? true);
const MOST_SHOWN = 5;
/** The last guard against what hangs; a question takes some milliseconds. */
const MOST_MS = 600_000 + 1000 * COUNT;

describe(`a history, seed ${SEED}`, () => {
  const random = seeded(SEED);
  const counts: Record<string, number> = {};
  let tidemark: Tidemark;
  let log: WholeLog;

  beforeAll(async () => {
    tidemark = await Tidemark.start(undefined, { environment: { TIDEMARK_CLUSTER: 'test' } });
    await playRequests(tidemark, random, STEPS);
    const events: Recorded[] = [];
    for await (const recorded of tidemark.engine.store.readLog()) events.push(recorded);
    log = new WholeLog(events);
  });

  afterAll(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  /** The whole answer: for a list, the items of all pages. */
  const answerTo = async ({ path, isList, isBothWays, shown }: Question): Promise<unknown> => {
    const { status, body } = await tidemark.send(`GET ${path}`);
    if (!isList) return shown({ status, ...body });
    if (status !== 200) return body;
    const earlier = isBothWays === true ? await pagesFrom(path, body['prev'], 'prev') : [];
    const later = await pagesFrom(path, body['next'], 'next');
    const pages = [...earlier.toReversed(), body['items'] as readonly Json[], ...later];
    return pages.flat().map(shown);
  };

  /** The items of the pages from a cursor to the end of the list. */
  const pagesFrom = async (
    path: string,
    begin: unknown,
    way: 'next' | 'prev',
  ): Promise<readonly (readonly Json[])[]> => {
    const pages: (readonly Json[])[] = [];
    for (let cursor = begin; typeof cursor === 'string';) {
      const { body } = await tidemark.send(`GET ${path}&cursor=${cursor}`);
      pages.push(body['items'] as readonly Json[]);
      cursor = body[way];
    }
    return pages;
  };

  const wantedFor = async (question: Question): Promise<unknown> =>
    question.earlier === undefined
      ? question.wanted
      : answerTo({ ...question, path: question.earlier });

  const askingAt = (): Asking => {
    const place = Math.floor(random() * log.events.length);
    const at = random() < 0.7 ? log.upTo(place) : log.byTimeOf(place);
    return { log, random, at, things: new Things(at.events) };
  };

  test(
    'is told at every moment as a plain fold of the log tells it',
    async () => {
      const differences: unknown[] = [];
      for (let asked = 0; asked < COUNT && differences.length < MOST_SHOWN;) {
        const [kind, asks] = pick(random, ASKED);
        const question = asks(askingAt());
        if (question === undefined) continue;
        asked += 1;
        counts[kind] = (counts[kind] ?? 0) + 1;
        try {
          const found = await answerTo(question);
          expect(sorted(question, found)).toEqual(sorted(question, await wantedFor(question)));
        } catch (error) {
          differences.push(`${kind} ${question.path}: ${(error as Error).message}`);
        }
      }
      // The number of questions of each kind.
      if (COUNT > SMALL)
        console.info(JSON.stringify({ seed: SEED, log: log.events.length, ...counts }));
      expect(differences.join('\n\n')).toBe('');
    },
    MOST_MS,
  );
});

const sorted = ({ inAnyOrder }: Question, answer: unknown): unknown =>
  inAnyOrder === true && Array.isArray(answer)
    ? answer.toSorted((a: Json, b: Json) => (textOf(a) < textOf(b) ? -1 : 1))
    : answer;

const textOf = (item: Json): string => JSON.stringify(Object.entries(item).sort());
