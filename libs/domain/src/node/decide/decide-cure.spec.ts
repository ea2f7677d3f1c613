import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { type StatusName } from '#clusapi';
import { applyChanges, emptyTree, findKey, hashKey, type RegistryChange } from '#registry';

import { copyOf, cured, revertOf } from '../../../testing/cure-stories.js';
import { changed, content, set } from '../../../testing/registry-stories.js';
import { specify } from '../../../testing/specify.js';
import { GROUP, KEY, nodeOpened } from '../../../testing/stories.js';
import { type NodeCommand } from '../commands.js';
import { node } from '../decide.js';
import { type NodeEvent } from '../events.js';
import { MAX_LIST_BYTES } from '../size.js';
import { type PresentNode } from '../state.js';

const spec = specify(node);

type CureData = Extract<NodeCommand, { type: 'CureRegistry' }>['data'];

const cure = (more: Partial<CureData> = {}): NodeCommand => ({
  type: 'CureRegistry',
  data: {
    targets: [{ key: KEY, content }],
    changes: [],
    cure: revertOf('live'),
    groups: [{ group: GROUP, epoch: 2 }],
    after: -1,
    ...more,
  },
});

const LIVE = revertOf('live');
const NOTHING = { targets: [], cure: revertOf() };
const fenced = (epoch: number): NodeEvent => ({
  type: 'GroupFenced',
  data: { group: GROUP, epoch },
});
const absent: CureData['targets'] = [{ key: KEY, content: undefined }];
const inside = `${KEY}\\Sub`;
const sub = findKey(applyChanges(emptyTree, [{ op: 'create-key', key: inside }]), inside);
const staged = { set: 's', count: 1, hash: 'h' };
const part: NodeEvent = {
  type: 'RegistryChangesStaged',
  data: { set: 's', index: 0, changes: [set(1), set(9, 'Old')] },
};

test.each<[string, readonly NodeEvent[], NodeCommand, readonly NodeEvent[]]>([
  ['another value', [changed(set(2))], cure(), [cured(LIVE, set(1))]],
  [
    'a value too many',
    [changed(set(1), set(2, 'Extra'))],
    cure(),
    [cured(LIVE, { op: 'delete-value', key: KEY, name: 'Extra' })],
  ],
  [
    'a key too many',
    [changed(set(1))],
    cure({ targets: absent }),
    [cured(LIVE, { op: 'delete-key', key: KEY })],
  ],
  ['the content already, and a copy to follow', [changed(set(1))], cure(), [cured(LIVE)]],
  ['the content already, and no copy', [changed(set(1))], cure({ cure: revertOf() }), []],
  [
    'a value that is to be changed by itself',
    [changed(set(2))],
    cure({ ...NOTHING, changes: [set(1), set(2)] }),
    [cured(revertOf(), set(1), set(2))],
  ],
  ['such a value already', [changed(set(1))], cure({ ...NOTHING, changes: [set(1)] }), []],
  [
    'a key in another one, each with a content: the inner one comes last',
    [changed(set(1))],
    cure({
      targets: [
        { key: KEY, content },
        { key: inside, content: sub },
      ],
    }),
    [cured(LIVE, { op: 'create-key', key: inside })],
  ],
  [
    'copies of its stored copies alone',
    [],
    cure({ targets: [], cure: revertOf({ capture: 1, hash: 'h' }) }),
    [cured(revertOf({ capture: 1, hash: 'h' }))],
  ],
  ['the group at this epoch', [fenced(2)], cure(), [cured(LIVE, set(1))]],
  [
    'an earlier cure that the caller has seen',
    [cured(LIVE)],
    cure({ after: 1 }),
    [cured(LIVE, set(1))],
  ],
  [
    'a staged list, and an edit that came after it: the rest is computed anew',
    [part, changed(set(3, 'Late'))],
    cure({ staged }),
    [
      {
        type: 'RegistryChanged',
        data: {
          changes: ['Late', 'Old'].map((name) => ({ op: 'delete-value', key: KEY, name })),
          staged,
          cure: LIVE,
        },
      },
    ],
  ],
])('a cure of a node that has %s', (_, history, command, events) => {
  spec
    .given(nodeOpened, ...history)
    .when(command)
    .then(...events);
});

