import { expect, test } from '@jest/globals';

import { redactionOf } from '#registry';

import { type ReportShape } from '../operation-schemas.js';
import { markdown } from './markdown.js';
import { plainText } from './plain-text.js';
import { reportBlocks } from './report-blocks.js';

const KEY = 'SOFTWARE\\Contoso\\App';
const at = (second: number): string => `2026-11-30T10:00:0${second}.000Z`;

const step = (
  number: number,
  what: ReportShape['steps'][number]['what'],
  more: Partial<ReportShape['steps'][number]>,
): ReportShape['steps'][number] => ({
  ...{ number, what, resource: 'Server', group: null, node: 'node-b', checkpoint: null },
  ...{ status: 'completed', startedAt: at(1), endedAt: at(1), duration: 0 },
  ...{ reason: null, holder: null, waitedFor: null },
  ...more,
});

const WRITING = { position: '7', recordedAt: at(0), actor: 'bob', reason: null };

const REPORT: ReportShape = {
  ...{ id: '41883b8d-2e51-4c31-8e54-b2406be6266c', kind: 'failover', status: 'completed' },
  ...{ actor: 'tidemark', node: null, group: 'SQL', from: 'node-a', to: 'node-b' },
  ...{ startedAt: at(1), endedAt: at(3), duration: 2000, degraded: true },
  ...{ failure: null, reason: null },
  cause: [
    {
      ...{ event: 'e', type: 'ResourceFailed' },
      what: 'Resource Server failed on node-a: power supply, by command of ann.',
    },
  ],
  groups: [
    {
      ...{ group: 'SQL', from: 'node-a', to: 'node-b', earlierChoices: [] },
      candidates: [
        { node: 'node-a', taken: false, reason: 'the group was there' },
        {
          ...{ node: 'node-b', taken: true },
          reason: `the first node in the order that could host every resource; backup holds ${KEY} open there`,
        },
        { node: 'node-c', taken: false, reason: 'it is paused' },
      ],
    },
  ],
  steps: [
    step(1, 'fence', {}),
    step(2, 'online', { duration: 2000, waitedFor: { what: 'provider', resource: 'Disk' } }),
    step(3, 'restore', { status: 'failed', reason: `backup holds ${KEY} open`, holder: 'backup' }),
    step(4, 'owner', { resource: null, group: 'SQL', endedAt: null, duration: null }),
  ],
  policy: [
    {
      ...{ thing: { kind: 'resource', name: 'Server' }, property: 'restartThreshold', value: 7 },
      setBy: { event: 'f', position: '3', recordedAt: at(0), actor: 'ann' },
    },
    { thing: { kind: 'group', name: 'SQL' }, property: 'failoverPeriod', value: 6, setBy: null },
  ],
  restores: [
    {
      ...{ checkpoint: '0b1c', resource: 'Server', capture: 2, node: 'node-b', more: true },
      changes: [
        {
          ...{ key: KEY, name: 'Port' },
          before: { type: 'REG_DWORD', number: 1555 },
          after: { type: 'REG_SZ', text: 'a\nb | `c`' },
        },
        { key: `${KEY}\\Sub`, name: null, before: true, after: null },
      ],
    },
  ],
  lostWrites: {
    ...{ rows: 1, keys: 0, values: 1, more: false },
    items: [
      {
        ...{ state: 'open', decidedAt: null },
        ...{ id: 'l', rule: 'R3', node: 'node-b', resource: 'Server', checkpoint: '0b1c' },
        ...{ key: KEY, name: 'Port', lost: { type: 'REG_DWORD', number: 1555 } },
        ...{ kept: { type: 'REG_SZ', text: 'x' }, lostFrom: 'node', edits: 1, victims: [] },
        writtenAt: WRITING,
        overwrittenAt: { ...WRITING, operation: 'o' },
        ...{ cause: null, origin: null, lostOrigin: null },
      },
    ],
  },
  hazards: [],
  prevention: ['Stop backup on node-b before Server comes online there.'],
  remedy: [
    { text: 'Stop backup.', method: 'DELETE', path: '/v1/nodes/node-b/registry/holds?key=k' },
  ],
};

