import { expect, test } from '@jest/globals';

import { seeded } from '#testing/processes';

import { curing, setText } from './curing.js';
import { type Answer, type Json } from './tidemark.js';

/** `TIDEMARK_RACES=500 TIDEMARK_SEED=7 npm test -- cures-raced` races more, and others. */
const RACES = Number(process.env['TIDEMARK_RACES'] ?? 3);
const SEED = Number(process.env['TIDEMARK_SEED'] ?? 1);
const WRITERS = 16;

const { scene, send, path, edit, position, checkpoint } = curing();

/** The port in the stored copy, and on the node on which the resource is online. */
const ports = async (): Promise<readonly unknown[]> => {
  const { captures } = await checkpoint();
  const content = await scene.get(`${await path()}/captures/${String(captures)}`);
  const group = await scene.get('/v1/groups/SQL');
  const copy = textIn((content['content'] as Json)['values'] as Json[]);
  if ((await scene.stateOf('Server')) !== 'Online') return [copy];
  return [copy, await scene.tidemark.value(String(group['owner']))];
};

const textIn = (values: readonly Json[]): unknown =>
  values.find(({ name }) => name === 'Port')?.['value'].text as unknown;

test('a cure that is raced by writers and moves has its whole effect, or is refused', async () => {
  const random = seeded(SEED);
  const cured = { yes: 0, no: 0 };
  for (let race = 0; race < RACES; race += 1) {
    await send('POST /v1/groups/SQL/move', { to: 'node-a' });
    await send('POST /v1/resources/Server/online');
    const at = await position();
    await edit(setText('Port', 'bad'));
    if (random() < 0.4) await send('POST /v1/resources/Server/offline');
    const cures: readonly (readonly [string, Json])[] = [
      [`POST ${await path()}/revert`, { to: { at } }],
      ['POST /v1/groups/SQL/revert', { to: { at } }],
    ];
    const [request, body] = cures[Math.floor(random() * cures.length)] ?? ['', {}];
    const { body: preview } = await send(request, { ...body, dryRun: true });
    const expected = random() < 0.5 ? { expect: preview['expect'] as string } : {};
    const others = [
      ...Array.from({ length: WRITERS }, (_, index) => () => edit(setText(`n${index}`, `${race}`))),
      () => send('POST /v1/groups/SQL/move', { to: 'node-b' }),
      () => send('POST /v1/resources/Server/online'),
    ].sort(() => random() - 0.5);
    const sent: Promise<Answer>[] = others.slice(0, 9).map((other) => other());
    const answered = send(request, { ...body, ...expected, reason: 'raced' });
    sent.push(...others.slice(9).map((other) => other()));
    const { status } = await answered;
    await Promise.all(sent);
    await scene.tidemark.settled();
    const wanted = status === 200 ? 'first' : 'bad';
    expect([race, status, new Set(await ports())]).toEqual([race, status, new Set([wanted])]);
    expect([200, 409, 412]).toContain(status);
    cured[status === 200 ? 'yes' : 'no'] += 1;
    await send(`POST ${await path()}/revert`, { to: { capture: 1 }, reason: 'again' });
    expect(new Set(await ports())).toEqual(new Set(['first']));
  }
  expect(cured.yes).toBeGreaterThan(0);
});
