import { expect } from '@jest/globals';

import { KEY, type Json, type Tidemark } from './tidemark.js';

/** A command of a batch, as a client sends it. */
export type Command = Readonly<{ method: string; path: string; body?: object }>;

/** A command that sets a value of that name. */
export const edit = (name: string, node = 'node-a'): Command => ({
  method: 'PATCH',
  path: `/v1/nodes/${node}/registry`,
  body: {
    changes: [{ op: 'set', key: KEY, name, value: { type: 'REG_DWORD', number: 1 } }],
  },
});

/** Sends commands in one request; resolves with the result of each. */
export const sendBatch = async (
  tidemark: Tidemark,
  commands: readonly Command[],
  headers = {},
): Promise<readonly Json[]> => {
  const answer = await tidemark.send('POST /v1/batch', { commands }, headers);
  expect(answer.status).toBe(200);
  return answer.body['results'] as Json[];
};
