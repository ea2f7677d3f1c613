import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { consoleTest } from '../console-test.js';
import { edit, KEY, until, type Send } from '../story.js';
import { markedEvents } from './marked-events.js';
import { drawn, marksOf } from './page.js';

/** A folder for pictures of the histories; none are taken without it. */
const PICTURES = process.env['TIDEMARK_PICTURES'];

/** Histories that follow each other on one cluster. */
const HISTORIES: readonly (readonly [string, (send: Send) => Promise<void>])[] = [
  ['a move that loses an edit, and a crash', () => Promise.resolve()],
  [
    'failures with restarts',
    async (send) => {
      await send('PATCH /v1/resources/Server', { restartThreshold: 3, restartDelay: 0 });
      for (let failure = 0; failure < 2; failure += 1) {
        await send('POST /v1/resources/Server/fail', {});
        await until(send, 'node-a');
      }
    },
  ],
  [
    'a drain and a way back',
    async (send) => {
      await send('POST /v1/nodes/node-a/drain', {});
      await until(send, 'node-b');
      await edit(send, 'node-b', '1666');
      await send('POST /v1/nodes/node-a/resume', {});
      await send('POST /v1/groups/SQL/move', { to: 'node-a' });
      await until(send, 'node-a');
    },
  ],
  [
    'two resources with one key',
    async (send) => {
      await send('POST /v1/groups', { name: 'Web', owner: 'node-a' });
      const site = { name: 'Site', type: 'Generic Service', group: 'Web' };
      await send('POST /v1/resources', site);
      await send('POST /v1/resources/Site/checkpoints', { key: KEY });
      await send('POST /v1/resources/Site/online', {});
      await edit(send, 'node-a', '1777');
      await send('POST /v1/resources/Site/offline', {});
      await edit(send, 'node-a', '1888');
      await send('POST /v1/resources/Site/online', {});
    },
  ],
  [
    'edits while the resource is offline, and a revert',
    async (send) => {
      await send('POST /v1/groups/Web/offline', {});
      await send('POST /v1/groups/SQL/offline', {});
      await edit(send, 'node-a', '1999');
      await send('POST /v1/groups/SQL/online', {});
      await until(send, 'node-a');
      const key = { key: KEY, to: { at: 'before-move' }, reason: 'back to the first night' };
      await send('POST /v1/nodes/node-a/registry/revert', key);
    },
  ],
];

describe('the timeline of a history', () => {
  const console = consoleTest();

  test.each(HISTORIES)('with %s has a mark for each of its events', async (name, tell) => {
    await tell(console.send);
    const page = await console.open('/timeline');
    await drawn(page);
    for (const lane of ['node-a', 'node-b']) {
      const expected = await markedEvents(console, lane);
      expect([lane, await marksOf(page, lane)]).toEqual([lane, expected]);
    }
    if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  });
});
