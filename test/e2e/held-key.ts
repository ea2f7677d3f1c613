import { roleOnline, type Scene } from './scenes.js';
import { KEY, type Answer, type Json } from './tidemark.js';

const HOLDS = `/v1/nodes/node-b/registry/holds?key=${KEY}`;

/** The actions of the tests on a role whose key is held. */
type HeldKey = Readonly<{
  scene: Scene;
  send: Scene['send'];
  get: Scene['get'];
  hold: () => Promise<Answer>;
  release: () => Promise<Answer>;
  move: (to: string) => Promise<Answer>;
  value: (node: string) => Promise<unknown>;
  /** The resource runs on node-b, where `Port` is stale. */
  unrestored: () => Promise<Answer>;
  checkpoint: () => Promise<Json>;
  path: () => Promise<string>;
  captures: () => Promise<readonly Json[]>;
  reasons: () => Promise<readonly string[]>;
  hazards: () => Promise<readonly string[]>;
  command: (name: 'restore' | 'recapture', body?: Json) => Promise<Answer>;
}>;

/** Creates for each test a role that is online on node-a. Its key may be held open on node-b. */
export const heldKey = (): HeldKey => {
  const scene = roleOnline();
  const { send } = scene;

  const hold = (): Promise<Answer> => send(`PUT ${HOLDS}`, { holder: 'winlogon' });
  const release = (): Promise<Answer> => send(`DELETE ${HOLDS}`);
  const move = (to: string): Promise<Answer> => send('POST /v1/groups/SQL/move', { to });

  const checkpoint = async (): Promise<Json> =>
    (await scene.tidemark.items('/v1/resources/Server/checkpoints'))[0] ?? {};

  const path = async (): Promise<string> =>
    `/v1/resources/Server/checkpoints/${String((await checkpoint())['id'])}`;

  const captures = async (): Promise<readonly Json[]> =>
    scene.tidemark.items(`${await path()}/captures`);

  const reasons = async (): Promise<readonly string[]> =>
    (await captures()).map(({ reason }) => String(reason));

  const hazards = async (): Promise<readonly string[]> =>
    ((await checkpoint())['hazards'] as Json[]).map(({ kind }) => String(kind));

  const command = async (
    name: 'restore' | 'recapture',
    body: Json = { reason: 'the key was stale' },
  ): Promise<Answer> => send(`POST ${await path()}/${name}`, body);

  const value = (node: string): Promise<unknown> => scene.tidemark.value(node);

  const unrestored = async (): Promise<Answer> => {
    await scene.tidemark.edit('node-b', 'stale');
    await hold();
    return move('node-b');
  };

  return {
    ...{ scene, send, get: scene.get, hold, release, move, value, unrestored },
    ...{ checkpoint, path, captures, reasons, hazards, command },
  };
};