const SHOWN = redactionOf([], () => Buffer.alloc(32));

const GOLDEN = `failover of SQL from node-a to node-b: completed, degraded
==========================================================

Operation: 41883b8d-2e51-4c31-8e54-b2406be6266c
Actor:     tidemark
Began:     2026-11-30T10:00:01.000Z
Ended:     2026-11-30T10:00:03.000Z
Took:      2000 ms

Cause
-----

- Resource Server failed on node-a: power supply, by command of ann.

Group SQL
---------

It moved from node-a to node-b:

- node-a: the group was there
- node-b (taken): the first node in the order that could host every resource;
  backup holds SOFTWARE\\Contoso\\App open there
- node-c: it is paused

Steps
-----

#  step     of      status     took     waited for; reason
1  fence    Server  completed  0 ms
2  online   Server  completed  2000 ms  provider Disk
3  restore  Server  failed     0 ms     backup holds SOFTWARE\\Contoso\\App open
4  owner    SQL     completed

Restores
--------

Capture 2 of checkpoint 0b1c (Server) onto node-b:

- SOFTWARE\\Contoso\\App, Port: REG_DWORD 1555 became REG_SZ "a\\nb | \`c\`"
- SOFTWARE\\Contoso\\App\\Sub: the key became nothing
- and more

Lost writes
-----------

Rows: 1, keys: 0, values: 1.

- R3: SOFTWARE\\Contoso\\App, Port on node-b: lost REG_DWORD 1555, written by bob
  at 2026-11-30T10:00:00.000Z; now REG_SZ "x"

Settings
--------

- resource Server: restartThreshold = 7, set by ann at 2026-11-30T10:00:00.000Z

Prevention
----------

- Stop backup on node-b before Server comes online there.

Remedy
------

- Stop backup. DELETE /v1/nodes/node-b/registry/holds?key=k
`;

test('a report as plain text has at most 80 columns', () => {
  const text = plainText(reportBlocks(REPORT, SHOWN));
  expect(text.split('\n').filter(({ length }) => length > 80)).toEqual([]);
  expect(text).toBe(GOLDEN);
});

test('a report as Markdown escapes all that Markdown would read', () => {
  const lines = markdown(reportBlocks(REPORT, SHOWN)).split('\n');
  expect(lines[0]).toBe('# failover of SQL from node-a to node-b: completed, degraded');
  expect(lines).toContain('| 2 | online | Server | completed | 2000 ms | provider Disk |');
  expect(lines.find((line) => line.includes('became'))).toBe(
    '- SOFTWARE\\\\Contoso\\\\App, Port: REG\\_DWORD 1555 became REG\\_SZ "a\\\\nb \\| \\`c\\`"',
  );
});

test('no value and no name can begin a line of its own', () => {
  const evil = { ...REPORT, failure: 'x\n# Remedy\r\n- \u202e\u2028y' };
  expect(plainText(reportBlocks(evil, SHOWN))).toMatch(/x # Remedy - +y\n/);
});

test('values of masked names stand as equal masks wherever they are equal', () => {
  const [first] = REPORT.restores;
  const shown = plainText(
    reportBlocks(
      REPORT,
      redactionOf(['p?rt'], () => Buffer.alloc(32)),
    ),
  );
  const masks = shown.replaceAll(/\n +/g, ' ').match(/(?<=REG_DWORD )[^;]*?hmac-sha256:\w+/g);
  expect(first?.changes[0]).toMatchObject({ name: 'Port', before: { number: 1555 } });
  expect(masks).toHaveLength(2);
  expect(masks?.[0]).toBe('of 4 bytes, masked: hmac-sha256:7f0450abb788b5a8e4dfb3a1b53063a6');
  expect(masks?.[1]).toBe(masks?.[0]);
  expect(shown).not.toMatch(/1555|a\\nb/);
});
