import { generateKeyPairSync } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { Tidemark, type Answer, type Json } from './tidemark.js';
import { PausedAppends } from '../support/paused-appends.js';

const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string;

/** The keys in the container at first, and the keys that each of two requests stores. */
const KEYS = { first: newKey(), A: newKey(), B: newKey() };
const PATH = '/v1/nodes/node-a/key-containers';
const CONTAINER = { type: 24, container: 'C' };

type Actor = 'A' | 'B';
type Kind = 'put' | 'replace' | 'delete';
/** A state of the container: its generation, and the actor whose key is in it. */
type State = Readonly<{ generation: number; key: keyof typeof KEYS }> | undefined;

/** The effect of a request on a container by itself: its answer, and the keys afterwards. */
const carriedOut = (kind: Kind, actor: Actor, state: State): readonly [number, State] => {
  if (kind === 'put') return [200, { generation: state?.generation ?? 1, key: actor }];
  if (state?.generation !== 0) return [404, state];
  return [200, kind === 'delete' ? undefined : { generation: 0, key: actor }];
};

/** The allowed outcomes of two requests: as if one had been answered before the other began. */
const allowed = (kinds: Readonly<Record<Actor, Kind>>, before: State): readonly string[] =>
  (['AB', 'BA'] as const).map((order) => {
    let state = before;
    const answers: Partial<Record<Actor, number>> = {};
    for (const actor of order.split('') as Actor[])
      [answers[actor], state] = carriedOut(kinds[actor], actor, state);
    return JSON.stringify([answers.A, answers.B, state?.key ?? null]);
  });

/** All orders of the steps of two requests: `AAB` lets A write twice before B does anything. */
const orders = (steps: Readonly<Record<Actor, number>>): readonly string[] => {
  const { A, B } = steps;
  if (A === 0 && B === 0) return [''];
  return [
    ...(A > 0 ? orders({ A: A - 1, B }).map((rest) => `A${rest}`) : []),
    ...(B > 0 ? orders({ A, B: B - 1 }).map((rest) => `B${rest}`) : []),
  ];
};

const STEPS: Readonly<Record<Kind, number>> = { put: 2, replace: 2, delete: 1 };
const PAIRS = [
  ['put', 'delete'],
  ['replace', 'delete'],
  ['put', 'put'],
  ['put', 'replace'],
  ['replace', 'replace'],
  ['delete', 'delete'],
] as const;

describe('of two requests for one key container, the outcome is that of one after the other', () => {
  let tidemark: Tidemark;

  beforeEach(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
  });

  afterEach(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  const fingerprintOf = async (key: keyof typeof KEYS): Promise<string> => {
    const body = { ...CONTAINER, container: `only ${key}`, pem: KEYS[key] };
    const { body: answer } = await tidemark.send(`PUT ${PATH}`, body);
    await tidemark.send(`DELETE ${PATH}/${String(answer['result'].id)}`);
    return String(answer['result'].fingerprint);
  };

  const send = (kind: Kind, actor: Actor, id: string): Promise<Answer> => {
    const headers = { 'tidemark-actor': actor };
    const pem = KEYS[actor];
    if (kind === 'put') return tidemark.send(`PUT ${PATH}`, { ...CONTAINER, pem }, headers);
    if (kind === 'replace') return tidemark.send(`PUT ${PATH}/${id}`, { pem }, headers);
    return tidemark.send(`DELETE ${PATH}/${id}`, undefined, headers);
  };

  /**
   * @param order the order of the writers
   * @param areEarly true if both requests begin before the first write
   */
  const race = async (
    kinds: Readonly<Record<Actor, Kind>>,
    { id, order, areEarly }: Readonly<{ id: string; order: string; areEarly: boolean }>,
  ): Promise<Readonly<Record<Actor, Answer>>> => {
    const appends = new PausedAppends(tidemark.engine.store, new Set(['A', 'B']));
    const sent: Partial<Record<Actor, Promise<Answer>>> = {};
    const begin = async (actor: Actor): Promise<void> => {
      sent[actor] ??= send(kinds[actor], actor, id);
      await appends.next(actor, sent[actor]);
    };
    const actors = order.split('') as Actor[];
    if (areEarly) for (const actor of new Set(actors)) await begin(actor);
    for (const actor of actors) {
      await begin(actor);
      await appends.grant(actor);
    }
    appends.open();
    const [A, B] = await Promise.all([sent.A, sent.B]);
    if (A === undefined || B === undefined) throw new Error('both take part');
    return { A, B };
  };

  test.each(PAIRS.flatMap(([A, B]) => [false, true].map((areEarly) => [A, B, areEarly] as const)))(
    '%s and %s, begun at once: %p',
    async (A, B, areEarly) => {
      const kinds = { A, B };
      const fingerprints = Object.fromEntries(
        await Promise.all(
          (['first', 'A', 'B'] as const).map(async (key): Promise<[string, string]> => [
            await fingerprintOf(key),
            key,
          ]),
        ),
      );
      for (const order of orders({ A: STEPS[A], B: STEPS[B] })) {
        const { body } = await tidemark.send(`PUT ${PATH}`, { ...CONTAINER, pem: KEYS.first });
        const { id } = body['result'] as Json;
        const answers = await race(kinds, { id: String(id), order, areEarly });
        const [left] = await tidemark.items(PATH);
        const key = left === undefined ? null : fingerprints[String(left['fingerprint'])];
        const found = JSON.stringify([answers.A.status, answers.B.status, key]);
        expect([order, allowed(kinds, { generation: 0, key: 'first' })]).toEqual([
          order,
          expect.arrayContaining([found]),
        ]);
        for (const actor of ['A', 'B'] as const)
          if (answers[actor].status === 200 && kinds[actor] !== 'delete')
            expect(fingerprints[String(answers[actor].body['result'].fingerprint)]).toBe(actor);
        if (left !== undefined) await tidemark.send(`DELETE ${PATH}/${String(left['id'])}`);
      }
    },
  );

  test.each(['AAB', 'ABA', 'BAA'])(
    'the revealed key is the recorded one, even if another key replaces it: %s',
    async (order) => {
      const { body } = await tidemark.send(`PUT ${PATH}`, { ...CONTAINER, pem: KEYS.first });
      const { id } = body['result'] as Json;
      const appends = new PausedAppends(tidemark.engine.store, new Set(['A', 'B']));
      const replaced = send('replace', 'A', String(id));
      const revealed = tidemark.send(`GET ${PATH}/${String(id)}?reveal=true`, undefined, {
        'tidemark-actor': 'B',
      });
      for (const actor of order.split('') as Actor[]) {
        await appends.next(actor, actor === 'A' ? replaced : revealed);
        await appends.grant(actor);
      }
      appends.open();
      expect((await replaced).status).toBe(200);
      const [event] = await tidemark.items('/v1/events?type=KeyMaterialRevealed');
      const answer = await revealed;
      if (answer.status === 404) expect(answer.body['detail']).toMatch(/erased/);
      else expect(answer.body['fingerprint']).toBe(event?.['data'].fingerprint);
    },
  );
});
