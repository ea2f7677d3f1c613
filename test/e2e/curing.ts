import { heldKey } from './held-key.js';
import { KEY, type Answer, type Json } from './tidemark.js';

/** The change that sets a text. */
export const setText = (name: string, text: string, key = KEY): Json => ({
  ...{ op: 'set', key, name, value: { type: 'REG_SZ', text } },
});

type Curing = ReturnType<typeof heldKey> &
  Readonly<{
    /** The last position. */
    position: () => Promise<string>;
    /** Changes the registry of node-a. */
    edit: (...changes: readonly Json[]) => Promise<Answer>;
    /** The text of a value of node-a. */
    textOf: (name: string, key?: string) => Promise<unknown>;
  }>;

/** Creates for each test a role that is online on node-a, as `heldKey` does. */
export const curing = (): Curing => {
  const held = heldKey();
  const { scene, send, get } = held;
  return {
    ...held,
    position: async () =>
      String((await scene.tidemark.items('/v1/events?limit=1&order=newest'))[0]?.['position']),
    edit: (...changes) => send('PATCH /v1/nodes/node-a/registry', { changes }),
    textOf: async (name, key = KEY) => {
      const { values = [] } = await get(`/v1/nodes/node-a/registry?key=${key}`);
      return (values as Json[]).find((one) => one['name'] === name)?.['value']?.text as unknown;
    },
  };
};