const long: readonly RegistryChange[] = [
  { op: 'set', key: KEY, name: 'N', value: { type: 'REG_SZ', text: 'x'.repeat(MAX_LIST_BYTES) } },
];
const crashed: NodeEvent = { type: 'NodeCrashed', data: { operation: 'o' as never } };

test.each<[string, readonly NodeEvent[], NodeCommand, StatusName, RegExp]>([
  [
    'whose group has begun an operation',
    [fenced(3)],
    cure(),
    'ERROR_INVALID_STATE',
    /group came first: epoch 2 is fenced/,
  ],
  [
    'that was cured in the meantime',
    [cured(LIVE)],
    cure(),
    'ERROR_INVALID_STATE',
    /another cure of this registry came first/,
  ],
  ['that has crashed', [crashed], cure(), 'ERROR_CLUSTER_NODE_DOWN', /has crashed/],
  ['without the whole list', [], cure({ staged }), 'ERROR_INVALID_STATE', /incomplete/],
  [
    'by a list that is too long',
    [],
    cure({ targets: [], changes: long }),
    'ERROR_INVALID_STATE',
    /must be staged/,
  ],
  [
    'by changes of a stored copy that are too long',
    [],
    cure({ targets: [], cure: revertOf({ changes: long }) }),
    'ERROR_INVALID_STATE',
    /must be staged/,
  ],
])('is refused for a node %s', (_, history, command, status, reason) => {
  spec
    .given(nodeOpened, ...history)
    .when(command)
    .refuses(status, reason);
});

const after = (...events: readonly NodeEvent[]): PresentNode =>
  [nodeOpened, ...events].reduce(node.evolve, node.initial) as PresentNode;

test('a cure is remembered, and one of stored copies alone leaves the ETag of the registry', () => {
  expect(after(changed(set(1)), cured(LIVE, set(2)))).toMatchObject({
    curedAt: 2,
    registryRevision: 2,
  });
  expect(after(changed(set(1)), cured(LIVE))).toMatchObject({ curedAt: 2, registryRevision: 1 });
  expect(after(changed(set(1)))).toMatchObject({ curedAt: -1, registryRevision: 1 });
});

const keys = ['A', 'A\\B', 'a\\C', 'D'] as const;
const edit = fc.oneof(
  fc.record({
    op: fc.constant('set' as const),
    key: fc.constantFrom(...keys),
    name: fc.constantFrom('n', 'm'),
    value: fc.record({ type: fc.constant('REG_DWORD' as const), number: fc.nat(2) }),
  }),
  fc.record({ op: fc.constant('delete-key' as const), key: fc.constantFrom(...keys) }),
);
const edits = fc.array(edit, { maxLength: 6 });

test('keys have their contents after a cure, and the log has only the differences', () => {
  fc.assert(
    fc.property(edits, edits, fc.constantFrom(...keys), (here, there, key) => {
      const from = after(changed(...here));
      const wanted = findKey(applyChanges(emptyTree, there), key);
      const data = { targets: [{ key, content: wanted }], cure: { ...LIVE, copies: [] } };
      const events = node.decide(cure(data), from);
      const then = events.reduce(node.evolve, from) as PresentNode;
      expect(hashKey(findKey(then.registry, key))).toBe(hashKey(wanted));
      expect(events).toHaveLength(hashKey(findKey(from.registry, key)) === hashKey(wanted) ? 0 : 1);
      expect(node.decide(cure({ ...data, after: then.curedAt }), then)).toEqual([]);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('a copy names its resource and checkpoint', () => {
  expect(LIVE.copies).toEqual([copyOf('live')]);
});
