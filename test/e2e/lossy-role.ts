import { afterEach, beforeEach, expect } from '@jest/globals';

import { KEY, Tidemark, type Answer, type Json } from './tidemark.js';

export const DEEP = `${KEY}\\Deep`;

/** The actions of the tests on a role whose key other actors edit. */
type LossyRole = Readonly<{
  online: () => Promise<Answer>;
  move: (to: string) => Promise<Answer>;
  change: (node: string, changes: readonly Json[], actor?: string) => Promise<Answer>;
  lost: (query?: string) => Promise<Json>;
  current: () => Tidemark;
}>;

/**
 * Creates for each test a role that is offline on node-a. Its checkpointed value `Port` is 1433.
 */
export const lossyRole = (): LossyRole => {
  let tidemark: Tidemark;

  beforeEach(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await tidemark.edit('node-a', '1433');
    await tidemark.addCheckpoint('Server');
  });

  afterEach(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  return {
    current: () => tidemark,
    online: () => tidemark.send('POST /v1/resources/Server/online', {}),
    move: (to) => tidemark.send('POST /v1/groups/SQL/move', { to }),
    change: (node, changes, actor = 'alice') =>
      tidemark.send(`PATCH /v1/nodes/${node}/registry`, { changes }, { 'tidemark-actor': actor }),
    lost: (query = '') => tidemark.get(`/v1/lost-writes${query}`),
  };
};

export const set = (name: string, text: string, key = KEY): Json => ({
  ...{ op: 'set', key, name, value: { type: 'REG_SZ', text } },
});
